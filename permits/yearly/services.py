"""The holder tells that she still lives in Russia. It is a notice, not an application: nobody decides about it."""

from datetime import date

from django.db import transaction

from cases.rules.reference import new_reference
from permits.models import Permit
from permits.yearly.errors import CameAnotherDay, InPersonOnly, NothingToTell
from permits.yearly.events import YearlyNoticeReceived
from permits.yearly.models import YearlyNotice
from permits.yearly.rules import YearOfPermit
from permits.yearly.selectors import open_years
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def send_yearly_notice(*, permit_id: int, year: int, address: str, actor: Actor, on: date) -> YearlyNotice:
    """Keep the notice for a full year. `on` is the civil date in the region; after the last day it is kept all the same, as late.

    Raises `NothingToTell`, `InPersonOnly`."""
    permit, told = _locked(permit_id, year, on=on)
    if told.in_person:
        raise InPersonOnly
    return _keep(permit, told, address=address, received_on=on, actor=actor)


@transaction.atomic
def record_in_person(*, permit_id: int, year: int, address: str, came_on: date, actor: Actor, on: date) -> YearlyNotice:
    """An officer writes down that the holder came with permit and passport and gave the notice. Every fifth year of a residence permit it
    is given so (115-FZ art. 8 (6)); any other year may be. `came_on` is the day that counts, `on` today, both civil dates in the region.

    The notice is a fact with the officer's name: the holder gets the receipt and nobody changes it. Raises `NothingToTell`,
    `CameAnotherDay`. That the officer may see this permit and is not close to its holder is checked by the door."""
    permit, told = _locked(permit_id, year, on=on)
    if not told.opens <= came_on <= on:
        raise CameAnotherDay
    return _keep(permit, told, address=address, received_on=came_on, actor=actor, recorded_by=actor.human_id)


def _locked(permit_id: int, year: int, *, on: date) -> tuple[Permit, YearOfPermit]:
    """The permit, and its year that waits for a notice. Two tellings at once wait for each other."""
    permit = Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)
    told = next((one for one in open_years(permit, on=on) if one.number == year), None)
    if told is None:
        raise NothingToTell
    return permit, told


def _keep(
    permit: Permit, told: YearOfPermit, *, address: str, received_on: date, actor: Actor, recorded_by: int | None = None
) -> YearlyNotice:
    notice = YearlyNotice.objects.create(
        permit=permit,
        year=told.number,
        number=new_reference(year=received_on.year),
        address=address,
        received_at=clock.now(),
        received_on=received_on,
        due_on=told.last,
        recorded_by_id=recorded_by,
    )
    event = YearlyNoticeReceived(
        permit_id=permit.pk,
        person_id=permit.person_id,
        notice_id=notice.pk,
        received_on=received_on,
        due_on=notice.due_on,
        in_person=notice.is_in_person,
    )
    emit(event, actor=actor)
    return notice


__all__ = ["record_in_person", "send_yearly_notice"]
