"""The holder's pages: the patent, its payment, its paper."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from patents.models import Patent
from portal import clock
from tests.cases import acts, walk
from tests.factories import make_applicant, make_case, make_patent, make_payment
from tests.patents.test_payments import FEE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_demo")]
PAGES = ("patent", "pay", "paper")
TODAY = date(2026, 6, 15)


@pytest.fixture
def _demo(settings, monkeypatch):
    """The demo's button, on a day whose price is established."""
    settings.DEMO = True
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)


def url(patent: Patent, name: str = "patent") -> str:
    return reverse(f"patents:{name}", args=[patent.series, patent.number])


def body(response: Any) -> str:
    return str(response.content.decode())


def granted(**fields: Any) -> tuple[Patent, Client]:
    case = make_case("granted", person=make_applicant())
    patent = make_patent("granted", case=case, profession="bricklayer", **fields)
    return patent, walk.browser(case.person.user)


def offer(client: Client, patent: Patent, months: int = 1) -> dict[str, Any]:
    """What the hidden fields of the page hold: the months asked for, their sum, a number for this payment."""
    shown = client.get(url(patent, "pay"), {"months": months})
    return dict(shown.context["form"].initial) if shown.status_code == 200 else {}


def pay(client: Client, patent: Patent, months: int = 1, **fields: Any) -> Any:
    agreed = {**offer(client, patent, months), **fields}
    return client.post(f"{url(patent, 'pay')}?months={months}", {name: value for name, value in agreed.items() if value is not None})


def fresh(patent: Patent) -> Patent:
    return Patent.objects.get(pk=patent.pk)


def test_the_holder_pays_and_has_a_patent_on_paper():
    patent, client = granted()
    assert "Pay the fee and the first month" in body(client.get(url(patent)))
    assert "4\u00a0200\u00a0₽" in body(client.get(url(patent, "pay")))
    assert pay(client, patent)["Location"] == url(patent)
    assert fresh(patent).status == "issued"
    assert client.get(url(patent)).context["state"] == "valid"
    paper = client.get(url(patent, "paper"))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert patent.number in body(client.get(reverse("patents:list")))


def test_a_double_click_pays_once_even_when_it_used_up_most_of_the_months():
    patent, client = granted()
    agreed = offer(client, patent, 7)
    first, second = (client.post(url(patent, "pay") + "?months=7", agreed) for _turn in range(2))
    assert first["Location"] == second["Location"] == url(patent)
    assert fresh(patent).allocations.count() == 2


def test_the_next_months_are_offered_as_long_as_the_term_holds():
    patent, client = granted()
    pay(client, patent, 9)
    assert list(client.get(url(patent, "pay")).context["choices"]) == [1, 2, 3]
    pay(client, patent, 3)
    assert client.get(url(patent, "pay"))["Location"] == url(patent)
    assert fresh(patent).paid_through == fresh(patent).expires_on


@pytest.mark.parametrize("months", ["0", "-1", "13", "1.5", "x", "", "٣", "9" * 50])
def test_a_strange_number_of_months_charges_nothing(months):
    patent, client = granted()
    with acts.nothing_changes():
        response = client.post(url(patent, "pay"), {**offer(client, patent), "months": months})
    assert response.status_code == 200
    assert "govuk-error-summary" in body(response)


@pytest.mark.parametrize("key", ["x", "\x00", "0" * 300])
def test_a_strange_payment_key_charges_nothing(key):
    patent, client = granted()
    with acts.nothing_changes():
        assert pay(client, patent, payment_key=key).status_code == 200


def test_without_an_established_price_nothing_is_offered_or_charged():
    patent, client = granted(region="53", series="53")
    assert "not established" in body(client.get(url(patent, "pay")))
    assert pay(client, patent).status_code == 200
    assert pay(client, patent, total=10000).status_code == 422
    assert not patent.allocations.exists()


def test_outside_the_demo_there_is_no_button_that_stands_in_for_the_bank():
    patent, client = granted()
    with override_settings(DEMO=False), acts.nothing_changes():
        assert "demonstration" not in body(client.get(url(patent, "pay")))
        assert pay(client, patent).status_code == 404


