"""People whose places were closed get other times: moved to the nearest free one, or told that there is none."""

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from appointments.errors import BookingClosed, NotOpenYet, SlotTaken, TooLate
from appointments.models import Booking, Reception, Slot
from appointments.planning.conflicts import Proposal, conflicts, proposals
from appointments.planning.models import Rebooking
from appointments.services import cancel_booking, move_booking, move_party
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
    # Many places are locked here, so not while the plan of the same reception locks them in another order.
    Reception.objects.select_for_update(of=("self",), no_key=True).get(pk=rebooking.reception_id)
    actor = Actor("officer", rebooking.asked_by_id)
    waiting = list(conflicts(rebooking.reception_id)[:AT_ONCE])
    done = _work_off(waiting, actor)
    Rebooking.objects.filter(pk=rebooking.pk).update(moved=F("moved") + done["moved"], cancelled=F("cancelled") + done["cancelled"])
    counted = min(done.total(), job.total - job.done)  # there may be more of them by now than when the act began
    return Chunk(done=counted, failed=min(done["cancelled"], counted), more=len(waiting) == AT_ONCE)


def _work_off(waiting: list[Booking], actor: Actor) -> Counter[str]:
    """What became of how many whose place is gone. A party is one act, also when a piece ends in the middle of it."""
    done: Counter[str] = Counter()
    acted: set[int] = set()
    for proposal in proposals(waiting):
        booking = proposal.booking
        if booking.pk in acted:
            continue
        if proposal.together is None:
            acted.add(booking.pk)
            done[_moved_or_cancelled(proposal, actor)] += 1
            continue
        party = _party_of(booking)
        lost = set(party.filter(slot__state=Slot.State.CLOSED).values_list("pk", flat=True))
        acted |= set(party.values_list("pk", flat=True))
        if _party_moved(proposal, actor):
            done["moved"] += len(lost)
        else:
            one_by_one = [one for one in waiting if one.party == booking.party]
            done.update(_moved_or_cancelled(proposals([one], apart=True)[0], actor) for one in one_by_one)
    return done


def _party_of(booking: Booking) -> "QuerySet[Booking]":
    """Who comes together with her at this office. One who has taken a time at another office stays there."""
    return Booking.objects.filter(party=booking.party, offered=booking.offered_id, state=Booking.State.BOOKED)


def _party_moved(proposal: Proposal, actor: Actor) -> bool:
    """False when there is no room for all of them any more, or one of them is not to be moved: then each is looked at alone."""
    booking, tried = proposal.booking, set()
    people = list(_party_of(booking).values_list("person_id", flat=True))
    while proposal.together is not None and booking.party is not None:
        day, at = proposal.together
        try:
            with transaction.atomic():
                to: dict[str, Any] = {"offered_id": booking.offered_id, "day": day, "at": at, "channels": proposal.channels}
                move_party(party=booking.party, people=people, **to, actor=actor, by_office=True)
            return True
        except (SlotTaken, NotOpenYet, TooLate):
            tried.add((day, at))
            proposal = proposals([booking], without=tried)[0]
        except BookingClosed:
            return False
    return False


def _moved_or_cancelled(proposal: Proposal, actor: Actor) -> str:
    """What was done: moved, cancelled; or "" when the person changed the appointment herself in the meantime.

    When somebody was faster the next nearest time is tried, so that nobody is cancelled while another time is free."""
    booking, tried = proposal.booking, set()
    while proposal.day is not None and proposal.at is not None:
        try:
            with transaction.atomic():
                to: dict[str, Any] = {
                    "offered_id": booking.offered_id,
                    "day": proposal.day,
                    "at": proposal.at,
                    "channels": proposal.channels,
                }
                move_booking(booking_id=booking.pk, **to, actor=actor, by_office=True)
            return "moved"
        except (SlotTaken, NotOpenYet, TooLate):
            tried.add((proposal.day, proposal.at))
            proposal = proposals([booking], without=tried, apart=True)[0]
        except BookingClosed:
            return ""
    return _cancelled(booking, actor)


def _cancelled(booking: Booking, actor: Actor) -> str:
    try:
        cancel_booking(booking_id=booking.pk, actor=actor, by_office=True)
    except BookingClosed:
        return ""
    return "cancelled"


__all__ = ["KIND", "find_new_times", "rebook_some"]
