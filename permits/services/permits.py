"""How a permit comes to be and how it ends. A last day moves only in the service of extension orders."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from cases.models import Case
from permits.errors import OutlastsParent, PermitAlreadyEntered, PermitEndsBeforeItsIssue, PermitNotInForce
from permits.events import PermitEnded, PermitEntered, PermitIssued
from permits.models import Permit, PermitSequence
from permits.rules.number import number_of
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.models import Person


@transaction.atomic
def issue_permit(
    *,
    case: Case,
    kind: str,
    region: str,
    citizenship: str,
    valid_until: date | None,
    actor: Actor,
    on: date,
    ground: str = "",
    predecessor: Permit | None = None,
    follows: Permit | None = None,
    orders_counted: Iterable[int] = (),
) -> Permit:
    """Create the permit of a granted case. `on` is the day of the decision in the region's zone; `valid_until` its last day,
    inclusive, None when the law gives it none. A `predecessor` in force ends today as replaced. `orders_counted`: extension orders
    whose days the last day holds already (`permits.extensions.counted`).

    Raises `PermitEndsBeforeItsIssue`, `OutlastsParent` for a child's residence permit that would end after the one it `follows`."""
    permit = Permit(
        person_id=case.person_id,
        kind=kind,
        series=region,
        number=draw_number(kind, region, on.year),
        citizenship=citizenship,
        region=region,
        issued_on=on,
        valid_until_stated=valid_until,
        valid_until=valid_until,
        ground=ground,
        case=case,
        predecessor=predecessor,
        follows=follows,
        orders_counted=sorted(set(orders_counted)) or None,
    )
    keep_permit(permit)
    if predecessor is not None and predecessor.status == Permit.Status.IN_FORCE:
        end_permit(permit_id=predecessor.pk, status=Permit.Status.REPLACED, actor=actor, on=on)
    emit(PermitIssued(permit_id=permit.pk, person_id=permit.person_id, kind=kind, issued_on=on, valid_until=valid_until), actor=actor)
    return permit


@transaction.atomic
def enter_permit(
    *,
    person: Person,
    kind: str,
    series: str,
    number: str,
    citizenship: str,
    region: str,
    issued_on: date,
    valid_until_stated: date | None,
    actor: Actor,
    ground: str = "",
) -> Permit:
    """Enter a paper document of before, as it is printed. Orders in force reach it by its event.

    Raises `PermitEndsBeforeItsIssue`, `PermitAlreadyEntered`."""
    permit = Permit(
        person=person,
        kind=kind,
        series=series,
        number=number,
        citizenship=citizenship,
        region=region,
        issued_on=issued_on,
        valid_until_stated=valid_until_stated,
        valid_until=valid_until_stated,
        ground=ground,
    )
    keep_permit(permit)
    emit(PermitEntered(permit_id=permit.pk, person_id=person.pk, kind=kind), actor=actor)
    return permit


@transaction.atomic
def register_permit(*, person: Person, region: str, citizenship: str, valid_until: date, actor: Actor, on: date) -> Permit:
    """A registration at the place of stay, which follows from a notice and no application. `valid_until` is its last day.

    Raises `PermitEndsBeforeItsIssue`."""
    kind = Permit.Kind.STAY_REGISTRATION
    number = draw_number(kind, region, on.year)
    permit = Permit(
        person=person,
        kind=kind,
        series=region,
        number=number,
        citizenship=citizenship,
        region=region,
        issued_on=on,
        valid_until_stated=valid_until,
        valid_until=valid_until,
    )
    keep_permit(permit)
    emit(PermitIssued(permit_id=permit.pk, person_id=person.pk, kind=kind, issued_on=on, valid_until=valid_until), actor=actor)
    return permit


@transaction.atomic
def end_permit(*, permit_id: int, status: str, actor: Actor, on: date) -> Permit:
    """The permit is over: `on` is the first day without it. Raises `PermitNotInForce` when it is over already."""
    permit = Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)
    if permit.status != Permit.Status.IN_FORCE:
        raise PermitNotInForce()
    permit.status, permit.ended_on = status, on
    permit.save(update_fields=["status", "ended_on"])
    emit(PermitEnded(permit_id=permit.pk, person_id=permit.person_id, status=status, ended_on=on), actor=actor)
    return permit


def lock_permit(permit_id: int) -> Permit:
    """The permit as it stands, until the end of the transaction: no order moves its last day meanwhile."""
    return Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)


def keep_permit(permit: Permit) -> None:
    """The database is asked, not a list before it: two at once cannot both be first."""
    if permit.valid_until_stated is not None and permit.valid_until_stated < permit.issued_on:
        raise PermitEndsBeforeItsIssue()
    try:
        with transaction.atomic():
            permit.save(force_insert=True)
    except IntegrityError as error:
        if "permit_number_once" in str(error):
            raise PermitAlreadyEntered() from error
        if "a_child_does_not_outlast_the_parent" in str(error):
            raise OutlastsParent() from error
        raise


def draw_number(kind: str, region: str, year: int) -> str:
    return number_of(year=year, serial=draw_serial(kind, region, year))


def draw_serial(kind: str, region: str, year: int) -> int:
    """The next serial number of a kind, region and year, from 1. Its row stays locked until the transaction ends, so none is given
    twice."""
    PermitSequence.objects.get_or_create(kind=kind, region=region, year=year)
    sequence = PermitSequence.objects.select_for_update().get(kind=kind, region=region, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last
