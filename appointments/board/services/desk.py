"""What an officer does at a desk: calls, begins, finishes, or lets somebody wait again."""

from typing import Any

from django.db import transaction

from appointments.board.errors import AnotherDesk, CloseToYou, DeskBusy, DeskClosed, NobodyWaits, TooSoonToMiss, VisitMoved
from appointments.board.events import VisitCalled, VisitEnded, VisitSentBack, VisitStarted
from appointments.board.models import Visit
from appointments.board.rules import times
from appointments.board.selectors import at_desk, waiting_for
from appointments.board.services.locking import lock_visit, move
from appointments.models import Booking, Desk
from appointments.purpose import case_of
from appointments.selectors import zone_of
from appointments.services import mark_done, mark_missed
from cases.models import Case
from cases.services import record_seen
from portal import clock
from portal.accounts.models import User
from portal.accounts.permissions import is_supervisor
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.acting import close_to

State = Visit.State


@transaction.atomic
def call_next(*, desk_id: int, actor: Actor) -> Visit:
    """The next visit for this desk: by appointment in the order of their times, then urgent ones, then by arrival. A visit that a
    colleague is calling at this very moment is passed over. Raises `DeskClosed`, `DeskBusy`, `NobodyWaits`."""
    desk = Desk.objects.select_for_update(of=("self",)).select_related("reception").get(pk=desk_id)
    if not desk.is_open:
        raise DeskClosed
    if at_desk(desk) is not None:
        raise DeskBusy
    waiting = waiting_for(desk, day=clock.today(zone_of(desk.reception)))
    visit = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if visit is None:
        raise NobodyWaits
    visit.desk, visit.officer_id, visit.called_at, visit.calls = desk, actor.human_id, clock.now(), 1
    visit.first_called_at = visit.first_called_at or visit.called_at
    move(visit, State.CALLED, "desk", "officer", "called_at", "first_called_at", "calls")
    emit(VisitCalled(visit_id=visit.pk, desk_id=desk.pk, calls=1), actor=actor)
    return visit


@transaction.atomic
def call_again(*, visit_id: int, expected_version: int, actor: Actor) -> Visit:
    """Nobody came yet: the number is called and shown once more. Raises `StaleVersion`, `AnotherDesk`, `VisitMoved`."""
    visit = _lock_own(visit_id, expected_version, actor)
    if visit.state != State.CALLED:
        raise VisitMoved(state=visit.get_state_display())
    visit.calls += 1
    visit.version += 1
    visit.save(update_fields=["calls", "version"])
    emit(VisitCalled(visit_id=visit.pk, desk_id=_desk_of(visit), calls=visit.calls), actor=actor)
    return visit


@transaction.atomic
def start(*, visit_id: int, expected_version: int, actor: Actor) -> Visit:
    """The person is at the desk. Raises `StaleVersion`, `AnotherDesk`, `VisitMoved`."""
    visit = _lock_own(visit_id, expected_version, actor)
    visit.started_at = clock.now()
    move(visit, State.IN_SERVICE, "started_at")
    emit(VisitStarted(visit_id=visit.pk, desk_id=_desk_of(visit)), actor=actor)
    return visit


@transaction.atomic
def finish(*, visit_id: int, expected_version: int, seen: bool, actor: Actor) -> Visit:
    """The visit is done, and with it the booking. `seen`: what the service is for was really shown and given; then the case moves on.

    Raises `StaleVersion`, `AnotherDesk`, `VisitMoved`, `CloseToYou`."""
    visit = _lock_own(visit_id, expected_version, actor)
    visit.ended_at = clock.now()
    move(visit, State.DONE, "ended_at")
    if visit.booking_id is not None:
        mark_done(booking_id=visit.booking_id, actor=actor)
    if seen:
        _tell_case(visit, actor)
    emit(VisitEnded(visit_id=visit.pk, how=State.DONE.value), actor=actor)
    return visit


@transaction.atomic
def miss(*, visit_id: int, expected_version: int, actor: Actor) -> Visit:
    """Nobody came to the desk. Raises `StaleVersion`, `AnotherDesk`, `VisitMoved`, and `TooSoonToMiss` in the first minutes."""
    visit = _lock_own(visit_id, expected_version, actor)
    now = clock.now()
    if visit.state == State.CALLED and visit.called_at is not None and not times.may_be_missed(visit.called_at, now):
        raise TooSoonToMiss(minutes=times.MISSED_AFTER.seconds // 60)
    visit.ended_at = now
    move(visit, State.NO_SHOW, "ended_at")
    if visit.booking_id is not None:
        mark_missed(booking_id=visit.booking_id, actor=actor)
    emit(VisitEnded(visit_id=visit.pk, how=State.NO_SHOW.value), actor=actor)
    return visit


@transaction.atomic
def send_back(*, visit_id: int, expected_version: int, actor: Actor) -> Visit:
    """The person waits again, after everybody who waits now: for a missing paper, or for another desk.

    Raises `StaleVersion`, `AnotherDesk`, `VisitMoved`."""
    visit = _lock_own(visit_id, expected_version, actor)
    desk_id = _desk_of(visit)
    visit.turn, visit.turn_at = times.Turn.ARRIVAL, clock.now()
    visit.desk, visit.officer, visit.called_at, visit.started_at, visit.calls = None, None, None, None, 0
    move(visit, State.WAITING, "turn", "turn_at", "desk", "officer", "called_at", "started_at", "calls")
    emit(VisitSentBack(visit_id=visit.pk, desk_id=desk_id), actor=actor)
    return visit


def _lock_own(visit_id: int, expected_version: int, actor: Actor) -> Visit:
    visit = lock_visit(visit_id, expected_version=expected_version)
    if not may_act(visit, User.objects.get(pk=actor.human_id)):
        raise AnotherDesk
    return visit


def may_act(visit: Visit, user: Any) -> bool:
    """Whoever called it; and a supervisor of the office, so that a desk whose officer has gone is not blocked for good."""
    return visit.officer_id in (None, user.pk) or is_supervisor(user, visit.reception.office_id)


def _desk_of(visit: Visit) -> int:
    """The desk of a visit that is at one. Raises `VisitMoved` for one that waits."""
    if visit.desk_id is None:
        raise VisitMoved(state=visit.get_state_display())
    return visit.desk_id


def _tell_case(visit: Visit, actor: Actor) -> None:
    """What the service confirms is recorded in the case it was for: the one of the booking or ticket, else the one that invited."""
    service = visit.offered.service
    case = _case_of(visit)
    if case is None or not service.confirms or case.status not in Case.OPEN:
        return
    if case.person_id in close_to(User.objects.get(pk=actor.human_id)):
        raise CloseToYou
    record_seen(case_id=case.pk, what=service.confirms, actor=actor, on=visit.day)


def _case_of(visit: Visit) -> Case | None:
    if visit.case_id is not None:
        return Case.objects.get(pk=visit.case_id)
    if visit.booking_id is None:
        return None
    booking = Booking.objects.only("person_id").get(pk=visit.booking_id)
    key = case_of(visit.offered.service, booking.person_id)  # a booking of before appointments kept it
    return Case.objects.get(pk=key) if key else None


__all__ = ["call_again", "call_next", "finish", "may_act", "miss", "send_back", "start"]
