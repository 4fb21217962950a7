"""Who may take one more place. What happened is counted from the journal: nobody can cancel that.

Counted for a person is what happened to her appointments, and to those that the account that asks has made for anybody: who acts for
twenty children has no more changes than somebody who acts for herself. People booked together count as one of them, who changed most."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.formats import date_format

from appointments.errors import AlreadyBooked, IdentityMissing, TooManyChanges, TooManyHolds
from appointments.events import BookingCancelled, BookingMoved, HoldExpired
from appointments.models import Booking, Service, ServiceAtOffice
from appointments.rules.changes import HOLDS, HOLDS_WITHIN, Allowance, again_on, changes_that_count, hold_again_at
from appointments.services.whom import document_refusal, documents_refused, known_of, missing_of
from portal.events.models import Event

_MOVED, _CANCELLED, _EXPIRED = BookingMoved.event_name(), BookingCancelled.event_name(), HoldExpired.event_name()
_OF_OTHERS = ("by_office", "by_offer", "was_closed", "was_imposed", "was_needless")


def check_may_book(person_id: int, offered: ServiceAtOffice, *, now: datetime, account: int | None = None) -> None:
    """`account`: the user who books, for herself or for a child. Raises `TooManyChanges`, `TooManyHolds`."""
    _check(*_history(person_id, offered.service, now, account), offered, now)


def check_changes(person_id: int, offered: ServiceAtOffice, *, now: datetime, account: int | None = None) -> None:
    """Of who waits for a time, or is offered one: cancelling and waiting is no way past the limit either. Times that were kept and not
    confirmed do not matter here. Raises `TooManyChanges`."""
    _check_changes(_history(person_id, offered.service, now, account)[0], offered, now)


@dataclass(frozen=True)
class Barred:
    """Why no time can be taken at all, to be said before people look for one. `number`: the appointment that is there already.
    `unknown`: of whom the profile does not say who comes."""

    reason: str
    number: str = ""
    unknown: int | None = None


def with_history(offers: QuerySet[ServiceAtOffice], people: Collection[int], account: int | None) -> QuerySet[ServiceAtOffice]:
    """Each with what `barred` and `outlook` need to know of these people and of the account that asks, in the same query."""
    of_people = Booking.objects.filter(_whose(people, account))
    own = of_people.filter(service=OuterRef("service"))
    past = _of_bookings(of_people.filter(service=OuterRef(OuterRef("service"))).values("pk"))
    booked = JSONObject(
        pk="pk", person="person_id", account="booked_by_id", party="party", number="number", state="state", until="hold_until"
    )
    happened = JSONObject(booking="subject_id", name="name", at="occurred_at", payload="payload")
    return offers.annotate(
        own_bookings=ArraySubquery(own.order_by("pk").values(told=booked)),
        own_past=ArraySubquery(past.order_by("occurred_at", "pk").values(told=happened)),
        own_known=ArraySubquery(known_of(people)),
        own_refused=documents_refused(people),
    )


def barred(people: Collection[int], offered: ServiceAtOffice, *, now: datetime, account: int | None = None) -> Barred | None:
    """What would refuse one of these people whichever time they chose; None: nothing. `offered`: a row of `with_history` of them."""
    for person, missing in missing_of(offered.own_known).items():  # type: ignore[attr-defined]
        return Barred(str(IdentityMissing(missing=missing)), unknown=person)
    for one in offered.own_bookings:  # type: ignore[attr-defined]
        is_over = one["until"] is not None and datetime.fromisoformat(one["until"]) <= now
        if one["person"] in people and one["state"] in Booking.ACTIVE and not is_over:
            return Barred(str(AlreadyBooked()), one["number"])
    if refusal := document_refusal(offered.own_refused):  # type: ignore[attr-defined]
        return Barred(str(refusal))
    for past in _past_of(people, offered, now, account).values():
        try:
            _check(*_split(past), offered, now)
        except (TooManyChanges, TooManyHolds) as refusal:
            return Barred(str(refusal))
    return None


def _past_of(people: Collection[int], offered: ServiceAtOffice, now: datetime, account: int | None) -> dict[int, list["_Past"]]:
    """By person, of a row of `with_history`."""
    bookings = {one["pk"]: one for one in offered.own_bookings}  # type: ignore[attr-defined]
    told = [one for one in offered.own_past if datetime.fromisoformat(one["at"]) > _since(offered.service, now)]  # type: ignore[attr-defined]
    rows = (
        (one["booking"], bookings[one["booking"]]["party"], one["name"], datetime.fromisoformat(one["at"]), one["payload"]) for one in told
    )
    past = _own(rows)
    by_account = {key for key, one in bookings.items() if account is not None and one["account"] == account}
    return {
        person: [one for one in past if one.booking_id in by_account or bookings[one.booking_id]["person"] == person] for person in people
    }


def _check(changed: list[datetime], let_go: list[datetime], offered: ServiceAtOffice, now: datetime) -> None:
    _check_changes(changed, offered, now)
    again = hold_again_at(let_go, now=now)
    if again is not None:
        raise TooManyHolds(times=HOLDS, again=date_format(again.astimezone(_zone(offered)), "j E, H:i"))


def check_may_move(booking: Booking, offered: ServiceAtOffice, *, now: datetime, account: int | None = None) -> None:
    """`account`: the user who moves it. Raises `TooManyChanges`."""
    past = [one for one in _past([booking.person_id], offered.service, now, account) if not one.was_held]
    moved = _Past(booking.pk, str(booking.party or ""), now, was_held=False)
    _check_changes(_moments([*past, moved]), offered, now, happened=len(_moments(past)))


def is_imposed(booking: Booking) -> bool:
    """Whether the office has moved her to the time that she has now: to leave it for another one counts for nobody, nor to cancel it."""
    moves = Event.objects.filter(subject_type=BookingMoved.subject_type, subject_id=booking.pk, name=_MOVED)
    last = moves.order_by("-pk").values_list("payload", flat=True).first()
    return last is not None and bool(last["by_office"])


@dataclass(frozen=True)
class Outlook:
    """What changing one's mind would mean today: `left` moves and cancellations of the last `days` days are free of consequences.

    `move_again`: the first day on which a move is allowed, None today. `book_again`: the first day on which a new appointment could be
    made after a cancellation today, None at once. Days by the clock of the office."""

    left: int
    days: int
    move_again: date | None
    book_again: date | None


def outlook(
    people: Iterable[int], offered: ServiceAtOffice, *, now: datetime, account: int | None = None, read: ServiceAtOffice | None = None
) -> Outlook:
    """To be said before people change their minds; of several who come together the one with the fewest changes left decides.

    `read`: a row of `with_history` of these people for the same service; else one query for each of them."""
    if read is not None:
        found = [_outlook(_split(past)[0], offered, now) for past in _past_of(list(people), read, now, account).values()]
    else:
        found = [_outlook(_history(person_id, offered.service, now, account)[0], offered, now) for person_id in people]
    return Outlook(
        left=min(one.left for one in found),
        days=offered.service.changes_days,
        move_again=max((one.move_again for one in found if one.move_again), default=None),
        book_again=max((one.book_again for one in found if one.book_again), default=None),
    )


def _outlook(changed: list[datetime], offered: ServiceAtOffice, now: datetime) -> Outlook:
    today, allowance = _today(offered, now), _of(offered)
    days = [at.astimezone(_zone(offered)).date() for at in changed]
    counted = changes_that_count(days, today=today, allowance=allowance)
    return Outlook(
        left=max(0, allowance.changes - len(counted)),
        days=allowance.days,
        move_again=again_on(days, today=today, allowance=allowance, with_this=1),
        book_again=again_on([*days, today], today=today, allowance=allowance),
    )


def _check_changes(changed: list[datetime], offered: ServiceAtOffice, now: datetime, *, happened: int | None = None) -> None:
    """`happened`: how many of them there were before the one that is asked for."""
    zone, today, allowance = _zone(offered), _today(offered, now), _of(offered)
    days = [at.astimezone(zone).date() for at in changed]
    again = again_on(days, today=today, allowance=allowance)
    if again is not None:
        counted = changes_that_count(days, today=today, allowance=allowance)
        asked_for = 0 if happened is None else len(changed) - happened
        raise TooManyChanges(times=len(counted) - asked_for, days=allowance.days, again=date_format(again, "j E Y"))


def _whose(people: Collection[int], account: int | None) -> Q:
    """Appointments of these people, and those that the account has made for anybody."""
    return Q(person__in=people) if account is None else Q(person__in=people) | Q(booked_by=account)


def _history(person_id: int, service: Service, now: datetime, account: int | None) -> tuple[list[datetime], list[datetime]]:
    """Moments of the person's own changes and of those that the account made for others, and of held times that were let go. What the
    office did counts for nobody, nor leaving a time that it had closed, nor what the waiting list offered and the person took."""
    return _split(_past([person_id], service, now, account))


def _past(people: Collection[int], service: Service, now: datetime, account: int | None) -> list["_Past"]:
    parties = dict(Booking.objects.filter(_whose(people, account), service_id=service.pk).values_list("pk", "party"))
    events = _of_bookings(list(parties)).filter(occurred_at__gt=_since(service, now))
    told = events.values_list("subject_id", "name", "occurred_at", "payload")
    return _own((key, parties[key], name, at, payload) for key, name, at, payload in told)


@dataclass(frozen=True)
class _Past:
    booking_id: int
    party: str  # "": came alone
    at: datetime
    was_held: bool


def _of_bookings(bookings: Any) -> QuerySet[Event]:
    events = Event.objects.filter(subject_type=BookingCancelled.subject_type, subject_id__in=bookings)
    return events.filter(name__in=(_MOVED, _CANCELLED, _EXPIRED))


def _since(service: Service, now: datetime) -> datetime:
    return now - max(timedelta(days=service.changes_days), HOLDS_WITHIN)


def _own(rows: Iterable[tuple[int, Any, str, datetime, dict[str, Any]]]) -> list[_Past]:
    """Without what the office did, leaving a time that it had closed or chosen, and what the waiting list offered."""
    own = (row for row in rows if not any(row[4].get(why) for why in _OF_OTHERS))
    return [_Past(key, str(party or ""), at, name == _EXPIRED or bool(payload.get("was_held"))) for key, party, name, at, payload in own]


def _split(past: list[_Past]) -> tuple[list[datetime], list[datetime]]:
    return _moments([one for one in past if not one.was_held]), _moments([one for one in past if one.was_held])


def _moments(past: list[_Past]) -> list[datetime]:
    """When it was changed. A party that changed its mind n times is the member with the most changes: of the n-th changes of its members
    the last one counts, whether they moved together or one after the other."""
    members: dict[str, dict[int, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for one in past:
        members[one.party or f"alone {one.booking_id}"][one.booking_id].append(one.at)
    turns = (zip_longest(*(sorted(moments) for moments in party.values())) for party in members.values())
    return sorted(max(at for at in turn if at is not None) for party in turns for turn in party)


def _of(offered: ServiceAtOffice) -> Allowance:
    return Allowance(changes=offered.service.changes, days=offered.service.changes_days)


def _zone(offered: ServiceAtOffice) -> ZoneInfo:
    return ZoneInfo(offered.reception.zone)


def _today(offered: ServiceAtOffice, now: datetime) -> date:
    return now.astimezone(_zone(offered)).date()


__all__ = ["Barred", "Outlook", "barred", "check_changes", "check_may_book", "check_may_move", "is_imposed", "outlook", "with_history"]
