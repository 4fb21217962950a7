"""An operator puts the price of a region right: nobody loses a month that was bought, and who paid the true price has his."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from patents import invariants as keep
from patents.errors import MoneyIsCounted
from patents.models import Patent
from patents.services import announce_lapses, reckon_unspent
from patents.services.payments import Receipt
from patents.services.recount import recomputed_paid_through
from patents.tasks import count_waiting_money
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.legal import services as legal
from portal.notifications.models import Message
from tests.factories import make_patent
from tests.patents.test_payments import month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
BEGUN = date(2026, 3, 15)
SECOND = date(2026, 4, 14)  # the last paid day of the first month
YEAR = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}


def put_right(value: str | None, key: str = "patents.monthly_price", scope: str = "50", **period: Any) -> None:
    legal.add_value(
        key=key, scope=scope, **(YEAR | period), value=value, citation="Закон области", actor=SYSTEM, corrects=key != "patents.coefficient"
    )


def begun(name: str, *parts: tuple[date, int]) -> Patent:
    """A patent of Moscow Oblast with its first month, and what else was paid."""
    fee = Receipt("state_fee", Decimal(4200), 0, BEGUN, "demo", f"fee-{name}")
    patent = pay(make_patent(granted_on=BEGUN, region="50", series="50"), fee, month(name, paid_on=BEGUN), on=BEGUN)
    for number, (day, sum_paid) in enumerate(parts):
        patent = pay(patent, month(f"{name}-{number}", paid_on=day, amount=sum_paid), on=day)
    return patent


def reckoned() -> None:
    """What the worker does once the row is entered."""
    dispatch_pending()
    count_waiting_money()


def fresh(patent: Patent) -> Patent:
    return Patent.objects.get(pk=patent.pk)


def agree() -> bool:
    return (keep.paid_through_differs(), keep.unspent_differs()) == (0, 0)


def test_who_paid_the_true_price_has_the_month_and_the_lapse_is_undone_with_a_letter(today: Any):
    today(BEGUN)
    patent = begun("true", (SECOND, 9900))
    patent.person.user.language = "en"
    patent.person.user.save()
    assert (patent.paid_through, patent.unspent) == (SECOND, 9900)
    today(date(2026, 4, 20))
    announce_lapses()
    put_right("9900")
    reckoned()
    assert (fresh(patent).paid_through, fresh(patent).unspent) == (date(2026, 5, 14), 100)
    assert Event.objects.filter(name="patents.PatentRestored", subject_id=patent.pk).count() == 1
    dispatch_pending()
    assert "is valid again" in Message.objects.latest("pk").subject
    assert agree()


def test_who_paid_what_was_asked_keeps_every_month_and_sees_what_is_left_over(today: Any):
    today(BEGUN)
    patent = begun("asked", (SECOND, 10000))
    put_right("9900")
    reckoned()
    assert (fresh(patent).paid_through, fresh(patent).unspent) == (date(2026, 5, 14), 200)
    assert agree()


def test_another_region_is_left_alone(today: Any):
    today(BEGUN)
    other = pay(
        make_patent(granted_on=BEGUN), Receipt("state_fee", Decimal(4200), 0, BEGUN, "demo", "fee-77"), month("77", paid_on=BEGUN), on=BEGUN
    )
    put_right("9900")
    dispatch_pending()
    assert fresh(other).unspent == 0


@pytest.mark.parametrize("value", ["10001", None])
def test_a_price_by_which_money_was_counted_is_not_raised_and_not_ended(value: str | None, today: Any):
    today(BEGUN)
    patent = begun("counted", (SECOND, 10000))
    for since in (YEAR["since"], BEGUN, SECOND):
        with pytest.raises(MoneyIsCounted) as refused:
            put_right(value, since=since)
    assert "14" in str(refused.value)
    put_right(value, since=SECOND + timedelta(days=1))
    assert recomputed_paid_through(patent) == date(2026, 5, 14)


def test_a_coefficient_beside_a_published_price_changes_nothing_and_is_taken(today: Any):
    today(BEGUN)
    patent = begun("published")
    put_right("9", key="patents.coefficient")
    assert recomputed_paid_through(patent) == SECOND


@pytest.mark.parametrize(("value", "is_taken"), [("2.9", True), ("2.9323", True), ("2.94", False)])
def test_a_coefficient_by_which_money_was_counted_may_only_fall(value: str, is_taken: bool, today: Any):
    today(BEGUN)
    pay(make_patent(granted_on=BEGUN), Receipt("state_fee", Decimal(4200), 0, BEGUN, "demo", "f"), month("m", paid_on=BEGUN), on=BEGUN)
    given = {"key": "patents.coefficient", "scope": "77", **YEAR, "value": value, "citation": "Закон", "actor": SYSTEM, "corrects": True}
    if is_taken:
        legal.add_value(**given)
    else:
        with pytest.raises(MoneyIsCounted):
            legal.add_value(**given)


@pytest.mark.parametrize("value", ["2.8", "2.9"])
def test_a_figure_of_the_whole_country_changes_only_from_the_day_after(value: str, today: Any):
    today(BEGUN)
    begun("country")
    given = {"key": "patents.deflator", **YEAR, "value": value, "citation": "Приказ", "actor": SYSTEM, "corrects": True}
    with pytest.raises(MoneyIsCounted):
        legal.add_value(**given)
    legal.add_value(**(given | {"since": BEGUN + timedelta(days=1)}))


def test_next_years_price_reckons_nobody_anew(today: Any):
    today(BEGUN)
    patent = begun("next")
    legal.add_value(
        key="patents.monthly_price", scope="50", since=date(2027, 1, 1), until=date(2028, 1, 1), value="12000", citation="З", actor=SYSTEM
    )
    dispatch_pending()
    assert fresh(patent).unspent == 0
    assert reckon_unspent() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_reckon_each_patent_once_and_tell_once(today: Any):
    today(BEGUN)
    patents = [begun(f"p{number}", (SECOND, 9900)) for number in range(3)]
    put_right("9900")
    dispatch_pending()
    workers = [threading.Thread(target=_turn) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [fresh(patent).paid_through for patent in patents] == [date(2026, 5, 14)] * 3
    assert Event.objects.filter(name="patents.PatentPaid", payload__paid_through="2026-05-14").count() == 3


def _turn() -> None:
    from django.db import connection

    try:
        reckon_unspent()
    finally:
        connection.close()
