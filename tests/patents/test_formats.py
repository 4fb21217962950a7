"""How patents are numbered is a setting: every door reads by it, and a format that cannot be used stops the start."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.test import Client

from employment.batches.reading import _problem
from patents import formats, public_check, queue
from patents.claims import facts_of
from patents.invariants import unreadable_numbers
from patents.models import Patent, Payment
from patents.rules.matching import PatentClaim, PaymentFacts, numbers_of, score
from patents.rules.number import ISSUED, NumberFormat
from tests.factories import make_patent, make_payment

CHECK = "/api/v1/patent-check/"
LETTERS = NumberFormat(series="(?:[0-9]{2}|[А-Я]{2})", number="[0-9]{9,10}")


@pytest.fixture
def written(settings: Any) -> Iterator[Callable[[str, str], NumberFormat]]:
    """The portal as it would start with these settings."""

    def start(series: str = ISSUED.series, number: str = ISSUED.number) -> NumberFormat:
        settings.PATENT_SERIES_FORMAT, settings.PATENT_NUMBER_FORMAT = series, number
        formats.in_use.cache_clear()
        return formats.in_use()

    yield start
    formats.in_use.cache_clear()


@pytest.mark.parametrize(
    ("series", "number"),
    [
        ("[0-9]{3}", "[0-9]{10}"),  # what the portal issues would not be read
        ("[0-9]{2}", "[0-9]{9}"),
        ("[0-9]{2}", "26[0-9]{8}"),
        ("[0-9]{2}", "[0-9]+"),  # without an end
        ("[0-9]{2}", "[0-9]*"),
        ("[0-9]{2}", "([0-9]{10})"),  # captures
        ("[0-9]{2}", "(?P<n>[0-9]{10})"),
        ("[0-9]{2}", "(?=[0-9])[0-9]{10}"),
        ("[0-9]{2}", ".{10}"),
        ("[0-9]{2}", "[0-9]{10}&x=1"),
        ("[0-9]{2}", "[0-9]{10,40}"),  # longer than the tables hold
        ("[0-9]{2}", "[0-9{10}"),
        ("[0-9]{2}", "(?:[0-9]{10})?"),  # nothing
        ("", "[0-9]{10}"),
        ("[0-9]{2}", ""),
    ],
)
def test_a_format_that_cannot_be_used_stops_the_start(written: Any, series: str, number: str):
    with pytest.raises(ImproperlyConfigured, match=r"PATENT_(SERIES|NUMBER)_FORMAT"):
        written(series, number)


def test_other_series_and_numbers_are_read_where_the_format_has_them(written: Any):
    assert (formats.canonical_series("пр"), formats.canonical_number("260000001")) == (None, None)
    written(LETTERS.series, LETTERS.number)
    assert (formats.canonical_series(" пр "), formats.canonical_number("26-000 0001")) == ("ПР", "260000001")
    assert formats.canonical_pair("ПР № 260000001") == ("ПР", "260000001")
    assert formats.canonical_pair("77 2600000017") == ("77", "2600000017")
    assert formats.canonical_number("26000000177") is None


def test_what_could_be_divided_in_two_ways_is_not_guessed():
    assert NumberFormat(series="[0-9]{2,3}", number="[0-9]{9,10}").canonical_pair("772600000017") is None


def test_a_line_of_a_list_is_read_by_the_same_format(written: Any):
    row = {"series": "ПР", "number": "260000001"}
    assert _problem(row) == "number_unreadable"
    written(LETTERS.series, LETTERS.number)
    assert _problem(row) == ""


@pytest.mark.django_db
def test_the_public_check_answers_about_what_the_format_accepts_and_in_its_words(written: Any):
    client, asked = Client(), {"series": "77", "number": "260000001"}
    refused = client.get(CHECK, asked, headers={"accept-language": "en"})
    assert (refused.status_code, refused.json()["errors"]) == (400, {"number": ["The number is ten digits"]})
    written(LETTERS.series, LETTERS.number)
    assert client.get(CHECK, asked).json()["result"] == "not_found"  # by the short way
    assert client.get(CHECK, {**asked, "series": "пр"}).json()["result"] == "not_found"
    number = make_patent("issued").number
    assert client.get(CHECK, {"series": "77", "number": number}).json()["result"] == "valid"
    refused = client.get(CHECK, {**asked, "number": "1"}, headers={"accept-language": "en"})
    assert refused.json()["errors"] == {"number": ["This is not written like the number of a patent"]}
    assert client.get(CHECK, {**asked, "number": "1"}, headers={"accept-language": "ru"}).json()["errors"]["number"][0].startswith("Так не")
    assert len(set(map(public_check._hash_of, ["ПР", "пр"], ["260000001", "26 0000001"]))) == 1


def claim(series: str, number: str) -> PatentClaim:
    return PatentClaim(patent_id=1, series=series, number=number, family_names=(), given_names=(), dues=())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("патент серия пр № 26 000 0001 за март", True),
        ("патент ПР260000001", True),
        ("патент 260000001", True),
        ("патент 77 260000001", False),  # of another region
        ("патент 77260000001", False),
        ("от 15.03.26 патент 260000001", True),
    ],
)
def test_money_finds_a_number_of_another_format(text: str, found: bool):
    payment = PaymentFacts(amount=Decimal(1), paid_on=date(2026, 3, 1), purpose_text=text, numbers=LETTERS)
    assert "260000001" in numbers_of(payment)
    assert bool(score(payment, claim("ПР", "260000001")).points) is found


def test_money_is_matched_by_the_format_in_use(written: Any):
    payment = Payment(amount=Decimal(1), paid_on=date(2026, 3, 1), purpose_text="патент 260000001")
    assert numbers_of(facts_of(payment)) == frozenset()
    written(LETTERS.series, LETTERS.number)
    assert "260000001" in numbers_of(facts_of(payment))


@pytest.mark.django_db
def test_money_that_waits_is_found_by_numbers_of_a_new_format_too(written: Any):
    payment = make_payment(purpose_text="патент ПР 260000001")
    queue.enter(payment)
    written(LETTERS.series, LETTERS.number)
    known = claim("ПР", "260000001")
    assert list(queue.could_be_of(known)) == []
    assert list(queue.not_indexed()) == [payment]
    assert queue.index_missing() == 1
    assert list(queue.could_be_of(known)) == [payment]
    assert queue.index_missing() == 0


@pytest.mark.django_db
def test_patents_that_the_format_does_not_read_are_counted(written: Any):
    patent = make_patent()
    assert unreadable_numbers() == 0
    Patent.objects.filter(pk=patent.pk).update(series="ПР", number="260000001")
    assert unreadable_numbers() == 1
    written(LETTERS.series, LETTERS.number)
    assert unreadable_numbers() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("changed", [{"number": ""}, {"number": "26 0000001"}, {"series": "пр"}, {"number": "26'--"}])
def test_the_database_keeps_no_number_that_no_format_could_have(changed: dict[str, str]):
    patent = make_patent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Patent.objects.filter(pk=patent.pk).update(**changed)
