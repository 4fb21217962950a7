"""People whose places were closed get other times: moved to the nearest free one, or told that there is none."""

from datetime import date, time

from django.db import transaction
from django.db.models import F

from appointments.errors import BookingClosed, NotOpenYet, SlotTaken, TooLate
from appointments.models import Booking, Reception
from appointments.planning.conflicts import conflicts, proposals
from appointments.planning.models import Rebooking
from appointments.services import cancel_booking, move_booking
from portal.events.actor import Actor
from portal.jobs.models import Job
from portal.jobs.registry import Chunk
from portal.jobs.services import start_job

KIND = "appointments.rebooking"
AT_ONCE = 20


@transaction.atomic
def find_new_times(*, reception_id: int, actor: Actor) -> Rebooking | None:
    """Begin to move or cancel every appointment in conflict. None when there is none; the one that is under way when there is."""
    Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=reception_id)
    running = Rebooking.objects.filter(reception_id=reception_id, job__state__in=Job.OPEN).first()
    if running is not None:
        return running
    total = conflicts(reception_id).count()
    if total == 0:
        return None
    job = start_job(kind=KIND, total=total, actor=actor)
    return Rebooking.objects.create(reception_id=reception_id, job=job, asked_by_id=actor.human_id)


def rebook_some(job: Job) -> Chunk:
    """One piece. What it has moved or cancelled is in conflict no more, so a piece that is done again finds the rest."""
    rebooking = Rebooking.objects.select_for_update(of=("self",)).get(job=job)
    actor = Actor("officer", rebooking.asked_by_id)
    waiting = list(conflicts(rebooking.reception_id)[:AT_ONCE])
    moved = cancelled = 0
    for proposal in proposals(waiting):
        outcome = _moved_or_cancelled(proposal.booking, proposal.day, proposal.at, actor)
        moved, cancelled = moved + (outcome == "moved"), cancelled + (outcome == "cancelled")
    Rebooking.objects.filter(pk=rebooking.pk).update(moved=F("moved") + moved, cancelled=F("cancelled") + cancelled)
    return Chunk(done=len(waiting), failed=cancelled, more=len(waiting) == AT_ONCE)


def _moved_or_cancelled(booking: Booking, day: date | None, at: time | None, actor: Actor) -> str:
    """What was done: moved, cancelled; or "" when the person changed the appointment herself in the meantime."""
    try:
        if day is not None and at is not None:
            with transaction.atomic():
                move_booking(booking_id=booking.pk, offered_id=booking.offered_id, day=day, at=at, actor=actor, by_office=True)
            return "moved"
    except (SlotTaken, NotOpenYet, TooLate):
        pass  # somebody was faster; the person is told and may choose
    except BookingClosed:
        return ""
    try:
        cancel_booking(booking_id=booking.pk, actor=actor, by_office=True)
    except BookingClosed:
        return ""
    return "cancelled"


__all__ = ["KIND", "find_new_times", "rebook_some"]
