"""Money whose bank date has no price yet: an operator hears of it, its holder reads the truth, and the price entered later counts it."""

import contextlib
import threading
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patents import handlers, ledgers, tariff
from patents import invariants as keep
from patents.errors import MoneyStillCounts
from patents.models import Patent
from patents.rules import months
from patents.rules.months import Money
from patents.services import advise_refund, announce_lapses, apply_to_next, count_priced_money, priced, warn_of_ends
from patents.services.payments import Receipt
from patents.services.recount import keep_unspent, recomputed_paid_through
from patents.statement import Statement
from patents.tasks import count_waiting_money
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.legal import gaps
from portal.legal import services as legal
from portal.legal.models import LegalGap
from portal.notifications.models import Message
from tests.cases import acts
from tests.factories import make_patent, make_payment, sign_in
from tests.patents.test_moves import arrived, matched
from tests.patents.test_payments import FEE, month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
BEGUN, PAID, LAPSED = date(2026, 12, 15), date(2027, 1, 10), date(2027, 1, 20)  # the first month ends on 14 January
LAST = date(2027, 1, 14)
FORMULA = {("patents.deflator", ""), ("patents.coefficient", "77")}


def begun(name: str = "first") -> Patent:
    fee = Receipt("state_fee", Decimal(4200), 0, BEGUN, "demo", f"fee-{name}")
    return pay(make_patent(granted_on=BEGUN), fee, month(name, paid_on=BEGUN), on=BEGUN)


def entered(value: str = "12000", region: str = "77", key: str = "patents.monthly_price") -> None:
    legal.add_value(
        key=key, scope=region, since=date(2027, 1, 1), until=date(2028, 1, 1), value=value, citation="Закон на 2027 год", actor=SYSTEM
    )


def waiting(patent: Patent, number: int = 1, amount: int = 12000, paid_on: date = PAID) -> Patent:
    return matched(arrived(number, amount=amount, paid_on=paid_on), patent)


def fresh(patent: Patent) -> Patent:
    return Patent.objects.get(pk=patent.pk)


def found_gaps() -> set[tuple[str, str]]:
    gaps.record_found()
    return set(LegalGap.objects.values_list("key", "scope"))


# ---- operators hear of it


def test_money_that_counts_without_a_price_rings_once_for_each_figure(today: Any):
    today(PAID)
    patent = begun()
    waiting(patent)
    assert found_gaps() == FORMULA
    waiting(patent, 2)
    assert found_gaps() == FORMULA
    assert Event.objects.filter(name="legal.LegalValueMissing").count() == 2


def test_a_look_at_it_and_a_turn_of_the_worker_ring_nowhere(today: Any):
    today(PAID)
    patent = begun()
    make_payment(patent, amount=12000, paid_on=PAID)  # allocated, not counted
    keep_unspent(patent)
    sign_in(patent.person.user).get(reverse("patents:patent", args=[patent.series, patent.number]))
    count_waiting_money()
    assert found_gaps() == set()


def test_money_with_a_published_price_rings_nowhere(today: Any):
    today(PAID)
    patent = begun()
    entered()
    assert waiting(patent).paid_through == date(2027, 2, 14)
    assert (found_gaps(), fresh(patent).unpriced_since) == (set(), None)


# ---- the price comes


def test_the_price_entered_later_counts_the_money_as_if_it_had_been_there(today: Any):
    today(PAID)
    patent, another = begun(), begun("another")
    waiting(patent)
    assert (fresh(patent).paid_through, fresh(patent).unpriced_since) == (LAST, PAID)
    entered()
    count_waiting_money()
    assert waiting(another, 2).paid_through == fresh(patent).paid_through == date(2027, 2, 14)
    assert (fresh(patent).unpriced_since, fresh(patent).unspent) == (None, 0)
    assert acts.events(patent)[-1] == "PatentPaid"


def test_a_lapse_is_undone_with_its_letter(today: Any):
    today(PAID)
    patent = begun()
    patent.person.user.language = "en"
    patent.person.user.save()
    waiting(patent)
    warn_of_ends()
    dispatch_pending()
    assert "will be counted with the bank's date once the price is known" in Message.objects.latest("pk").body
    today(LAPSED)
    announce_lapses()
    dispatch_pending()
    assert "waits for a price" in Message.objects.latest("pk").subject
    entered()
    count_waiting_money()
    dispatch_pending()
    assert acts.events(patent)[-2:] == ["PatentPaid", "PatentRestored"]
    assert "is valid again" in Message.objects.latest("pk").subject
    assert fresh(patent).valid_through == date(2027, 2, 14)


