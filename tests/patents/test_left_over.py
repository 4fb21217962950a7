"""Money that has bought no month: officers and the holder see it, and an officer can do something with it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from patents import invariants as keep
from patents.errors import CompareFirst, MoneyStillCounts, NotMatched, RefundAdvisedAlready
from patents.models import Allocation, Patent, Payment
from patents.rules.identity import Transfer
from patents.services import advise_refund, apply_to_next, match_payment, receive_transfer, reckon_unspent
from patents.services.payments import Outcome
from portal import clock
from portal.accounts.models import User
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal import services as legal
from portal.notifications.models import Message
from tests.factories import make_office, make_patent, make_user, sign_in
from tests.patents.test_moves import arrived, issued, matched, moved, officer

pytestmark = pytest.mark.django_db

LATE = date(2026, 5, 20)  # the patent's paid days end on 14 April


@pytest.fixture
def lapsed() -> Patent:
    """A patent whose paid days are over, with 10,000 roubles that came too late and are left over."""
    patent = issued()
    matched(arrived(1, paid_on=LATE), patent)
    return Patent.objects.get(pk=patent.pk)


def follower(patent: Patent) -> Patent:
    return make_patent(person=patent.person, predecessor=patent, granted_on=date(2026, 5, 1))


def test_money_that_came_too_late_is_left_over(lapsed):
    assert (lapsed.unspent, keep.unspent_differs()) == (Decimal(10000), 0)


def test_a_part_of_a_month_is_left_over_until_the_rest_comes():
    patent = matched(arrived(1, amount=100), issued())
    assert patent.unspent == Decimal(100)
    price = legal_price(patent)
    assert matched(arrived(2, amount=int(price) - 100), patent).unspent == price - int(price)


def legal_price(patent: Patent) -> Decimal:
    from patents import tariff

    with legal.only_asking():
        return tariff.monthly_price(region=patent.region, paid_on=date(2026, 3, 15)).value


def test_money_that_is_moved_back_is_not_left_over_any_more(lapsed):
    payment = Allocation.objects.get(payment__external_id="uip:N1").payment
    assert moved(payment).unspent == 0
    assert keep.unspent_differs() == 0


def test_the_invariant_sees_a_sum_that_nobody_reckoned(lapsed):
    Patent.objects.filter(pk=lapsed.pk).update(unspent=1)
    assert keep.unspent_differs() == 1


def test_patents_paid_before_the_sum_was_kept_are_reckoned_once(lapsed):
    Patent.objects.update(unspent=None)
    assert (reckon_unspent(), reckon_unspent()) == (1, 0)
    lapsed.refresh_from_db()
    assert lapsed.unspent == Decimal(10000)


def test_a_whole_payment_counts_for_the_next_patent_with_its_own_date(lapsed):
    following, payment = follower(lapsed), Allocation.objects.get(payment__external_id="uip:N1").payment
    apply_to_next(payment_id=payment.pk, patent_id=lapsed.pk, next_id=following.pk, reason="Следующий патент", actor=officer())
    lapsed.refresh_from_db()
    now = Allocation.objects.get(payment=payment, released_at=None)
    assert (now.patent, now.payment.paid_on, lapsed.unspent) == (following, LATE, 0)
    with pytest.raises(NotMatched):
        apply_to_next(payment_id=payment.pk, patent_id=lapsed.pk, next_id=following.pk, reason="x", actor=officer())


def test_a_payment_that_is_like_another_one_counts_for_the_next_patent_too(lapsed):
    """Whether it was told twice was asked when it came; that it goes from one patent to the next asks nobody again."""
    next_one, payment = follower(lapsed), Allocation.objects.get(payment__external_id="uip:N1").payment
    fields = {"amount": payment.amount, "paid_on": LATE, "payer_inn": payment.payer_inn, "payer_name": payment.payer_name}
    known = {"bic": "044525225", "document_number": "17", "payer_account": "4" * 20}
    told = receive_transfer(transfer=Transfer(source="registry", **fields, **known), actor=SYSTEM)
    assert told is Outcome.UNMATCHED
    apply_to_next(payment_id=payment.pk, patent_id=lapsed.pk, next_id=next_one.pk, reason="Late for the first", actor=officer())
    assert Allocation.objects.get(payment=payment, released_at=None).patent_id == next_one.pk
    waiting = Payment.objects.get(source="registry")
    with pytest.raises(CompareFirst):
        match_payment(payment_id=waiting.pk, patent_id=next_one.pk, purpose="tax_advance", actor=officer())


def test_money_that_has_bought_a_month_stays_with_its_patent(lapsed):
    bought = Allocation.objects.filter(patent=lapsed, purpose="tax_advance").order_by("pk")[0].payment
    with pytest.raises(MoneyStillCounts):
        apply_to_next(payment_id=bought.pk, patent_id=lapsed.pk, next_id=follower(lapsed).pk, reason="x", actor=officer())
    assert Allocation.objects.get(payment=bought).released_at is None


@pytest.mark.parametrize(("language", "words"), [("ru", "налоговая инспекция"), ("en", "The tax office")])
def test_the_holder_gets_the_letter_about_a_sum_once(lapsed, language, words):
    User.objects.update(language=language)
    advise_refund(patent_id=lapsed.pk, actor=officer())
    with pytest.raises(RefundAdvisedAlready):
        advise_refund(patent_id=lapsed.pk, actor=officer())
    dispatch_pending()
    letters = Message.objects.filter(event__name="patents.RefundAdvised")
    assert sorted(letter.channel for letter in letters) == ["email", "inbox"]
    for letter in letters:
        assert words in letter.body
        assert re.search(r"10[\s,]000", letter.subject)


def test_no_letter_while_the_money_can_still_buy_a_month(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda *_zone: date(2026, 4, 1))
    patent = matched(arrived(1, amount=100), issued())
    with pytest.raises(MoneyStillCounts):
        advise_refund(patent_id=patent.pk, actor=SYSTEM)


def test_an_officer_finds_it_in_the_registry_and_acts_on_the_page(lapsed):
    client = sign_in(make_user("officer", office=lapsed.case.office or make_office()), client=Client(headers={"accept-language": "en"}))
    listed = {left: client.get(f"/admin/patents/patent/?left={left}").content.decode() for left in ("over", "part")}
    assert (lapsed.number in listed["over"], lapsed.number in listed["part"]) == (True, False)
    address = f"/admin/patent/{lapsed.series}/{lapsed.number}/"
    page = client.get(address).content.decode()
    assert "Money left over: 10" in page
    assert "Send the letter about the return of the money" in page
    assert "Count for patent" not in page
    assert client.post(f"{address}left-over/letter/").status_code == 302
    page = client.get(address).content.decode()
    assert ("Send the letter" in page, "who gives the money back" in page) == (False, True)
    following = follower(lapsed)
    assert f"Count for patent {following}" in client.get(address).content.decode()
    payment = Allocation.objects.get(payment__external_id="uip:N1").payment_id
    assert client.post(f"{address}left-over/next/", {"payment": payment}).status_code == 302
    assert "Money left over" not in client.get(address).content.decode()
    assert client.post(f"{address}left-over/letter/").status_code == 409


def test_the_holder_reads_what_is_left_over_and_whom_to_ask(lapsed):
    client = sign_in(lapsed.person.user, client=Client(headers={"accept-language": "en"}))
    page = client.get(f"/patents/{lapsed.series}/{lapsed.number}/").content.decode()
    assert "has bought no month" in page
    assert "tax office" in page