def test_a_sum_that_was_not_shown_is_not_charged_and_the_new_one_can_be_paid():
    patent, client = granted()
    with acts.nothing_changes():
        response = pay(client, patent, 2, total="1.00")
    assert "The price has changed" in body(response)
    assert response.context["form"].data["total"] == 24200
    again = {name: response.context["form"].data[name] for name in ("months", "total", "payment_key")}
    assert client.post(url(patent, "pay") + "?months=2", again)["Location"] == url(patent)
    assert fresh(patent).allocations.count() == 2


@pytest.mark.parametrize("status", ["annulled", "issued"])
def test_a_patent_that_takes_no_money_leads_back(status):
    patent = make_patent(status, case=make_case("granted", person=make_applicant()))
    if status == "issued":  # lapsed yesterday
        Patent.objects.filter(pk=patent.pk).update(paid_through=TODAY - timedelta(days=1))
    client = walk.browser(patent.person.user)
    assert client.get(url(patent, "pay"))["Location"] == url(patent)
    with acts.nothing_changes():
        assert pay(client, patent)["Location"] == url(patent)


def test_an_unissued_patent_has_no_paper():
    patent, client = granted()
    assert client.get(url(patent, "paper"))["Location"] == url(patent)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("status", ["granted", "issued", "annulled"])
def test_the_page_opens_in_every_state(status, language):
    patent = make_patent(status, case=make_case("granted", person=make_applicant()))
    assert walk.browser(patent.person.user, language).get(url(patent)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_another_persons_patent_is_a_page_that_does_not_exist(page):
    patent, stranger = make_patent("issued"), walk.browser(make_applicant().user)
    address = url(patent, page)
    other, unknown = stranger.get(address), stranger.get(address.replace(patent.number, "0000000000"))
    assert other.status_code == unknown.status_code == 404
    with acts.nothing_changes():
        assert pay(stranger, patent).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_led_to_the_sign_in(page):
    assert Client().get(url(make_patent("issued"), page))["Location"].startswith("/accounts/login/")


def test_switching_the_language_keeps_the_chosen_months_and_charges_nothing():
    patent, client = granted()
    with acts.nothing_changes():
        response = client.post(url(patent, "pay") + "?months=5", {**offer(client, patent, 5), "_language": "ru"})
    assert response["Content-Language"] == "ru"
    assert re.search(r'value="5"[^>]* selected', body(response))
    assert re.search(r'name="months" value="5"', body(response))


# ---- the number of queries does not grow with rows


def test_pages_cost_few_queries_whatever_was_paid_and_granted_before(django_assert_max_num_queries):
    patent, client = granted()
    addresses = [url(patent), url(patent, "pay"), reverse("patents:list"), url(patent, "paper"), "/check/"]
    pay(client, patent)
    one = [_queries(django_assert_max_num_queries, client, address, 30) for address in addresses]
    for number in range(10):
        assert pay(client, patent).status_code == 302, number
    for _n in range(30):
        make_patent("issued", case=make_case("granted", person=patent.person))
    for address, before in zip(addresses, one, strict=True):
        _queries(django_assert_max_num_queries, client, address, before)


def _queries(at_most: Any, client: Client, address: str, number: int) -> int:
    with at_most(number) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_refused_payment_is_told_on_the_page(monkeypatch):
    patent, client = granted()
    monkeypatch.setattr("patents.views.holder.receipts", lambda *_args, **_fields: [FEE, replace(FEE, amount=Decimal(1))])
    with acts.nothing_changes():
        assert "does not match what is due" in body(pay(client, patent))


def test_the_button_asks_only_for_what_is_still_missing_of_a_month():
    patent, client = granted()
    pay(client, patent)
    make_payment(fresh(patent), amount=4000, paid_on=TODAY)
    page = client.get(url(patent, "pay"), headers={"accept-language": "en"})
    assert "Received already" in body(page)
    assert page.context["bill"].total == Decimal(6000)
    pay(client, patent)
    assert fresh(patent).paid_through == date(2026, 8, 14)
    assert client.get(url(patent, "pay")).context["bill"].received == 0
