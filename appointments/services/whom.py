"""Who comes: what the profile must say before somebody can have a place or a turn, and what a constraint on the document meant.

The database refuses by itself (`appointments.models.whom`); here it is said beforehand, and in words."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Exists, JSONField, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, JSONObject
from django.utils.translation import gettext as _

from appointments.errors import DocumentOfAnother, IdentityMissing, SameDocument, SharedTurn
from appointments.models import Booking
from appointments.models.whom import KEY
from profiles.models import IdentityDocument, Person
from profiles.selectors import current_identity_document, full_name

_KEY_OF = f"""
    SELECT {KEY.format(person="person", document="document")} FROM profiles_person person
    JOIN profiles_identitydocument document ON document.person_id = person.id AND document.is_current WHERE person.id = %s
"""  # noqa: S608 (text of this program alone)
_KEY_THEN = f"""
    SELECT {KEY.format(person="person", document="document")} FROM profiles_person person
    JOIN profiles_identitydocument document ON document.person_id = person.id
    WHERE person.id = %s AND document.created_at <= %s ORDER BY document.created_at DESC, document.id DESC LIMIT 1
"""  # noqa: S608 (text of this program alone)
# Of each of these people, beside a row of `appointments_serviceatoffice`: what a constraint on the document would refuse.
_REFUSED = f"""
    SELECT coalesce(jsonb_agg(jsonb_build_object('person', person, 'is_of_another', is_of_another) ORDER BY person), '[]')
    FROM (
        SELECT known.person, EXISTS (
                   SELECT FROM appointments_booking other
                   WHERE other.identity = known.identity AND other.identity <> ''
                     AND other.service_id = appointments_serviceatoffice.service_id AND other.person_id <> known.person
                     AND other.state IN ({", ".join(f"'{state}'" for state in Booking.ACTIVE)})) AS is_taken,
               EXISTS (
                   SELECT FROM appointments_documentseen seen
                   WHERE seen.identity = known.identity AND seen.replaced_at IS NULL AND seen.person_id <> known.person) AS is_of_another
        FROM (SELECT person.id AS person, {KEY.format(person="person", document="document")} AS identity FROM profiles_person person
              JOIN profiles_identitydocument document ON document.person_id = person.id AND document.is_current
              WHERE person.id = ANY(%s)) known
    ) found WHERE is_taken OR is_of_another
"""  # noqa: S608 (text of this program alone)
_CURRENT = IdentityDocument.objects.filter(person=OuterRef("pk"), is_current=True)


def known_of(people: Collection[int]) -> QuerySet[Person, Any]:
    """Of each of these people: key, name, date of birth and whether there is an identity document, as `missing_of` reads it."""
    found = Person.objects.filter(pk__in=people).order_by("pk")
    told = JSONObject(person="pk", name=Concat("family_name", "given_names"), born="birth_date", document=Exists(_CURRENT))
    return found.values(told=told)


def missing_of(known: Iterable[dict[str, Any]]) -> dict[int, str]:
    """Of those whose profile does not say who they are: what it lacks, in words."""
    found = {one["person"]: _missing(one) for one in known}
    return {person: ", ".join(words) for person, words in found.items() if words}


def _missing(one: dict[str, Any]) -> list[str]:
    words = {"name": _("the name"), "born": _("the date of birth"), "document": _("the identity document")}
    return [word for field, word in words.items() if not one[field]]


def documents_refused(people: Collection[int]) -> RawSQL:
    """For rows of `ServiceAtOffice`, to annotate them: whose documents would be refused there, as `document_refusal` reads it."""
    return RawSQL(_REFUSED, [list(people)], output_field=JSONField())  # noqa: S611 (text of this program alone)


def document_refusal(refused: Iterable[dict[str, Any]]) -> DocumentOfAnother | SameDocument | None:
    for one in refused:
        return DocumentOfAnother() if one["is_of_another"] else SameDocument()
    return None


def check_known(people: Collection[int]) -> None:
    """Raises `IdentityMissing` when the profile of one of them does not say who comes."""
    missing = missing_of(one["told"] for one in known_of(people))
    if missing:
        raise IdentityMissing(missing=next(iter(missing.values())))


def identity_of(person_id: int) -> str:
    """The document of the profile as bookings and turns keep it; "" when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY_OF, [person_id])
        found = cursor.fetchone()
    return str(found[0] or "") if found else ""


def document_of_turn(person_id: int, *, whose: int | None, identity: str, since: datetime) -> str:
    """By which document a turn, begun `since`, was the person's: its own, or that of a child that shares the turn of who acts for it."""
    if whose in (None, person_id):
        return identity
    with connection.cursor() as cursor:
        cursor.execute(_KEY_THEN, [person_id, since])
        found = cursor.fetchone()
    return str(found[0] or "") if found else ""


def has_same_document_booked(person_id: int, service_id: int, *, by_others: bool = False) -> bool:
    """Whether this document has an appointment for the service, in whichever account; `by_others`: in another one than hers."""
    identity = RawSQL(_KEY_OF, [person_id])  # noqa: S611 (text of this program alone)
    found = Booking.objects.filter(service_id=service_id, state__in=Booking.ACTIVE, identity=identity).exclude(identity="")
    return (found.exclude(person_id=person_id) if by_others else found).exists()


@dataclass(frozen=True)
class Changed:
    """What the profile said when the time was booked, and the day since which it says what it says now."""

    name: str
    birth_date: date | None
    document: str
    on: datetime | None


def changed_since(booking: Booking) -> Changed | None:
    """For the officer, and for who comes: None when name, birthday and document are those for which the time was booked."""
    person = booking.person
    if not booking.identity:
        return None  # booked before they were kept
    is_same = (_plain(booking.booked_name), booking.booked_birth_date) == (_plain(full_name(person)), person.birth_date)
    found = Person.objects.filter(pk=person.pk).annotate(key=RawSQL(_KEY_OF, [person.pk]))  # noqa: S611 (text of this program alone)
    if is_same and found.values_list("key", flat=True).get() == booking.identity:
        return None
    document = current_identity_document(person)
    told = booking.identity.partition("/")[0]  # of a child in a parent's passport without what tells it from the others
    return Changed(booking.booked_name, booking.booked_birth_date, told, document.created_at if document else None)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def why_no_turn(error: IntegrityError) -> Exception | None:
    """What a constraint means for who wanted a turn; None: it speaks of something else."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    meanings: dict[str, Callable[[], Exception]] = {
        "somebody_known_comes": lambda: IdentityMissing(missing=_("the identity document")),
        "document_is_of_who_comes": DocumentOfAnother,
        "one_open_entry_per_family": SharedTurn,
        "one_request_per_family": SharedTurn,
        "one_open_entry_per_document": SameDocument,
        "one_request_per_document": SameDocument,
    }
    return meanings[name]() if name in meanings else None


__all__ = [
    "Changed",
    "changed_since",
    "check_known",
    "document_of_turn",
    "has_same_document_booked",
    "identity_of",
    "known_of",
    "missing_of",
    "why_no_turn",
]
