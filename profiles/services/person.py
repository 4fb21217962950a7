"""The person: opening the profile, details that no document line tells."""

from typing import Any

from django.db import transaction

from portal.errors import StaleVersion
from portal.events.actor import Actor, actor_of
from portal.events.services import emit
from profiles.errors import NoProfileForStaff
from profiles.events import PersonalDetailsUpdated, ProfileOpened
from profiles.models import Person
from profiles.permissions import can_have_profile

# What a person tells about herself; everything else comes with the identity document.
DETAILS = frozenset({"family_name_ru", "given_names_ru", "patronymic_ru", "patronymic", "birth_place", "phone", "inn"})


@transaction.atomic
def open_profile(user: Any) -> Person:
    """The user's profile, made if there is none yet. Twice at once makes one. Raises `NoProfileForStaff`."""
    if not can_have_profile(user):
        raise NoProfileForStaff()
    person, created = Person.objects.get_or_create(user=user)
    if created:
        emit(ProfileOpened(person_id=person.pk), actor=actor_of(user))
    return person


@transaction.atomic
def update_personal_details(*, person_id: int, details: dict[str, str], actor: Actor, expected_version: int | None = None) -> Person:
    """Write what the person told: any of `DETAILS`, cleaned by the caller. The same values again change nothing.

    Raises `StaleVersion` when the profile changed after the page was loaded, `ValueError` for another field."""
    if unknown := set(details) - DETAILS:
        raise ValueError(f"not details of a person: {sorted(unknown)}")
    person = lock_person(person_id)
    changed = tuple(sorted(name for name, value in details.items() if getattr(person, name) != value))
    if not changed:
        return person
    guard_version(person, expected_version)
    for name in changed:
        setattr(person, name, details[name])
    save_person(person, *changed)
    emit(PersonalDetailsUpdated(person_id=person.pk, fields=changed), actor=actor)
    return person


def lock_person(person_id: int) -> Person:
    """The locked row. Only inside a transaction."""
    return Person.objects.select_for_update().get(pk=person_id)


def guard_version(person: Person, expected: int | None) -> None:
    """Asked after "is there anything to change", so that a double click is not told that it is late."""
    if expected is not None and person.version != expected:
        raise StaleVersion()


def save_person(person: Person, *fields: str) -> None:
    """Every change of the profile, in whichever table, counts as a new version of the person."""
    person.version += 1
    person.save(update_fields=[*fields, "version", "updated_at"])
