"""What officers read of permits by hand. Permits of the regions where the reader works; nobody's own, and not their child's."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import QuerySet

from permits.desk.models import PaperEntry, PermitEnding
from permits.models import Permit
from portal.accounts.models import Office, User
from portal.accounts.selectors import offices_of
from profiles.acting import close_to
from profiles.models import Person

Reader = User | AnonymousUser
MOST_LISTED: Final = 30
MOST_WAITING: Final = 200
_SALT: Final = "permits.desk.person"
HOLDS: Final = 3600  # seconds in which the person who was found can be worked on


def office_permits(user: Reader) -> QuerySet[Permit]:
    """Permits of the regions of the reader's offices, in force or not."""
    held = Permit.objects.filter(region__in=offices_of(user).values("region"))
    return held.exclude(person__in=close_to(user)) if isinstance(user, User) else held.none()


def recent_entries(user: Reader) -> Iterable[PaperEntry]:
    """The last documents that the reader's offices entered, newest first. Without names."""
    entered = PaperEntry.objects.filter(office__in=offices_of(user), permit__in=office_permits(user))
    return entered.select_related("permit").order_by("-pk")[:MOST_LISTED]


def open_endings(user: Reader) -> list[PermitEnding]:
    """Proposals to end a document that wait for a second officer, the oldest first. Without names."""
    waiting = PermitEnding.objects.filter(permit__in=office_permits(user), confirmed_at=None, returned_at=None)
    return list(waiting.select_related("permit").order_by("pk")[:MOST_WAITING])


def decided_ending(permit: Permit) -> PermitEnding | None:
    """The decision of two officers by which this document ended; None for any other end."""
    return PermitEnding.objects.filter(permit=permit, confirmed_at__isnull=False).first()


def office_for(permit: Permit) -> Office | None:
    """Whom the holder asks about this document: the office that decided or entered it, else the receiving one of its region."""
    if permit.case is not None and permit.case.office is not None:
        return permit.case.office
    entry = PaperEntry.objects.select_related("office").filter(permit=permit).first()
    return entry.office if entry else Office.objects.filter(region=permit.region, receives_applications=True).first()


def person_by_document(user: Reader, *, state: str, number: str, born: date) -> Person | None:
    """The person whose current identity document has this number and who was born on this day; None where there is none, where it is
    the reader or a child of theirs, and where two profiles hold the document: then nobody knows whose it is."""
    current = {"identity_documents__issuing_state": state, "identity_documents__number": number, "identity_documents__is_current": True}
    found = list(Person.objects.filter(birth_date=born, **current).distinct()[:2])
    if len(found) != 1 or not isinstance(user, User) or found[0].pk in close_to(user):
        return None
    return found[0]


def token_of(person: Person, user: User) -> str:
    """Names the person in the address of the page, for this officer alone and for an hour: keys cannot be walked through."""
    return signing.dumps([person.pk, user.pk], salt=_SALT)


def person_named(token: str, user: Reader) -> Person | None:
    try:
        person_id, user_id = signing.loads(token, salt=_SALT, max_age=HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if user_id != user.pk or not isinstance(user, User) or person_id in close_to(user):
        return None
    return Person.objects.filter(pk=person_id).first()


def office_in(user: Reader, region: str) -> Office | None:
    """The reader's office in a region, the first by its code."""
    return offices_of(user).filter(region=region).first()


__all__ = [
    "decided_ending", "office_for", "office_in", "office_permits", "open_endings", "person_by_document", "person_named", "recent_entries",
    "token_of",
]  # fmt: skip
