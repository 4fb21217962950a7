"""Many notices at once: the table is kept row by row, then filed piece by piece in the background."""

import json
import uuid
from typing import IO, Final

from django.db import IntegrityError, transaction

from permits.registration.models import ArrivalList, ArrivalListRow, Host
from permits.registration.reading import cells_of
from permits.registration.services.codes import key_of
from portal.events.actor import Actor
from portal.jobs.services import start_job

KIND: Final = "registration.arrivals"


def upload_list(*, host_id: int, file: IO[bytes], shown_name: str, submission_key: uuid.UUID, actor: Actor) -> ArrivalList:
    """The list, begun. The same `submission_key` of this host again is the list that exists.

    Raises `ListRefused`: then nothing was kept."""
    key = key_of(Host.objects.values_list("number", flat=True).get(pk=host_id), submission_key)
    known = ArrivalList.objects.filter(submission_key=key).first()
    if known is not None:
        return known
    rows = cells_of(file)
    try:
        with transaction.atomic():
            job = start_job(kind=KIND, total=len(rows), actor=actor)
            found = ArrivalList.objects.create(host_id=host_id, submission_key=key, shown_name=shown_name[:120], total=len(rows), job=job)
            ArrivalListRow.objects.bulk_create(
                ArrivalListRow(arrival_list=found, number=number, told=json.dumps(cells, ensure_ascii=False)) for number, cells in rows
            )
    except IntegrityError:  # the same form arrived in another request at the same time
        return ArrivalList.objects.get(submission_key=key)
    return found
