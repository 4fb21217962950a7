"""Holders hear 30, 15, 5 and 1 days before, once each; and what to do when the paid days are over."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from patents.models import Patent, PatentWarning
from patents.services import announce_lapses, match_payment, warn_of_ends
from portal import clock
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.notifications.services import write_messages
from tests.cases import acts
from tests.patents.test_moves import arrived, issued, officer
from tests.patents.test_payments import month, pay

pytestmark = pytest.mark.django_db
LAST = date(2026, 4, 14)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Any:
    def be(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: day)
        monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, time(12), tzinfo=clock.MOSCOW))

    return be


def sent() -> list[int]:
    return list(PatentWarning.objects.order_by("pk").values_list("days", flat=True))


def test_each_warning_is_sent_once_on_its_day(today):
    issued()
    for left in range(32, -3, -1):
        today(LAST - timedelta(days=left))
        for _again in range(2):
            warn_of_ends()
    assert sent() == [30, 15, 5, 1]
    assert Event.objects.filter(name="patents.PatentExpiring").count() == 4


def test_after_a_stop_only_the_nearest_is_sent(today):
    issued()
    today(LAST - timedelta(days=4))
    assert (warn_of_ends(), warn_of_ends(), sent()) == (1, 0, [5])


@pytest.mark.parametrize(("left", "days"), [(31, []), (30, [30]), (16, [30]), (15, [15]), (5, [5]), (1, [1]), (0, [1]), (-1, [])])
def test_the_boundary_days(today, left, days):
    issued()
    today(LAST - timedelta(days=left))
    warn_of_ends()
    assert sent() == days


def test_a_month_that_is_paid_is_not_warned_of(today):
    patent = issued()
    pay(patent, month("two"))
    today(LAST)
    assert warn_of_ends() == 1  # thirty days before the new end
    assert PatentWarning.objects.get().paid_through == date(2026, 5, 14)


def test_the_end_of_twelve_months_is_not_a_payment_to_remind_of(today):
    patent = pay(issued(), month("rest", 11))
    assert patent.paid_through is not None
    today(patent.paid_through)
    assert warn_of_ends() == 0
    today(patent.paid_through + timedelta(days=1))
    assert announce_lapses() == 0


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_warn_once(today):
    issued()
    today(LAST)
    acts.at_once(4, lambda _n: warn_of_ends())
    assert sent() == [1]


def lapse_letters() -> list[Message]:
    dispatch_pending()
    write_messages(Event.objects.get(name="patents.PatentLapsed"))
    return list(Message.objects.filter(event__name="patents.PatentLapsed", channel="email"))


def test_a_lapse_is_told_once_the_day_after_with_what_to_do(today):
    issued()
    today(LAST)
    assert announce_lapses() == 0
    today(LAST + timedelta(days=1))
    assert (announce_lapses(), announce_lapses()) == (1, 0)
    (letter,) = lapse_letters()
    assert "no longer valid" in letter.subject
    assert "receipt" in letter.body
    assert "court" in letter.body


def test_before_a_lapse_is_told_the_queue_is_searched(today):
    patent = issued()
    payment = arrived(payer_name="РАХИМОВА ЗАРИНА", paid_on=LAST)
    today(LAST + timedelta(days=1))
    announce_lapses()
    (letter,) = lapse_letters()
    assert "looking for your payment" in letter.subject
    assert Event.objects.get(name="patents.PatentLapsed").payload["may_be_saved_by"] == [payment.pk]
    match_payment(payment_id=payment.pk, patent_id=patent.pk, purpose="tax_advance", actor=officer())
    assert Event.objects.filter(name="patents.PatentRestored").count() == 1
    assert Patent.objects.get().paid_through == date(2026, 5, 14)


@pytest.mark.parametrize("fields", [{"payer_name": "IVANOV"}, {"payer_name": "РАХИМОВА ЗАРИНА", "paid_on": LAST + timedelta(days=1)}])
def test_money_of_others_and_late_money_promise_nothing(today, fields):
    issued()
    arrived(**{"paid_on": LAST, **fields})
    today(LAST + timedelta(days=1))
    announce_lapses()
    assert Event.objects.get(name="patents.PatentLapsed").payload["may_be_saved_by"] == []
