"""What people are told of their appointments: by whom it was changed, from when to when, and what it means for them."""

from datetime import date, time
from typing import Any

import pytest
from django.utils.translation import override

from appointments.models import Slot
from appointments.services import book_slot, cancel_booking, mark_arrived, mark_unserved, move_booking
from portal.events.actor import SYSTEM
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from portal.ui.formats import civil_date
from tests.appointments.world import make_offered, make_slot, when
from tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db


def civil_day(day: date, language: str) -> str:
    with override(language):
        return civil_date(day)


def told(language: str, **move: Any) -> tuple[Message, str]:
    """The letter of somebody whose appointment moved from 10:00 to 15:00, and the day of both in the words of the page."""
    person, offered = make_person(make_user(language=language)), make_offered()
    former, later = make_slot(offered), make_slot(offered, at=time(15))
    booking = book_slot(**when(former), person_id=person.pk, actor=SYSTEM)
    move_booking(booking_id=booking.pk, **when(later), actor=SYSTEM, **move)
    dispatch_events()
    return Message.objects.filter(recipient=person.user, channel="email").latest("pk"), civil_day(former.day, language)


def test_a_letter_of_a_move_says_from_when_and_to_when() -> None:
    letter, day = told("en")
    assert f"has moved from {day}, 10:00. You are expected now:" in letter.body
    assert f"{day} at 15:00" in letter.body
    letter, day = told("ru")
    assert f"перенесена: раньше она была на {day}, 10:00. Теперь вас ждут:" in letter.body


def test_a_letter_of_a_move_by_the_office_names_the_time_at_which_it_cannot_receive() -> None:
    letter, day = told("en", by_office=True)
    assert f"The office cannot receive you on {day} at 10:00 and found the nearest free one for you:" in letter.body


def test_a_letter_of_a_move_is_sent_also_when_the_former_place_is_gone() -> None:
    person, offered = make_person(make_user(language="en")), make_offered()
    former, later = make_slot(offered), make_slot(offered, at=time(15))
    booking = book_slot(**when(former), person_id=person.pk, actor=SYSTEM)
    move_booking(booking_id=booking.pk, **when(later), actor=SYSTEM)
    Slot.objects.filter(pk=former.pk).delete()
    dispatch_events()
    assert f"Appointment {booking.number} has moved. You are expected now:" in Message.objects.filter(channel="email").latest("pk").body


def test_whom_the_office_did_not_get_to_reads_that_and_not_that_nothing_was_free() -> None:
    for language, words in (("en", "the office did not get to you that day"), ("ru", "в этот день вас не успели принять")):
        person = make_person(make_user(language=language))
        booking = book_slot(**when(make_slot()), person_id=person.pk, actor=SYSTEM)
        mark_arrived(booking_id=booking.pk, actor=SYSTEM)
        mark_unserved(booking_id=booking.pk, actor=SYSTEM)
        dispatch_events()
        letter = Message.objects.filter(recipient=person.user, channel="email").latest("pk")
        assert words in letter.body
        assert "No other time" not in letter.body


def test_a_cancellation_by_the_office_says_that_nothing_else_was_free() -> None:
    person = make_person(make_user(language="en"))
    cancel_booking(booking_id=book_slot(**when(make_slot()), person_id=person.pk, actor=SYSTEM).pk, actor=SYSTEM, by_office=True)
    dispatch_events()
    assert "No other time for this is free there now" in Message.objects.filter(recipient=person.user, channel="email").latest("pk").body
