"""A host files that a guest has arrived. A late notice is taken, never refused."""

import uuid
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from cases.rules.reference import new_reference
from permits.registration.data import NoticeData
from permits.registration.deadlines import arrival_due
from permits.registration.errors import ArrivalInTheFuture, StayEndsBeforeArrival
from permits.registration.events import ArrivalFiled
from permits.registration.models import ArrivalNotice, Host
from permits.registration.services.codes import hash_of, key_of, new_token, use_code
from portal import clock
from portal.edge.letters import render_letter
from portal.events.actor import Actor
from portal.events.services import emit
from portal.notifications.services import queue_secret_mail

INVITATION_LIVES: Final = timedelta(days=3)


@transaction.atomic
def file_arrival(*, host_id: int, data: NoticeData, submission_key: uuid.UUID, actor: Actor, on: date) -> ArrivalNotice:
    """`on` is the civil date in the host's region. The same `submission_key` of this host again is the
    notice that exists.

    Raises `ArrivalInTheFuture`, `StayEndsBeforeArrival`, `CodeUnknown`."""
    host = Host.objects.select_for_update(of=("self",)).get(pk=host_id)
    key = key_of(host.number, submission_key)
    known = ArrivalNotice.objects.filter(submission_key=key).first()
    if known is not None:
        return known
    if data.arrived_on > on:
        raise ArrivalInTheFuture()
    if data.stay_until < data.arrived_on:
        raise StayEndsBeforeArrival()
    guest, token = (use_code(data.code), "") if data.code else (None, new_token())
    due = arrival_due(arrived_on=data.arrived_on, citizenship=data.citizenship, is_hotel=host.kind == Host.Kind.HOTEL)
    typed = {name: getattr(data, name) for name in ("family_name", "given_names", "birth_date", "citizenship", "document_number")}
    notice = ArrivalNotice.objects.create(
        number=new_reference(year=on.year),
        host=host,
        guest=guest,
        claim_hash=hash_of(token) if token else "",
        submission_key=key,
        arrived_on=data.arrived_on,
        stay_until=data.stay_until,
        region=host.region,
        address=host.address,
        filed_by_id=actor.human_id,
        filed_at=clock.now(),
        filed_on=on,
        due_on=due.value,
        **typed,
    )
    emit(ArrivalFiled(notice_id=notice.pk, filed_on=on, due_on=due.value), actor=actor)
    if token:
        _invite(notice, data.email, token)
    return notice


def _invite(notice: ArrivalNotice, email: str, token: str) -> None:
    """The letter is kept with the notice, encrypted, and leaves afterwards. The address itself is not kept."""
    letter = render_letter("permits/registration/messages/invitation", language="ru", context={"notice": notice, "token": token})
    queue_secret_mail(email, letter, INVITATION_LIVES)
