"""Another row of the law is entered: letters, pages and the API say what it makes, and nobody reads the number of the row before."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cases.procedures import procedure
from patents import calculators, claims
from patents.acts import acts as acts_of
from patents.due import months_left
from patents.errors import TooManyMonths
from patents.models import ContractReminder, Patent
from patents.officer.decided import without_contract
from patents.rules.annulment import ANNULMENT_GROUNDS
from patents.rules.eligibility import ApplicantFacts, eligibility
from patents.services import open_next_months, remind_of_contracts, warn_of_last_days
from patents.stay_ground import registration_of_holders
from permits.status.reading import status_of
from portal.accounts.models import User
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal import services as legal
from portal.notifications.models import Message
from profiles.selectors import facts
from tests.cases import walk
from tests.cases.officer import world
from tests.factories import make_applicant, make_case, make_patent
from tests.patents import life
from tests.patents.test_moves import arrived, matched
from tests.patents.test_payments import DAY, FEE, month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["ru", "en"])
OLD_MONTHS = re.compile(r"twelve|12 months|12 месяцев|двенадцат|a year later|через год|up to a year|до года", re.IGNORECASE)
OLD_CONTRACT = re.compile(r"two months|2 months|(?:двух|два|2) месяц", re.IGNORECASE)


def entered(key: str, value: str, since: date = date(2026, 1, 1)) -> None:
    legal.add_value(key=key, since=since, until=None, value=value, citation="Act 1", actor=SYSTEM)


def begun(months: int = 1) -> Patent:
    """Issued on 15 March 2026 by a real payment."""
    return pay(make_patent(case=make_case("granted", person=make_applicant()), granted_on=DAY), FEE, month(months=months))


def letter(event: str, language: str) -> str:
    """Subject and body of the newest letter about the event, spaces plain."""
    User.objects.update(language=language)
    dispatch_pending()
    newest = Message.objects.filter(event__name=event, language=language).latest("pk")
    return f"{newest.subject}\n{newest.body}".replace("\xa0", " ")


def page(patent: Patent, language: str, name: str = "patent") -> str:
    client = walk.browser(patent.person.user, language)
    return str(client.get(reverse(f"patents:{name}", args=[patent.series, patent.number])).text).replace("\xa0", " ")


# ---- patents.contract_copy


@BOTH
def test_the_letter_of_the_issue_says_the_last_day_for_the_contract_that_the_row_makes(language: str):
    entered("patents.contract_copy", "45 calendar_days")
    begun()
    said = letter("patents.PatentIssued", language)
    assert {"ru": "не позднее 29 апреля 2026 г. включительно", "en": "not later than 29 April 2026, that day included"}[language] in said
    assert not OLD_CONTRACT.search(said)


@BOTH
def test_the_list_of_patents_without_a_contract_follows_the_row_and_names_no_months(today: Any, language: str):
    entered("patents.contract_copy", "45 calendar_days")
    today(date(2026, 4, 30))
    desk = world.desk()
    empty = desk.client.get(reverse("admin:patents_without_contract"), headers={"accept-language": language}).text
    patent = life.in_force(date(2026, 4, 30), issued_on=DAY)
    full = desk.client.get(reverse("admin:patents_without_contract"), headers={"accept-language": language}).text
    assert str(patent) not in empty
    assert str(patent) in full
    assert not OLD_CONTRACT.search(empty + full)


def test_a_shorter_row_hides_nobody_whose_last_day_is_over_behind_one_who_has_time(today: Any):
    """Issued by the longer row and still in time; issued a day later by the shorter one and late."""
    entered("patents.contract_copy", "10 calendar_days", since=date(2026, 3, 16))
    desk = world.desk()
    today(date(2026, 4, 10))
    in_time, late = (life.in_force(date(2026, 4, 10), issued_on=day) for day in (DAY, date(2026, 3, 16)))
    assert [patent for patent, _due in without_contract(desk.user)] == [late]
    assert in_time != late


def test_reminders_of_the_contract_come_by_a_longer_row_too(today: Any):
    entered("patents.contract_copy", "9 months")
    patent = life.in_force(DAY, issued_on=DAY, months=12)  # the last day is 15 December
    today(date(2026, 12, 14))
    assert remind_of_contracts() == 1
    assert ContractReminder.objects.get(patent=patent).days == 1


@BOTH
def test_the_ground_of_an_annulment_names_no_months(language: str):
    with override(language):
        ground = ANNULMENT_GROUNDS[0]
        assert ground.code == "NO_CONTRACT_COPY_2M"
        assert not OLD_CONTRACT.search(f"{ground.title} {ground.plain}")


# ---- patents.longest_term


@BOTH
def test_letters_about_money_call_the_months_of_the_row_the_longest_term(language: str):
    entered("patents.longest_term", "6 months")
    patent = begun(months=5)
    issued = letter("patents.PatentIssued", language)
    assert {"ru": "14 сентября 2026", "en": "14 September 2026"}[language] in issued
    assert pay(patent, month("last", paid_on=date(2026, 8, 1)), on=date(2026, 8, 1)).paid_through == date(2026, 9, 14)
    paid = letter("patents.PatentPaid", language)
    assert {"ru": "Все месяцы этого патента оплачены", "en": "All months of this patent are paid"}[language] in paid
    assert not OLD_MONTHS.search(issued + paid)


@BOTH
def test_who_paid_every_month_at_once_reads_it_in_the_letter_of_the_issue(language: str):
    entered("patents.longest_term", "6 months")
    begun(months=6)
    said = letter("patents.PatentIssued", language)
    assert {"ru": "переоформите патент", "en": "have it reissued in good time"}[language] in said
    assert not OLD_MONTHS.search(said)


@BOTH
def test_pages_of_a_patent_and_its_end_name_no_other_months(today: Any, language: str):
    entered("patents.longest_term", "6 months")
    today(date(2026, 8, 20))
    patent = begun(months=6)
    matched(arrived(amount=10000, paid_on=date(2026, 8, 19)), patent)  # a seventh month
    assert warn_of_last_days() == 1
    said = [letter("patents.PatentEnding", language), page(patent, language), page(patent, language, "bills")]
    with override(language):
        said += [f"{act.title} {act.note}" for act in acts_of(patent, on=date(2026, 8, 20))]
        said += [f"{duty.title} {duty.what} {duty.due.as_json()}" for duty in status_of(patent.person).status.duties]
    said.append(str(walk.browser(patent.person.user, language).get("/").text))
    assert {"ru": "Все месяцы патента уже оплачены", "en": "All months of the patent are paid: it is left over"}[language] in said[1]
    assert {"ru": "Наибольший срок вашего патента", "en": "The longest term of your patent"}[language] in said[-1]
    assert not [one for one in said if OLD_MONTHS.search(one)]


@BOTH
def test_a_patent_whose_longest_term_is_over_says_so_and_no_number(today: Any, language: str):
    entered("patents.longest_term", "6 months")
    patent = begun(months=6)
    today(date(2026, 9, 15))
    said = page(patent, language)
    assert {"ru": "Это его наибольший срок", "en": "its longest term is over"}[language] in said
    assert not OLD_MONTHS.search(said)


@BOTH
def test_the_words_of_applications_about_patents_name_no_months(language: str):
    with override(language):
        for code in ("work-patent", "work-patent-reissue", "work-patent-duplicate", "work-patent-data-change", "work-patent-annulment"):
            found = procedure(code)
            assert not OLD_MONTHS.search(f"{found.title} {found.summary}"), code


def test_a_term_in_years_is_told_in_months_where_months_are_said():
    entered("patents.longest_term", "2 years")
    step = calculators.quote(region="77", on=DAY, months=1).expires.steps[0]
    with override("en"):
        assert (str(step.text).startswith("Months from the day of issue"), step.value) == (True, 24)


def test_a_patent_of_two_years_is_billed_for_its_thirteenth_month(today: Any):
    entered("patents.longest_term", "2 years")
    today(date(2027, 2, 20))
    legal.add_value(
        key="patents.monthly_price", scope="77", since=date(2027, 1, 1), until=None, value="10000", citation="Act 2", actor=SYSTEM
    )
    patent = begun(months=12)
    assert patent.expires_on == date(2028, 3, 14)
    (bill,) = open_next_months(patent_id=patent.pk, count=1, actor=SYSTEM, on=date(2027, 2, 20))
    assert (bill.period, bill.pay_by) == (13, date(2027, 3, 14))
    assert months_left(patent, paid_on=date(2027, 2, 20)) == 12


def test_the_months_that_a_payment_could_be_for_are_those_of_the_row():
    entered("patents.longest_term", "2 years")
    waiting = make_patent(granted_on=DAY)
    (tax,) = (due for due in claims.claim(waiting, on=DAY).dues if due.purpose == "tax_advance")
    assert max(tax.sums) == Decimal(240000)


# ---- the calculator


def asked(client: Client, months: int, on: str = "2026-03-15") -> Any:
    query = {"region": "77", "on": on, "months": str(months)}
    return client.get("/api/v1/patent-price/", query, headers={"accept-language": "en"})


@pytest.mark.parametrize(("value", "most"), [("6 months", 6), ("2 years", 24)])
def test_the_api_takes_as_many_months_as_the_law_of_the_day_and_refuses_one_more(client: Client, value: str, most: int):
    entered("patents.longest_term", value)
    assert len(asked(client, most).json()["periods"]) == most
    refused = asked(client, most + 1)
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
    assert f"The most for a patent that begins on this day: {most}." in refused.text
    assert asked(client, 12, on="2025-03-15").status_code == 200  # by the row before
    assert asked(client, 13, on="2025-03-15").status_code == 400


def test_a_million_months_are_refused_before_they_are_reckoned():
    with pytest.raises(TooManyMonths):
        calculators.quote(region="77", on=DAY, months=10**40)


def test_the_schema_promises_no_number_of_months(client: Client):
    schema = client.get("/api/schema/", headers={"accept": "application/json"}).json()
    (months,) = (one for one in schema["paths"]["/api/v1/patent-price/"]["get"]["parameters"] if one["name"] == "months")
    assert (months["schema"].get("maximum"), months["schema"]["minimum"]) == (None, 1)
    assert "more is refused with the status 400" in months["description"]


@pytest.mark.parametrize(("on", "most"), [("15.03.2026", 24), ("15.03.2025", 12), ("no day", 24)])
def test_the_page_offers_the_months_of_the_day_that_is_asked_about(client: Client, today: Any, on: str, most: int):
    today(DAY)
    entered("patents.longest_term", "2 years")
    shown = client.get("/patents/price/", {"region": "77", "on": on, "months": "1"}, headers={"accept-language": "en"})
    assert [value for value, _label in shown.context["form"].fields["months"].choices] == list(range(1, most + 1))


def test_the_page_says_that_so_many_months_are_not_paid_on_that_day(client: Client):
    asked_for = {"region": "77", "on": "15.03.2026", "months": "13"}
    assert "cannot be paid for so many months" in client.get("/patents/price/", asked_for, headers={"accept-language": "en"}).text
    assert "на столько месяцев оплатить нельзя" in client.get("/patents/price/", asked_for, headers={"accept-language": "ru"}).text


# ---- other rows


def test_the_registration_of_a_holder_follows_its_row_in_months_too(today: Any):
    today(date(2026, 4, 1))
    entered("permits.registration_of_patent_holder", "6 months")
    patent = begun()
    (until,) = registration_of_holders(facts(patent.person), date(2026, 4, 1))
    with override("en"):
        assert (until.value, OLD_MONTHS.search(str(until.steps[0].text))) == (date(2026, 9, 14), None)


@BOTH
def test_citizens_of_the_union_are_not_told_how_long_their_employer_has(language: str):
    told = ApplicantFacts(regime="eaeu", birth_date=None, entered_on=None, purpose="work", passport_expires_on=None)
    with override(language):
        (reason,) = eligibility(told, on=DAY, region=None, minimum_age=18, window_days=30, late_fine=None)
        assert {"ru": "Работодатель обязан сообщить", "en": "Your employer must report it"}[language] in str(reason.what_to_do)
        assert not re.search(r"three|трёх|days|дней", str(reason.what_to_do))


def test_no_shipped_text_of_patents_repeats_a_number_of_months_that_a_row_holds():
    root = Path(settings.BASE_DIR)
    texts = {path.name: path.read_text() for path in (root / "templates/patents").rglob("*.*")}
    texts |= {entry.msgid: entry.msgstr for entry in polib.pofile(str(root / "locale/ru/patents.po"))}
    old = re.compile(r"(twelve|two|12|2) months|двенадцат\w* месяц|(двух|два|12|2) месяц|трёх рабочих дней", re.IGNORECASE)
    assert [name for name, text in texts.items() if old.search(f"{name} {text}")] == []
