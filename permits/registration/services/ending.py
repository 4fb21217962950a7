"""A registration ends: the host says that the guest has left, or two officers find it fictitious.

The address that it wrote into the guest's profile ends with it: with the day of departure, or as never valid. Locks: the guest, the
notice, then the doubt."""

from datetime import date

from django.db import transaction

from permits.models import Permit
from permits.registration.errors import DepartureImpossible, DoubtGone, NoticeMoved, SecondPersonNeeded
from permits.registration.events import ArrivalEnded, DoubtRaised, DoubtReturned
from permits.registration.models import ArrivalNotice, Doubt
from permits.registration.services.locks import lock_with_guest
from permits.services import end_permit
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.models import Address
from profiles.services import annul_address, end_address


@transaction.atomic
def record_departure(*, notice_id: int, departed_on: date, actor: Actor, on: date) -> ArrivalNotice:
    """The guest left on `departed_on`. Late news is taken. Again changes nothing. Raises `NoticeMoved`, `DepartureImpossible`."""
    notice = lock_with_guest(notice_id)
    if notice.status == ArrivalNotice.Status.DEPARTED:
        return notice
    if not notice.arrived_on <= departed_on <= on:
        raise DepartureImpossible()
    _end(notice, ArrivalNotice.Status.DEPARTED, Permit.Status.ENDED, actor=actor, on=departed_on)
    if notice.profile_address_id is not None:
        end_address(address_id=notice.profile_address_id, reason=Address.EndReason.LEFT, last_day=departed_on, actor=actor)
    return notice


@transaction.atomic
def propose_cancelling(*, notice_id: int, reason: str, actor: Actor) -> Doubt:
    """One officer takes the registration for fictitious. The proposal of before is the one that waits. Raises `NoticeMoved`."""
    notice = ArrivalNotice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.status != ArrivalNotice.Status.CONFIRMED:
        raise NoticeMoved()
    told = {"reason": reason, "proposed_by_id": actor.human_id, "proposed_at": clock.now()}
    doubt, created = Doubt.objects.filter(returned_at=None).get_or_create(notice=notice, defaults=told)
    if created:
        emit(DoubtRaised(notice_id=notice.pk, doubt_id=doubt.pk), actor=actor)
    return doubt


@transaction.atomic
def cancel_registration(*, doubt_id: int, actor: Actor, on: date) -> ArrivalNotice:
    """A second officer confirms: the registration is annulled. Raises `SecondPersonNeeded`, `DoubtGone`, `NoticeMoved`."""
    notice, doubt = _lock_open(doubt_id)
    if doubt.proposed_by_id == actor.user_id:
        raise SecondPersonNeeded()
    doubt.confirmed_by_id, doubt.confirmed_at = actor.human_id, clock.now()
    doubt.save(update_fields=["confirmed_by", "confirmed_at"])
    _end(notice, ArrivalNotice.Status.CANCELLED, Permit.Status.ANNULLED, actor=actor, on=on)
    if notice.profile_address_id is not None:
        annul_address(address_id=notice.profile_address_id, actor=actor)
    return notice


@transaction.atomic
def return_doubt(*, doubt_id: int, reason: str, actor: Actor) -> Doubt:
    """The registration is not taken for fictitious after all: a second officer says why, or who proposed takes it back. It stands as
    before, host and guest never hear of it, and anybody may propose anew. Raises `DoubtGone`."""
    notice, doubt = _lock_open(doubt_id)
    doubt.returned_by_id, doubt.returned_at, doubt.return_reason = actor.human_id, clock.now(), reason
    doubt.save(update_fields=["returned_by", "returned_at", "return_reason"])
    emit(DoubtReturned(notice_id=notice.pk, doubt_id=doubt.pk), actor=actor)
    return doubt


def _lock_open(doubt_id: int) -> tuple[ArrivalNotice, Doubt]:
    """The notice first, as whoever proposes locks it; before it the guest, whose profile a cancelling changes."""
    notice = lock_with_guest(Doubt.objects.values_list("notice_id", flat=True).get(pk=doubt_id))
    doubt = Doubt.objects.select_for_update(of=("self",)).get(pk=doubt_id)
    if doubt.confirmed_at or doubt.returned_at:
        raise DoubtGone()
    return notice, doubt


def _end(notice: ArrivalNotice, status: str, permit_status: str, *, actor: Actor, on: date) -> None:
    if notice.status != ArrivalNotice.Status.CONFIRMED:
        raise NoticeMoved()
    notice.status, notice.ended_on = status, on
    notice.save(update_fields=["status", "ended_on"])
    assert notice.permit_id is not None  # a confirmed notice has both: the database says so
    assert notice.guest_id is not None
    end_permit(permit_id=notice.permit_id, status=permit_status, actor=actor, on=on)
    emit(ArrivalEnded(notice_id=notice.pk, person_id=notice.guest_id, status=str(status), ended_on=on), actor=actor)
