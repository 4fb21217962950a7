"""Reads of draws: what everybody may see, and what is one's own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, F, Min, QuerySet, Value, When

from appointments.draws.models import Draw, DrawRequest
from appointments.draws.rules.draw import Place, Request
from appointments.models import ServiceAtOffice, Slot
from appointments.planning.plan import MAKE_AHEAD_DAYS
from appointments.selectors import zone_of
from appointments.waiting.rules.odds import DAYS, ENOUGH
from portal.accounts.selectors import roles_of
from profiles.acting import people_acted_for


def public_draws() -> QuerySet[Draw]:
    """Draws are public from the moment they are announced."""
    return Draw.objects.select_related("offered__service", "offered__reception__office")


def requests_of(user: Any) -> QuerySet[DrawRequest]:
    """The user's own requests and those for the children for whom she acts."""
    related = ("draw__offered__service", "draw__offered__reception__office", "person", "place", "booking")
    return DrawRequest.objects.filter(person__in=people_acted_for(user)).select_related(*related)


def office_draws(user: Any) -> QuerySet[Draw]:
    """The draws of the offices that this supervisor heads."""
    return public_draws().filter(offered__reception__office__in=_headed(user))


def drawn_services(user: Any) -> QuerySet[ServiceAtOffice]:
    """Where this supervisor may announce a draw."""
    found = ServiceAtOffice.objects.filter(reception__office__in=_headed(user), is_drawn=True, is_offered=True)
    return found.select_related("service", "reception__office")


def heads(user: Any, offered: ServiceAtOffice) -> bool:
    return offered.reception.office_id in _headed(user)


def _headed(user: Any) -> list[int]:
    return [office for role, office in roles_of(user) if role == "supervisor" and office is not None]


def places_of(draw: Draw) -> QuerySet[Slot]:
    """The places that the draw is about, as long as nobody has them."""
    return Slot.objects.filter(
        offered=draw.offered_id, day__range=(draw.first_day, draw.last_day), channel=Slot.Channel.EVERYBODY, state=Slot.State.FREE
    )


@dataclass(frozen=True)
class Chances:
    """What became of requests to earlier draws: `percent` of `asked` got a place; None when too few asked."""

    asked: int
    percent: int | None


def chances_at(offered: ServiceAtOffice, *, now: datetime) -> Chances:
    """Of the draws of the last 90 days here, for somebody who thinks of asking."""
    past = DrawRequest.objects.filter(draw__offered=offered, draw__drawn_at__gte=now - timedelta(days=DAYS), state__in=("won", "lost"))
    asked = past.count()
    return Chances(asked, past.filter(state="won").count() * 100 // asked if asked >= ENOUGH else None)


def opens_by_rule(offered: ServiceAtOffice, first_day: date) -> datetime:
    return datetime.combine(first_day - timedelta(days=offered.horizon_days), offered.opens_at, zone_of(offered.reception))


def opens_at(offered: ServiceAtOffice, first_day: date, last_day: date, *, over: datetime) -> datetime:
    """The first moment at which anybody could take a place of these days, if a draw of them is `over` then: by the rule of the office
    and not before that, but no later than the day itself; or by a place made already."""
    begins = datetime.combine(first_day, time.min, zone_of(offered.reception))
    by_rule = min(begins, max(opens_by_rule(offered, first_day), over))
    made = Slot.objects.filter(offered=offered, day__range=(first_day, last_day), channel=Slot.Channel.EVERYBODY)
    # What was given back has been open, whenever it opens again.
    opened = Case(When(opens_secretly=True, then=Value(opens_by_rule(offered, first_day))), default=F("opens_at"))
    first: datetime | None = made.aggregate(first=Min(opened))["first"]
    return min(by_rule, first) if first else by_rule


def latest_last_day(offered: ServiceAtOffice, requests_until: datetime) -> date:
    """Through which day places surely exist when the list is closed: the plan makes them some days before they open, hour by hour."""
    closes_on = requests_until.astimezone(zone_of(offered.reception)).date()
    return closes_on + timedelta(days=offered.horizon_days + MAKE_AHEAD_DAYS - 1)


def as_drawn(draw: Draw) -> tuple[list[Request], list[Place]]:
    """The closed list as the rule takes it."""
    asked = draw.requests.exclude(state=DrawRequest.State.WITHDRAWN).values_list("code", "days", "part")
    places = draw.places.values_list("slot_id", "day", "at")
    return [Request(code, tuple(days), part) for code, days, part in asked], [Place(*place) for place in places]


__all__ = [
    "as_drawn",
    "chances_at",
    "drawn_services",
    "heads",
    "latest_last_day",
    "office_draws",
    "opens_at",
    "opens_by_rule",
    "places_of",
    "public_draws",
    "requests_of",
]
