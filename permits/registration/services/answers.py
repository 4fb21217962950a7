"""The guest, or who acts for the child, says: it is me; or: it is not."""

from datetime import date, timedelta

from django.db import transaction

from permits.errors import PermitNotInForce
from permits.models import Permit
from permits.registration.errors import AnotherPerson, BirthUnknown, NoticeMoved, StayOver, StayUnknown, StayWithoutCard
from permits.registration.events import ArrivalClaimed, ArrivalConfirmed, ArrivalDenied, ArrivalEnded
from permits.registration.models import ArrivalNotice
from permits.registration.services.codes import hash_of
from permits.registration.services.locks import lock_with_guest
from permits.registration.terms import registered_until
from permits.services import end_permit, register_permit
from permits.status.rules.arrival import WITHOUT_CARD
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.models import Address
from profiles.selectors import facts
from profiles.services import end_address, record_address


@transaction.atomic
def claim_notice(*, token: str, person_id: int, actor: Actor) -> ArrivalNotice:
    """The invited guest has come by the link, which serves once. Raises `ArrivalNotice.DoesNotExist`."""
    waiting = ArrivalNotice.objects.select_for_update(of=("self",)).filter(status=ArrivalNotice.Status.WAITING, guest=None)
    notice = waiting.get(claim_hash=hash_of(token[:100]))
    notice.guest_id, notice.claim_hash = person_id, ""
    notice.save(update_fields=["guest", "claim_hash"])
    emit(ArrivalClaimed(notice_id=notice.pk, person_id=person_id), actor=actor)
    return notice


@transaction.atomic
def confirm_arrival(*, notice_id: int, actor: Actor, on: date) -> ArrivalNotice:
    """The guest is registered at the host's address from `on` (civil date of the region); an earlier registration elsewhere ends.

    Again changes nothing. Raises `NoticeMoved`, `BirthUnknown`, `AnotherPerson` (a paper in a name that is not hers would serve whoever
    has the link), `StayUnknown`, `StayOver`."""
    notice = lock_with_guest(notice_id)
    if notice.status == ArrivalNotice.Status.CONFIRMED:
        return notice
    _guard_waiting(notice)
    assert notice.guest is not None
    known = facts(notice.guest)
    if known.birth_date is None:
        raise BirthUnknown()
    if known.birth_date != notice.birth_date:
        raise AnotherPerson()
    until = registered_until(known, asked=notice.stay_until, on=on)
    if until is None:
        raise StayWithoutCard() if known.citizenship in WITHOUT_CARD else StayUnknown()
    if until.value < on:
        raise StayOver()
    _end_earlier(notice, actor=actor, on=on)
    notice.permit = register_permit(
        person=notice.guest, region=notice.region, citizenship=known.citizenship or notice.citizenship, valid_until=until.value,
        actor=actor, on=on,
    )  # fmt: skip
    notice.profile_address = record_address(
        person_id=notice.guest.pk, region=notice.region, text=notice.address, registered_until=until.value, starts_on=on, actor=actor
    )
    notice.status, notice.answered_at = ArrivalNotice.Status.CONFIRMED, clock.now()
    notice.save(update_fields=["permit", "profile_address", "status", "answered_at"])
    emit(ArrivalConfirmed(notice_id=notice.pk, person_id=notice.guest.pk, valid_until=until.value), actor=actor)
    return notice


@transaction.atomic
def deny_arrival(*, notice_id: int, actor: Actor) -> ArrivalNotice:
    """The person says that it is not about her. Again changes nothing. Raises `NoticeMoved`."""
    notice = lock_with_guest(notice_id)
    if notice.status == ArrivalNotice.Status.DENIED:
        return notice
    _guard_waiting(notice)
    notice.status, notice.answered_at = ArrivalNotice.Status.DENIED, clock.now()
    notice.save(update_fields=["status", "answered_at"])
    emit(ArrivalDenied(notice_id=notice.pk), actor=actor)
    return notice


def _guard_waiting(notice: ArrivalNotice) -> None:
    if notice.status != ArrivalNotice.Status.WAITING:
        raise NoticeMoved()


def _end_earlier(notice: ArrivalNotice, *, actor: Actor, on: date) -> None:
    """A person stays at one place: the registration before ends on the day of the new one, its address the day before."""
    assert notice.guest_id is not None  # locked with its guest
    # The host may be telling of the departure at this moment: who waited for it sees what it left.
    found = ArrivalNotice.objects.select_for_update(of=("self",)).filter(guest_id=notice.guest_id, status=ArrivalNotice.Status.CONFIRMED)
    for earlier in found:
        earlier.status, earlier.ended_on = ArrivalNotice.Status.MOVED, on
        earlier.save(update_fields=["status", "ended_on"])
        if earlier.profile_address_id is not None:
            moved = Address.EndReason.MOVED
            end_address(address_id=earlier.profile_address_id, reason=moved, last_day=on - timedelta(days=1), actor=actor)
        ended = ArrivalEnded(notice_id=earlier.pk, person_id=notice.guest_id, status=str(earlier.status), ended_on=on)
        emit(ended, actor=actor)
    held = Permit.objects.filter(person_id=notice.guest_id, kind=Permit.Kind.STAY_REGISTRATION, status=Permit.Status.IN_FORCE)
    for key in held.order_by("pk").values_list("pk", flat=True):
        try:
            end_permit(permit_id=key, status=Permit.Status.ENDED, actor=actor, on=on)
        except PermitNotInForce:  # ended this very moment: that is what was wanted
            continue
