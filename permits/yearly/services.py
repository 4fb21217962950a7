"""The holder tells that she still lives in Russia. It is a notice, not an application: nobody decides about it."""

from datetime import date

from django.db import transaction

from cases.rules.reference import new_reference
from permits.models import Permit
from permits.yearly.errors import InPersonOnly, NothingToTell
from permits.yearly.events import YearlyNoticeReceived
from permits.yearly.models import YearlyNotice
from permits.yearly.selectors import open_years
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def send_yearly_notice(*, permit_id: int, year: int, address: str, actor: Actor, on: date) -> YearlyNotice:
    """Keep the notice for a full year. `on` is the civil date in the region; after the last day it is kept all the same, as late.

    Raises `NothingToTell`, `InPersonOnly`."""
    permit = Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)
    open_one = next((one for one in open_years(permit, on=on) if one.number == year), None)
    if open_one is None:
        raise NothingToTell
    if open_one.in_person:
        raise InPersonOnly
    notice = YearlyNotice.objects.create(
        permit=permit,
        year=year,
        number=new_reference(year=on.year),
        address=address,
        received_at=clock.now(),
        received_on=on,
        due_on=open_one.last,
    )
    event = YearlyNoticeReceived(permit_id=permit.pk, person_id=permit.person_id, notice_id=notice.pk, received_on=on, due_on=notice.due_on)
    emit(event, actor=actor)
    return notice