def test_a_price_too_high_for_the_money_lets_the_rest_wait_as_a_part(today: Any):
    today(PAID)
    patent = waiting(begun())
    entered("12001")
    count_waiting_money()
    assert (fresh(patent).paid_through, fresh(patent).unspent, fresh(patent).unpriced_since) == (LAST, Decimal(12000), None)


def test_a_granted_patent_is_issued_once_its_month_has_a_price(today: Any):
    today(PAID)
    fee = type(FEE)("state_fee", Decimal(4200), 0, PAID, "demo", "fee")
    patent = pay(make_patent(granted_on=PAID), fee, month(paid_on=PAID, amount=12000), on=PAID)
    assert patent.status == "granted"
    entered()
    count_waiting_money()
    assert (fresh(patent).status, fresh(patent).begins_on) == ("issued", PAID)


def test_half_of_the_formula_counts_nothing_and_the_other_half_everything(today: Any):
    today(PAID)
    patent = waiting(begun())
    entered("3", region="", key="patents.deflator")
    count_waiting_money()
    assert fresh(patent).paid_through == LAST
    entered("3", key="patents.coefficient")
    count_waiting_money()
    assert fresh(patent).paid_through == date(2027, 2, 14)


def test_the_price_of_another_region_counts_nothing(today: Any):
    today(PAID)
    patent = waiting(begun())
    entered(region="50")
    count_waiting_money()
    assert (fresh(patent).paid_through, fresh(patent).unpriced_since) == (LAST, PAID)


def test_twice_tells_nobody_twice(today: Any):
    today(PAID)
    patent = waiting(begun())
    entered()
    count_waiting_money()
    before = acts.events(patent)
    Patent.objects.update(unpriced_since=PAID)  # a mark that a crash, or the migration, left
    count_waiting_money()
    assert (acts.events(patent), fresh(patent).unpriced_since) == (before, None)


