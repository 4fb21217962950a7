"""The secret address of a person's calendar, and what calendars were told last.

The address holds 256 random bits and is shown once; its hash is kept. Whoever has it reads the dates and nothing else: it signs nobody in.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from permits.status.events import CalendarAddressMade, CalendarAddressRevoked
from permits.status.models import CalendarAddress, CalendarEvent
from permits.status.rules.values import Duty
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.models import Person
from profiles.services import lock_person

BYTES: Final = 32


@transaction.atomic
def make_address(*, person_id: int, actor: Actor) -> str:
    """A new secret; the one before stops at once. It is returned this one time."""
    person = lock_person(person_id)
    _revoke(person, actor)
    secret = secrets.token_urlsafe(BYTES)
    made = CalendarAddress.objects.create(person=person, secret_hash=hash_of(secret), made_at=clock.now())
    emit(CalendarAddressMade(person_id=person.pk, address_id=made.pk), actor=actor)
    return secret


@transaction.atomic
def revoke_address(*, person_id: int, actor: Actor) -> None:
    """Calendars read nothing any more. Nothing happens when there is no address."""
    _revoke(lock_person(person_id), actor)


def _revoke(person: Person, actor: Actor) -> None:
    for address in CalendarAddress.objects.filter(person=person, revoked_at=None):
        address.revoked_at = clock.now()
        address.save(update_fields=["revoked_at"])
        emit(CalendarAddressRevoked(person_id=person.pk, address_id=address.pk), actor=actor)


def hash_of(secret: str) -> str:
    """Of 256 random bits: no salt is needed, nobody can try them all."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def note_events(*, person_id: int, duties: Iterable[tuple[Duty, str]]) -> dict[str, tuple[int, datetime]]:
    """For each duty with the digest of its words: its sequence and when it last changed. One that reads as before stays as it was."""
    wanted = {duty.key: digest for duty, digest in duties}
    lock_person(person_id)  # two calendars that read at once count one change
    known = {row.key: row for row in CalendarEvent.objects.filter(person_id=person_id, key__in=wanted)}
    now = clock.now()
    fresh = [
        CalendarEvent(person_id=person_id, key=key, digest=digest, changed_at=now) for key, digest in wanted.items() if key not in known
    ]
    changed = [row for key, row in known.items() if row.digest != wanted[key]]
    for row in changed:
        row.digest, row.sequence, row.changed_at = wanted[row.key], row.sequence + 1, now
    CalendarEvent.objects.bulk_create(fresh)
    CalendarEvent.objects.bulk_update(changed, ["digest", "sequence", "changed_at"])
    return {row.key: (row.sequence, row.changed_at) for row in [*known.values(), *fresh]}


__all__ = ["hash_of", "make_address", "note_events", "revoke_address"]
