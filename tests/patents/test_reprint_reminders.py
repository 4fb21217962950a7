"""Who was granted a new sheet and has not paid for it is reminded 3, 10 and 30 days later, each once."""

from datetime import date, timedelta

import pytest

from patents.models import ReprintReminder
from patents.services import remind_of_reprint_fees
from portal import clock
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.cases import acts
from tests.patents import life
from tests.patents.test_later_life import TODAY, pay_the_fee, reprint, today

__all__ = ["today"]
pytestmark = pytest.mark.django_db


def days() -> list[int]:
    return list(ReprintReminder.objects.order_by("pk").values_list("days", flat=True))


def test_each_reminder_is_sent_once_on_its_day(today):
    waiting = reprint(life.in_force(TODAY, months=6))
    sent = {}
    for passed in range(40):
        today(TODAY + timedelta(days=passed))
        for _again in range(2):
            if remind_of_reprint_fees():
                sent[passed] = days()[-1]
    assert sent == {3: 3, 10: 10, 30: 30}
    assert acts.events(waiting.patent).count("ReprintFeeDue") == 3


def test_after_a_stop_only_the_latest_is_sent(today):
    reprint(life.in_force(TODAY))
    today(TODAY + timedelta(days=29))
    assert (remind_of_reprint_fees(), remind_of_reprint_fees(), days()) == (1, 0, [10])


def test_a_paid_sheet_and_an_annulled_patent_are_not_reminded_of(today):
    paid, annulled = life.in_force(TODAY), life.in_force(TODAY)
    for patent in (paid, annulled):
        reprint(patent)
    pay_the_fee(paid)
    life.confirmed(life.proposed(annulled), TODAY)
    today(TODAY + timedelta(days=3))
    assert remind_of_reprint_fees() == 0


def test_the_day_is_that_of_the_patents_region(monkeypatch):
    """When it is the third day in Kamchatka and the second in Moscow, a holder in Moscow is not yet reminded."""
    reprint(life.in_force(TODAY))

    def day_of(zone=clock.MOSCOW) -> date:
        return TODAY + timedelta(days=2 if zone == clock.MOSCOW else 3)

    monkeypatch.setattr(clock, "today", day_of)
    assert remind_of_reprint_fees() == 0


def test_the_letter_names_the_sum_and_leads_to_the_bills_and_is_not_written_once_it_is_paid(today):
    patent = life.in_force(TODAY)
    patent.person.user.language = "en"
    patent.person.user.save()
    reprint(patent)
    today(TODAY + timedelta(days=3))
    remind_of_reprint_fees()
    dispatch_pending()
    (letter,) = Message.objects.filter(event__name="patents.ReprintFeeDue", channel="email")
    assert "2,100" in letter.body or "2 100" in letter.body.replace("\xa0", " ").replace("\u202f", " ")
    assert f"/patents/{patent.series}/{patent.number}/bills/" in letter.body
    today(TODAY + timedelta(days=10))
    remind_of_reprint_fees()
    pay_the_fee(patent)  # also tells the events: the reminder comes too late to be written
    assert Message.objects.filter(event__name="patents.ReprintFeeDue", channel="email").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_once(today):
    reprint(life.in_force(TODAY))
    today(TODAY + timedelta(days=3))
    acts.at_once(4, lambda _n: remind_of_reprint_fees())
    assert days() == [3]
