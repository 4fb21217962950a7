"""Who hears of the waiting list: the person, or who acts for the child. Each letter goes to the inbox and by e-mail."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from appointments.selectors import zone_of
from appointments.waiting.deadlines import WORDS
from appointments.waiting.events import DeadlineReckoned, OfferLapsed, OfferWithdrawn, PlaceOffered, WaitingEnded, WaitingOver
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.selectors import is_last_to_answer, missed_by
from appointments.waiting.words import moment
from portal import clock
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.models import Person
from profiles.selectors import full_name


def _to(person: Person, template: str, context: dict[str, Any], url: str) -> Iterable[Notice]:
    about = full_name(person) if person.user_id is None else ""
    return [Notice(user_id, template, context, url, about=about) for user_id in hearers(person)]


def _about(event: Event, template: str) -> Iterable[Notice]:
    related = ("entry__person", "slot__offered__service", "slot__offered__reception__office")
    offer = Offer.objects.select_related(*related).get(pk=event.payload["offer_id"])
    offered = offer.slot.offered
    words = {
        "slot": offer.slot,
        "service": offered.service,
        "office": offered.reception.office,
        "until": moment(offer.accept_until, offered),
        "is_last": is_last_to_answer(offer),
        "missed": missed_by(offer, today=clock.today(zone_of(offered.reception))),
    }
    return _to(offer.entry.person, template, words, reverse("waiting:offer", args=[offer.number]))


@announces(PlaceOffered)
def offered(event: Event) -> Iterable[Notice]:
    return _about(event, "appointments/waiting/messages/offered")


@announces(OfferLapsed)
def lapsed(event: Event) -> Iterable[Notice]:
    ends = event.payload.get("ends", False)
    return _about(event, "appointments/waiting/messages/silent" if ends else "appointments/waiting/messages/lapsed")


@announces(OfferWithdrawn)
def withdrawn(event: Event) -> Iterable[Notice]:
    return _about(event, "appointments/waiting/messages/withdrawn")


@announces(WaitingOver)
def over(event: Event) -> Iterable[Notice]:
    return _of_entry(event, "appointments/waiting/messages/over")


@announces(WaitingEnded)
def ended(event: Event) -> Iterable[Notice]:
    return _of_entry(event, "appointments/waiting/messages/of_another")


@announces(DeadlineReckoned)
def reckoned(event: Event) -> Iterable[Notice]:
    """The days as they were reckoned then. Nothing to who does not wait any more, nor when another word names the same day."""
    told = {name: date.fromisoformat(day) if (day := event.payload[name]) else None for name in ("was", "deadline")}
    if told["was"] == told["deadline"] or WaitingEntry.objects.get(pk=event.subject_id).state not in WaitingEntry.OPEN:
        return []
    source = WORDS.get(event.payload["deadline_source"], "")  # lazy: each letter is in the language of who reads it
    return _of_entry(event, "appointments/waiting/messages/reckoned", **told, source=source)


def _of_entry(event: Event, template: str, **context: Any) -> Iterable[Notice]:
    entry = WaitingEntry.objects.select_related("person", "service").get(pk=event.subject_id)
    offices = [one.reception.office for one in entry.at.select_related("reception__office").order_by("pk")]
    words = {"entry": entry, "service": entry.service, "offices": offices, **context}
    return _to(entry.person, template, words, reverse("waiting:entry", args=[entry.number]))
