"""Money in the officers' queue whose price was missing on its date finds its patent by itself once the price comes."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from patents import invariants as keep
from patents import ledgers, queue, told_twice
from patents.models import Allocation, AwaitedPrice, Patent, Payment
from patents.services import match_priced_money, payments, priced, say_another
from patents.services.payments import look_again
from patents.services.recount import recomputed_paid_through
from patents.tasks import count_waiting_money
from portal.events.actor import actor_of
from tests.cases import acts
from tests.employment.races import meet
from tests.factories import make_case, make_patent, make_person, make_user
from tests.patents.test_moves import arrived, matched, moved
from tests.patents.test_payments import Receipt, month, pay
from tests.patents.test_told_twice import BY_FINGERPRINT, told
from tests.patents.test_waiting_for_a_price import BEGUN, LAPSED, LAST, PAID, entered, fresh
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
INN, OTHER_INN = "772914177706", "776317066911"


def begun(name: str = "first", inn: str = INN, **fields: Any) -> Patent:
    """Paid for its first month, by a holder who told the INN."""
    case = make_case("granted", person=make_person(inn=inn))
    fee = Receipt("state_fee", month(amount=4200).amount, 0, BEGUN, "demo", f"fee-{name}")
    return pay(make_patent(granted_on=BEGUN, case=case, **fields), fee, month(name, paid_on=BEGUN), on=BEGUN)


def waiting(number: int = 1, **fields: Any) -> Payment:
    return arrived(number, **{"amount": 12000, "paid_on": PAID, "payer_inn": INN, **fields})


def counted(payment: Payment) -> list[tuple[int, str]]:
    return list(Allocation.objects.filter(payment=payment, released_at=None).values_list("patent", "why"))


def test_the_price_that_comes_later_matches_what_would_have_been_matched_with_it(today: Any):
    today(PAID)
    patent, payment = begun(), waiting()
    assert (counted(payment), AwaitedPrice.objects.get().region) == ([], "77")
    count_waiting_money()
    assert counted(payment) == []
    entered()
    count_waiting_money()
    assert counted(payment) == [(patent.pk, "payer")]
    assert (fresh(patent).paid_through, payment in queue.waiting()) == (date(2027, 2, 14), False)
    assert not AwaitedPrice.objects.exists()
    assert not payment.queue_words.exists()


def test_a_lapse_is_undone_by_money_of_the_queue(today: Any):
    today(PAID)
    patent = begun()
    waiting()
    today(LAPSED)
    entered()
    count_waiting_money()
    assert (fresh(patent).valid_through, acts.events(patent)[-1]) == (date(2027, 2, 14), "PatentRestored")


def test_months_that_wait_one_behind_the_other_are_matched_in_the_order_of_the_bank(today: Any):
    today(PAID)
    patent = begun()
    later = waiting(1, paid_on=date(2027, 3, 10))  # more than 45 days after the day that is paid now
    earlier = [waiting(number, paid_on=day) for number, day in ((2, PAID), (3, date(2027, 2, 10)))]
    entered()
    count_waiting_money()
    assert [counted(payment) for payment in (*earlier, later)] == [[(patent.pk, "payer")]] * 3
    assert fresh(patent).paid_through == date(2027, 4, 14)


def test_what_counts_for_the_patent_already_is_reckoned_before(today: Any):
    """Only once the month that waits is bought is the money of the next one near enough."""
    today(PAID)
    patent, first = begun(), waiting()
    matched(first, patent)
    second = waiting(2, paid_on=date(2027, 3, 10))
    entered()
    count_waiting_money()
    assert counted(second) == [(patent.pk, "payer")]
    assert fresh(patent).paid_through == date(2027, 2, 14)  # a month too late: kept, shown, not dropped


@pytest.mark.parametrize("fields", [{"amount": 11999}, {"payer_name": "ИВАНОВ ПЁТР"}])
def test_what_is_not_certain_waits_on_and_is_asked_once(today: Any, fields: dict[str, Any]):
    today(PAID)
    begun()
    payment = waiting(**fields)
    entered()
    count_waiting_money()
    assert (counted(payment), AwaitedPrice.objects.count()) == ([], 0)
    assert payment in queue.waiting()


@pytest.mark.parametrize("fields", [{"payer_inn": OTHER_INN}, {"payer_inn": "7707083893"}, {"payer_inn": ""}, {"paid_on": BEGUN}])
def test_money_that_no_missing_price_keeps_is_not_asked_again(today: Any, fields: dict[str, Any]):
    today(PAID)
    begun()
    waiting(**fields)
    assert not AwaitedPrice.objects.exists()


def test_the_price_of_one_region_asks_about_its_payments_alone(today: Any):
    today(PAID)
    patent, other = begun(), begun("other", OTHER_INN, region="50")
    here, there = waiting(1), waiting(2, payer_inn=OTHER_INN)
    entered(region="50")
    count_waiting_money()
    assert (counted(here), counted(there)) == ([], [(other.pk, "payer")])
    assert [row.payment for row in AwaitedPrice.objects.all()] == [here]
    assert fresh(patent).paid_through == LAST


def test_what_an_officer_decided_stays(today: Any):
    today(PAID)
    patent = begun()
    payment = waiting()
    matched(payment, patent)
    assert not AwaitedPrice.objects.exists()
    moved(payment)
    queue.await_prices(payment, {"77"})  # as an older release may have left it
    entered()
    count_waiting_money()
    assert (counted(payment), AwaitedPrice.objects.exists()) == ([], False)


def test_a_payment_that_may_be_known_is_left_to_the_officer_and_the_first_telling_counts(today: Any):
    today(PAID)
    patent = begun()
    same = {"amount": 12000, "paid_on": PAID, "payer_inn": INN, "payer_name": ""}
    first, _outcome = told("A", **same)
    second, _outcome = told(**same, **BY_FINGERPRINT)
    queue.await_prices(second, {"77"})
    entered()
    count_waiting_money()
    assert (counted(first), counted(second)) == ([(patent.pk, "payer")], [])
    assert told_twice.to_compare(second) == [first]
    say_another(payment_id=second.pk, actor=actor_of(make_user("officer")))


def test_twice_changes_nothing(today: Any):
    today(PAID)
    patent, payment = begun(), waiting()
    entered()
    count_waiting_money()
    before = acts.events(patent)
    count_waiting_money()
    look_again(payment_id=payment.pk)
    assert (acts.events(patent), len(counted(payment))) == (before, 1)


def test_a_turn_takes_a_block_and_says_that_others_are_left(today: Any):
    today(PAID)
    begun()
    every = [waiting(number, amount=11999) for number in range(3)]
    entered()
    assert [match_priced_money(2), match_priced_money(2), match_priced_money(2)] == [True, False, False]
    assert set(queue.waiting()) == set(every)


def test_patents_that_are_left_over_come_before_any_payment_of_the_queue(today: Any, monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []
    monkeypatch.setattr("patents.tasks.nudge", asked.append)
    monkeypatch.setattr("patents.tasks.count_priced_money", lambda: True)
    monkeypatch.setattr("patents.tasks.match_priced_money", lambda: pytest.fail("too early"))
    count_waiting_money()
    assert asked == [count_waiting_money]


def test_who_dies_in_the_middle_has_counted_nothing_and_the_next_turn_counts_once(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    patent, payment = begun(), waiting()
    other, theirs = begun("other", OTHER_INN), waiting(2, payer_inn=OTHER_INN)
    entered()
    with monkeypatch.context() as broken:
        inner = queue.leave

        def dies(one: Payment) -> None:
            if one == payment:
                raise RuntimeError("killed")
            inner(one)

        broken.setattr(payments.queue, "leave", dies)
        with pytest.raises(RuntimeError):
            count_waiting_money()
    assert (counted(payment), fresh(patent).paid_through) == ([], LAST)
    assert counted(theirs) == [(other.pk, "payer")]
    count_waiting_money()
    assert (counted(payment), fresh(patent).paid_through) == ([(patent.pk, "payer")], date(2027, 2, 14))
    assert (keep.counted_twice(), keep.payments_lost(), keep.paid_through_differs()) == (0, 0, 0)


def test_waiting_money_of_an_older_release_is_asked_about(today: Any):
    today(PAID)
    patent, mine = begun(), waiting()
    begun("other", OTHER_INN)
    waiting(2, payer_inn="7707083893")
    decided = waiting(3, payer_inn=OTHER_INN)
    matched(decided, patent)
    moved(decided)
    AwaitedPrice.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("patents.migrations.0021_patents_looked_for_again").WAITING)
    assert list(AwaitedPrice.objects.values_list("payment", "region", "paid_on")) == [(mine.pk, "77", PAID)]


# ---- at the same moment


def priced_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law of the tests is one for all connections, so the price is given here."""
    for room in (ledgers, priced):
        monkeypatch.setattr(room, "price_or_none", lambda _region, day: Decimal(12000 if day.year == 2027 else 10000))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_it_once(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    patent, payment = begun(), waiting()
    priced_for_all(monkeypatch)
    meet(monkeypatch, payments.claims, "certain")
    assert acts.at_once(2, lambda _number: match_priced_money()) == [False, False]
    assert (counted(payment), acts.events(patent).count("PatentPaid")) == ([(patent.pk, "payer")], 1)
    assert fresh(patent).paid_through == recomputed_paid_through(fresh(patent)) == date(2027, 2, 14)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_one_worker_runs_into_the_unique_row(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    _patent, payment = begun(), waiting()
    priced_for_all(monkeypatch)
    meet(monkeypatch, payments.claims, "certain")
    monkeypatch.setattr(told_twice, "_lock", lambda *_names, **_how: None)
    answers = acts.at_once(2, lambda _number: match_priced_money())
    assert sorted(type(answer).__name__ for answer in answers) == ["IntegrityError", "bool"]
    assert len(counted(payment)) == 1


@pytest.mark.django_db(transaction=True)
def test_an_officer_who_matches_it_at_that_moment_and_the_worker_count_it_for_one_patent(today: Any, monkeypatch: pytest.MonkeyPatch):
    today(PAID)
    patents, payment, officer = [begun(), begun("other", OTHER_INN)], waiting(), actor_of(make_user("officer"))
    priced_for_all(monkeypatch)
    meet(monkeypatch, told_twice, "to_compare")
    deeds = [lambda: look_again(payment_id=payment.pk), lambda: matched(payment, patents[1], officer)]
    answers = acts.at_once(2, lambda number: deeds[number]())
    (one,) = counted(payment)
    by_officer = [(patents[1].pk, "officer")] == [one]
    assert type(answers[1]).__name__ == ("Patent" if by_officer else "NotMatched")
    assert answers[0] is None
    assert not AwaitedPrice.objects.exists()
    assert (keep.counted_twice(), keep.payments_lost(), keep.paid_through_differs()) == (0, 0, 0)
