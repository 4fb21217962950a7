"""The warning before the paid days end, to somebody whose money is a part of the next month."""

from datetime import date
from typing import Any

import pytest

from patents.services import warn_of_ends
from portal.accounts.models import User
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.notifications.services import write_messages
from tests.patents import life
from tests.patents.test_payments import month, pay
from tests.patents.test_warnings import today

__all__ = ["today"]
pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])
NOTHING_TO_DO = {"ru": "ничего делать не нужно", "en": "you need do nothing"}


def warned(day: date, today: Any, language: str, part: int, begun: date) -> str:
    """The letter of a day to the holder of a patent whose first month is paid, and a part of the second one."""
    today(begun)
    patent = life.in_force(begun, issued_on=begun, months=1)
    if part:
        pay(patent, month("part", amount=part, paid_on=begun), on=begun)
    User.objects.update(language=language)
    today(day)
    assert warn_of_ends() == 1
    dispatch_pending()
    event = Event.objects.filter(name="patents.PatentExpiring").latest("pk")
    write_messages(event)
    letter = Message.objects.filter(event=event, recipient=patent.person.user, channel="inbox").get()
    return " ".join(letter.body.split())


@LANGUAGES
def test_whose_money_is_a_part_reads_what_has_come_what_is_missing_and_by_when(language: str, today: Any):
    letter = warned(date(2026, 4, 10), today, language, 8900, date(2026, 3, 15))
    said = {
        "ru": "поступило 8 900 ₽, не хватает 1 100 ₽: часть суммы месяца не даёт. Доплатите 1 100 ₽ до 14 апреля 2026 г. включительно, "
        "иначе патент прекратит действие.",
        "en": "8 900 ₽ has come towards the next month, 1 100 ₽ is missing: a part gives no month. Pay the missing 1 100 ₽ by 14 April "
        "2026, that day included, else the patent ends.",
    }
    assert said[language] in letter
    assert NOTHING_TO_DO[language] not in letter


@LANGUAGES
def test_who_has_paid_nothing_yet_reads_that_money_on_its_way_counts(language: str, today: Any):
    assert NOTHING_TO_DO[language] in warned(date(2026, 4, 10), today, language, 0, date(2026, 3, 15))


@LANGUAGES
def test_the_missing_sum_of_the_old_year_is_said_to_hold_until_new_year(language: str, today: Any):
    letter = warned(date(2025, 12, 30), today, language, 4000, date(2025, 12, 15))
    said = {
        "ru": "Доплатите 4 900 ₽ до 14 января 2026 г. включительно, иначе патент прекратит действие. Эта сумма верна, если заплатить до "
        "31 декабря 2025 г. включительно. С 1 января 2026 г. месяц стоит 10 000 ₽.",
        "en": "Pay the missing 4 900 ₽ by 14 January 2026, that day included, else the patent ends. This sum holds if you pay by 31 "
        "December 2025, that day included. From 1 January 2026 a month costs 10 000 ₽.",
    }
    assert said[language] in letter


def test_in_the_new_year_the_missing_sum_is_that_of_the_new_price(today: Any):
    letter = warned(date(2026, 1, 5), today, "en", 4000, date(2025, 12, 15))
    assert "Pay the missing 6 000 ₽ by 14 January 2026" in letter
    assert "This sum holds" not in letter