def test_a_fault_of_one_keeps_no_other_waiting(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    first, second = waiting(begun()), waiting(begun("other"), 2)
    entered()
    inner = priced.reckon_anew

    def fails_for_the_first(patent: Patent, **fields: Any) -> Any:
        if patent.pk == first.pk:
            raise RuntimeError("a fault")
        return inner(patent, **fields)

    with monkeypatch.context() as broken:
        broken.setattr(priced, "reckon_anew", fails_for_the_first)
        with pytest.raises(RuntimeError):
            count_waiting_money()
    assert (fresh(first).paid_through, fresh(second).paid_through) == (LAST, date(2027, 2, 14))
    count_waiting_money()
    assert fresh(first).paid_through == date(2027, 2, 14)


def test_a_turn_takes_a_block_and_says_that_others_are_left(today: Any):
    today(PAID)
    patents = [waiting(begun(f"no{number}"), number) for number in range(3)]
    entered()
    assert [count_priced_money(2), count_priced_money(2)] == [True, False]
    assert {fresh(patent).paid_through for patent in patents} == {date(2027, 2, 14)}


@pytest.mark.parametrize(("key", "asks"), [*((key, True) for key in sorted(tariff.KEYS)), ("patents.state_fee", False)])
def test_each_figure_that_makes_a_price_asks_the_worker_at_once(
    key: str, asks: bool, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
):
    asked: list[Any] = []
    monkeypatch.setattr(handlers, "nudge", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        handlers.count_money_that_waited_for_its_price(Event(payload={"key": key, "scope": "", "since": "2027-01-01"}))
    assert asked == ([count_waiting_money] if asks else [])


def test_an_entered_price_is_delivered_to_the_handler(today: Any):
    today(PAID)
    entered()
    (event,) = Event.objects.filter(name="legal.LegalValueAdded")
    assert event.deliveries.filter(handler="patents.handlers.count_money_that_waited_for_its_price").exists()


def two_turns_at_once(monkeypatch: pytest.MonkeyPatch) -> tuple[Patent, int]:
    """Two figures were entered at the same time: both turns have found the patent before either reckons, unless a lock keeps one
    waiting. How often its holder was told that it is paid longer. The law of the tests is one for all, so the price is given here."""
    patent = waiting(begun())
    for room in (ledgers, priced):
        monkeypatch.setattr(room, "price_or_none", lambda _region, day: Decimal(12000 if day.year == 2027 else 10000))
    met, inner = threading.Barrier(2, timeout=2), priced.reckon_anew

    def meet(*args: Any, **fields: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait()
        return inner(*args, **fields)

    monkeypatch.setattr(priced, "reckon_anew", meet)
    before = acts.events(patent).count("PatentPaid")
    assert acts.at_once(2, lambda _number: count_priced_money()) == [False, False]
    return fresh(patent), acts.events(patent).count("PatentPaid") - before


@pytest.mark.django_db(transaction=True)
def test_two_prices_entered_at_the_same_time_count_once(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    patent, told = two_turns_at_once(monkeypatch)
    assert (patent.paid_through, told) == (date(2027, 2, 14), 1)
    assert patent.paid_through == recomputed_paid_through(patent)


@pytest.mark.django_db(transaction=True)
def test_control_without_locks_the_holder_is_told_twice(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    acts.without_locks(monkeypatch)
    assert two_turns_at_once(monkeypatch)[1] == 2


# ---- what people read


def test_the_holder_reads_that_the_money_is_kept_and_not_that_a_part_is_missing(today: Any):
    today(PAID)
    patent = waiting(begun())
    assert Statement(patent).lines[-1].state == "unpriced"
    client = sign_in(patent.person.user)
    for name in ("patent", "pay", "bills"):
        page = client.get(reverse(f"patents:{name}", args=[patent.series, patent.number]), headers={"accept-language": "en"})
        assert "not established here yet. The money is kept" in page.text, name
        assert "A part gives no month" not in page.text
        assert "the rest is still to pay" not in page.text


def test_the_holder_reads_it_in_russian(today: Any):
    today(PAID)
    patent = waiting(begun())
    page = sign_in(patent.person.user).get(
        reverse("patents:patent", args=[patent.series, patent.number]), headers={"accept-language": "ru"}
    )
    assert "Деньги сохранены и будут засчитаны с датой банка" in page.text
    assert "ждёт цены" in page.text


def test_after_the_price_nobody_reads_of_waiting(today: Any, client: Client):
    today(PAID)
    patent = waiting(begun())
    entered()
    count_waiting_money()
    page = sign_in(patent.person.user).get(
        reverse("patents:patent", args=[patent.series, patent.number]), headers={"accept-language": "en"}
    )
    assert "The money is kept" not in page.text


# ---- what nobody may do meanwhile


def test_no_letter_about_a_refund_goes_and_no_next_patent_takes_money_that_waits(today: Any):
    today(PAID)
    patent = waiting(begun())
    following = make_patent(person=patent.person, predecessor=patent, granted_on=PAID)
    payment = patent.allocations.get(payment__external_id="uip:N1").payment
    today(LAPSED)
    with pytest.raises(MoneyStillCounts):
        advise_refund(patent_id=patent.pk, actor=SYSTEM)
    with pytest.raises(MoneyStillCounts):
        apply_to_next(payment_id=payment.pk, patent_id=patent.pk, next_id=following.pk, reason="-", actor=SYSTEM)


def test_the_invariant_sees_a_mark_that_is_wrong_and_one_that_is_missing(today: Any):
    today(PAID)
    patent = waiting(begun())
    assert keep.unpriced_differs() == 0
    Patent.objects.filter(pk=patent.pk).update(unpriced_since=None)
    assert keep.unpriced_differs() == 1
    Patent.objects.filter(pk=patent.pk).update(unpriced_since=PAID)
    entered()
    assert keep.unpriced_differs() == 1
    count_waiting_money()
    assert keep.unpriced_differs() == 0


# ---- the rule


def reckoned(*money: Money, annulled_on: date | None = None, longest: int = 12) -> months.Ledger:
    prices = {BEGUN: Decimal(10000)}
    return months.ledger(begins_on=BEGUN, money=money, prices=prices, longest=longest, annulled_on=annulled_on).value


FIRST, SECOND = Money(BEGUN, 1, Decimal(10000)), Money(PAID, 2, Decimal(12000))
AFTER = Money(date(2027, 2, 10), 3, Decimal(12000))


def test_what_came_after_the_end_waits_while_earlier_money_has_no_price():
    found = reckoned(FIRST, SECOND, AFTER)
    assert (found.unpriced, found.late) == ({2: PAID, 3: AFTER.paid_on}, [3])


def test_what_came_after_an_annulment_does_not_wait():
    found = reckoned(FIRST, SECOND, AFTER, annulled_on=AFTER.paid_on)
    assert (list(found.unpriced), found.late) == ([2], [3])


def test_what_came_after_the_end_is_late_where_nothing_waits():
    assert (reckoned(FIRST, AFTER).unpriced, reckoned(FIRST, AFTER).late) == ({}, [3])


def test_nothing_waits_once_every_month_is_bought():
    assert reckoned(FIRST, SECOND, longest=1).unpriced == {}
