"""Who hears of appointments: the person, or who acts for the child."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from appointments.events import (
    ApplicationEnded,
    BookingCancelled,
    BookingConfirmed,
    BookingMissed,
    BookingMoved,
    BookingNotMissed,
    BringingChanged,
    DocumentSeenWith,
    VisitComesNear,
    VisitReckoned,
)
from appointments.models import Booking, DocumentSeen, Slot
from appointments.selectors import closing_of
from appointments.words import ended_on, from_utc
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def to_person(event: Event, template: str, **context: Any) -> Iterable[Notice]:
    """A letter about the appointment that the event is about; the words that every one of them has, and its own."""
    related = ("person", "service", "offered__reception__office", "desk")
    booking = Booking.objects.select_related(*related).get(pk=event.subject_id)
    office = booking.offered.reception.office
    words: dict[str, Any] = {"booking": booking, "service": booking.service, "office": office, "reception": booking.offered.reception}
    words |= {"clock": from_utc(booking.starts_at, booking.offered), **context}
    about = full_name(booking.person) if booking.person.user_id is None else ""
    url = reverse("appointments:visit", args=[booking.number])
    return [Notice(user_id, template, words, url, about=about) for user_id in hearers(booking.person)]


@announces(BookingConfirmed)
def confirmed(event: Event) -> Iterable[Notice]:
    return to_person(event, "appointments/messages/confirmed")


@announces(BookingMoved)
def moved(event: Event) -> Iterable[Notice]:
    """With the former time, as long as its place is kept."""
    former = Slot.objects.filter(pk=event.payload["from_slot_id"]).select_related("desk").first()
    if event.payload["by_office"]:
        return to_person(event, "appointments/messages/moved_by_office", former=former, closing=closing_of(former))
    return to_person(event, "appointments/messages/moved", former=former)


@announces(BookingCancelled)
def cancelled(event: Event) -> Iterable[Notice]:
    """A time that was only being looked at needs no letter, unless nothing can be booked with this document any more."""
    if event.payload.get("of_another"):
        return to_person(event, "appointments/messages/of_another")
    if event.payload["was_held"]:
        return []
    if event.payload.get("came"):
        return to_person(event, "appointments/messages/unserved")
    if event.payload.get("unmarked"):
        return to_person(event, "appointments/messages/unmarked")
    if not event.payload["by_office"]:
        return to_person(event, "appointments/messages/cancelled")
    template = "never_moved" if event.payload.get("never_moved") else "cancelled_by_office"
    slot = Slot.objects.filter(pk=event.payload["slot_id"]).select_related("desk").first()
    return to_person(event, f"appointments/messages/{template}", closing=closing_of(slot))


@announces(BookingMissed)
def missed(event: Event) -> Iterable[Notice]:
    """Who was there, and was not seen, learns of it while it can still be put right."""
    return to_person(event, "appointments/messages/missed")


@announces(BookingNotMissed)
def not_missed(event: Event) -> Iterable[Notice]:
    return to_person(event, "appointments/messages/not_missed")


@announces(VisitComesNear)
def near(event: Event) -> Iterable[Notice]:
    """Nobody is told of a time that was left or cancelled while the letter was on its way."""
    booking = Booking.objects.get(pk=event.subject_id)
    if booking.state != Booking.State.BOOKED or booking.version != event.payload["version"]:
        return []
    return to_person(event, "appointments/messages/near", hours=event.payload["hours"])


@announces(BringingChanged)
def bringing(event: Event) -> Iterable[Notice]:
    """The list as it is now, also when it changed twice; nothing to who need not come any more."""
    if Booking.objects.get(pk=event.subject_id).state != Booking.State.BOOKED:
        return []
    return to_person(event, "appointments/messages/bringing")


@announces(ApplicationEnded)
def needless(event: Event) -> Iterable[Notice]:
    """Nothing to who has cancelled meanwhile, or was received."""
    booking = Booking.objects.select_related("case", "service", "offered__reception").get(pk=event.subject_id)
    if booking.state != Booking.State.BOOKED or booking.case is None:
        return []
    return to_person(event, "appointments/messages/needless", case=booking.case, ended_on=ended_on(booking))


@announces(VisitReckoned)
def reckoned(event: Event) -> Iterable[Notice]:
    """The hour stays; an entry that was put into a calendar before is wrong. Nothing to who moved or cancelled meanwhile."""
    booking = Booking.objects.get(pk=event.subject_id)
    if booking.state != Booking.State.BOOKED or booking.starts_at.isoformat() != event.payload["starts_at"]:
        return []
    return to_person(event, "appointments/messages/reckoned")


@announces(DocumentSeenWith)
def document_seen(event: Event) -> Iterable[Notice]:
    """To whose document it is: she can book now. And if it was not she who came, she learns of it."""
    seen = DocumentSeen.objects.select_related("person", "office").get(pk=event.subject_id)
    about = full_name(seen.person) if seen.person.user_id is None else ""
    words = {"office": seen.office}
    url = reverse("appointments:mine")
    return [Notice(user_id, "appointments/messages/document_seen", words, url, about=about) for user_id in hearers(seen.person)]
