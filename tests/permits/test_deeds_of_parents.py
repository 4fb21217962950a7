"""Both who act for a child read what the other did about its registration, its duties and its appointments."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from appointments.events import BookingConfirmed
from permits.status.events import DutyToldDone
from portal import clock
from portal.events.actor import actor_of
from portal.events.services import emit
from tests.factories import make_child, sign_in
from tests.permits.hosts import confirm, file_for, make_host

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Confirmed a notice of arrival", "Told that a duty of the child is done")),
        ("ru", ("Подтверждено уведомление о прибытии", "Отмечено, что обязанность ребёнка выполнена")),
    ],
)
def test_registration_and_duties_stand_in_the_history(language: str, words: tuple[str, ...]):
    held = make_child()
    actor: Any = actor_of(held.guardian.user)
    with transaction.atomic():
        emit(DutyToldDone(person_id=held.child_id, code="medical"), actor=actor)
    held.child.entries.update(stay_until=held.since + timedelta(days=80))
    confirm(file_for(make_host(), held.child))
    shown = sign_in(held.guardian.user).get(f"/profile/children/{held.number}/history/", headers={"accept-language": language}).text
    for expected in words:
        assert expected in shown


@pytest.mark.parametrize(("language", "words"), [("en", "Booked an appointment"), ("ru", "Сделана запись на приём")])
def test_an_appointment_stands_in_the_history(language: str, words: str):
    held = make_child()
    booked = BookingConfirmed(booking_id=1, person_id=held.child_id, slot_id=1, starts_at=clock.now())
    with transaction.atomic():
        emit(booked, actor=actor_of(held.guardian.user))
    shown = sign_in(held.guardian.user).get(f"/profile/children/{held.number}/history/", headers={"accept-language": language}).text
    assert words in shown
