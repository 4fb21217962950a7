"""Whose a document is: an officer has seen the original. Who typed its number only keeps nothing by it."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value

from appointments.errors import (
    DocumentAtCounter,
    DocumentNotCompared,
    DocumentNotInProfile,
    OfSomebodyClose,
    SeenWithAnother,
    WhatWasSeenMissing,
)
from appointments.events import DocumentSeenWith
from appointments.models import Booking, DocumentSeen
from appointments.seen import end_turns, turns_left
from appointments.services.booking import end_for_another
from appointments.services.whom import identity_of
from portal import clock
from portal.accounts.models import User
from portal.accounts.permissions import is_supervisor
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from profiles.acting import close_to
from profiles.models import IdentityDocument, Person, number_as_read


def people_with(issuing_state: str, number: str) -> QuerySet[Person]:
    """Whose profile names this document now, however its number is written: also children who stand in it."""
    current = IdentityDocument.objects.filter(is_current=True, issuing_state=issuing_state)
    named = current.alias(read=number_as_read()).filter(read=number_as_read(Value(number, output_field=TextField())))
    return Person.objects.filter(pk__in=named.values("person")).order_by("pk")


def others_with(identity: str, person_id: int) -> QuerySet[Booking]:
    """Appointments of other people that can still be ended."""
    active = Booking.objects.filter(identity=identity, state__in=Booking.CHANGEABLE).exclude(identity="")
    return active.exclude(person_id=person_id).order_by("pk")


def record_document_seen(
    *, person_id: int, issuing_state: str, number: str, office_id: int, was_compared: bool, ground: str, words: str, actor: Actor
) -> DocumentSeen:
    """The officer has seen this person with her document: it counts for her alone, and what others have by its number ends, with a letter
    that says why and what to do. Again, nothing more happens.

    A record of the same document with somebody else is replaced by a supervisor of the office alone, who says why. Appointments and turns
    end after the record is kept, each in its own transaction; what was being written meanwhile is ended by `tidy_seen_documents`.

    Raises `DocumentNotCompared`, `WhatWasSeenMissing`, `DocumentNotInProfile`, `OfSomebodyClose`, `SeenWithAnother`,
    `DocumentAtCounter`."""
    if not was_compared:
        raise DocumentNotCompared
    words = words.strip()
    if ground not in DocumentSeen.Ground.values or (ground == DocumentSeen.Ground.OTHER and not words):
        raise WhatWasSeenMissing
    told = {"office_id": office_id, "ground": DocumentSeen.Ground(ground), "ground_words": words}
    seen = _record(person_id, people_with(issuing_state, number), told, actor)
    end_what_others_have(seen, actor)
    return seen


@transaction.atomic
def _record(person_id: int, named: QuerySet[Person], told: dict[str, Any], actor: Actor) -> DocumentSeen:
    officer = User.objects.get(pk=actor.human_id)
    person = named.filter(pk=person_id).select_for_update(of=("self",)).first()
    if person is None:
        raise DocumentNotInProfile  # changed since the officer looked
    identity = identity_of(person.pk)
    _guard_close(officer, named)
    last = DocumentSeen.objects.select_for_update().filter(identity=identity, replaced_at=None).first()
    if last is not None and last.person_id == person.pk:
        return last
    if last is not None and not (is_supervisor(officer, told["office_id"]) and told["ground_words"]):
        raise SeenWithAnother
    if Booking.objects.filter(identity=identity, state=Booking.State.ARRIVED).exclude(person=person).exists():
        raise DocumentAtCounter
    now = clock.now()
    if last is not None:
        last.replaced_at = now
        last.save(update_fields=["replaced_at"])
    seen = _insert(DocumentSeen(identity=identity, person=person, seen_by=officer, seen_at=now, **told))
    others, replaces = named.exclude(pk=person.pk).count(), last.pk if last else None
    emit(DocumentSeenWith(seen_id=seen.pk, person_id=person.pk, ground=seen.ground, replaces=replaces, others=others), actor=actor)
    return seen


def _insert(seen: DocumentSeen) -> DocumentSeen:
    try:
        with transaction.atomic():
            seen.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "document_is_of_one_person":
            raise SeenWithAnother from error  # at this moment, by another officer
        raise
    return seen


def _guard_close(officer: User, people: QuerySet[Person]) -> None:
    """Neither for oneself nor against one's own rival."""
    if close_to(officer) & set(people.values_list("pk", flat=True)):
        raise OfSomebodyClose


def end_what_others_have(seen: DocumentSeen, actor: Actor) -> int:
    """By this document: appointments, and what rooms above keep. How many there were."""
    booked: Collection[int] = list(others_with(seen.identity, seen.person_id).values_list("pk", flat=True))
    return sum(end_for_another(booking_id=booking_id, actor=actor) for booking_id in booked) + end_turns(seen, actor)


def tidy_seen_documents(*, at_most: int = 500) -> int:
    """What was being written while an officer recorded a document, or was at the counter then. How many there were."""
    return sum(end_what_others_have(seen, SYSTEM) for seen in list(with_something_left().order_by("pk")[:at_most]))


def with_something_left() -> QuerySet[DocumentSeen]:
    """Records of documents by which other people still have something that can be ended."""
    of_others = Booking.objects.filter(identity=OuterRef("identity"), state__in=Booking.CHANGEABLE).exclude(person=OuterRef("person"))
    return DocumentSeen.objects.filter(Q(Exists(of_others)) | turns_left(), replaced_at=None)


__all__ = [
    "end_what_others_have",
    "others_with",
    "people_with",
    "record_document_seen",
    "tidy_seen_documents",
    "with_something_left",
]
