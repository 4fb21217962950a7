"""Who hears of a draw: who asked, or who acts for the child that asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from appointments.draws.events import DaysWithoutDraw, RequestCalledOff, RequestLost, RequestWithdrawn, RequestWon
from appointments.draws.models import DrawRequest
from appointments.draws.selectors import opens_by_rule
from appointments.models import ServiceAtOffice
from appointments.words import moment
from portal.accounts.selectors import supervisors_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _to_person(event: Event, template: str) -> Iterable[Notice]:
    related = ("person", "place", "booking", "draw__offered__service", "draw__offered__reception__office")
    asked = DrawRequest.objects.select_related(*related).get(pk=event.subject_id)
    offered = asked.draw.offered
    words: dict[str, Any] = {"asked": asked, "draw": asked.draw, "service": offered.service, "office": offered.reception.office}
    by_rule = opens_by_rule(offered, asked.draw.first_day)
    words["opens"] = moment(by_rule, offered) if by_rule > event.occurred_at else None
    if asked.booking is not None and asked.booking.hold_until is not None:
        words["until"] = moment(asked.booking.hold_until, offered)
    about = full_name(asked.person) if asked.person.user_id is None else ""
    url = reverse("draws:request", args=[asked.number])
    return [Notice(user_id, template, words, url, about=about) for user_id in hearers(asked.person)]


@announces(RequestWon)
def won(event: Event) -> Iterable[Notice]:
    return _to_person(event, "appointments/draws/messages/won_in_vain" if event.payload["trouble"] else "appointments/draws/messages/won")


@announces(RequestLost)
def lost(event: Event) -> Iterable[Notice]:
    return _to_person(event, "appointments/draws/messages/lost")


@announces(RequestCalledOff)
def called_off(event: Event) -> Iterable[Notice]:
    return _to_person(event, "appointments/draws/messages/called_off")


@announces(RequestWithdrawn)
def of_another(event: Event) -> Iterable[Notice]:
    """Who took the request back knows it; only of one that an officer's record ended there is a letter."""
    return _to_person(event, "appointments/draws/messages/of_another") if event.payload.get("of_another") else []


@announces(DaysWithoutDraw)
def days_without_draw(event: Event) -> Iterable[Notice]:
    """The supervisors of the office, who announce draws."""
    offered = ServiceAtOffice.objects.select_related("service", "reception__office").get(pk=event.subject_id)
    days = {name: date.fromisoformat(event.payload[name]) for name in ("first_day", "last_day")}
    words = {"service": offered.service, "office": offered.reception.office, **days}
    for supervisor in supervisors_of(offered.reception.office):
        yield Notice(supervisor.pk, "draws/messages/days_without_draw", words, reverse("admin:draws"))
