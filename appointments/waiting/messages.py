"""Who hears of the waiting list: the person, or who acts for the child. Each letter goes to the inbox and by e-mail."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from appointments.waiting.events import OfferLapsed, OfferWithdrawn, PlaceOffered, WaitingOver
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.words import moment
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
    }
    return _to(offer.entry.person, template, words, reverse("waiting:offer", args=[offer.number]))


@announces(PlaceOffered)
def offered(event: Event) -> Iterable[Notice]:
    return _about(event, "appointments/waiting/messages/offered")


@announces(OfferLapsed)
def lapsed(event: Event) -> Iterable[Notice]:
    return _about(event, "appointments/waiting/messages/lapsed")


@announces(OfferWithdrawn)
def withdrawn(event: Event) -> Iterable[Notice]:
    return _about(event, "appointments/waiting/messages/withdrawn")


@announces(WaitingOver)
def over(event: Event) -> Iterable[Notice]:
    entry = WaitingEntry.objects.select_related("person", "service").get(pk=event.subject_id)
    offices = [one.reception.office for one in entry.at.select_related("reception__office").order_by("pk")]
    words = {"entry": entry, "service": entry.service, "offices": offices}
    return _to(entry.person, "appointments/waiting/messages/over", words, reverse("waiting:entry", args=[entry.number]))
