"""A file of a bank is looked at first and counted afterwards, line by line, as long work that survives any crash."""

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256

from django.db import transaction

from patents import told_twice
from patents.errors import NotMatched
from patents.models import RegistryImport, RegistryLine
from patents.rules.identity import Transfer
from patents.rules.registry_file import Read, heading_of, read
from patents.services.payments import receive_transfer
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.jobs.models import Job
from portal.jobs.registry import Chunk
from portal.jobs.services import start_job

KIND = "patents.registry"
PIECE = 100
_OWN = ("source", "amount", "paid_on", "uin")  # columns of their own


@transaction.atomic
def upload_registry(*, raw: bytes, actor: Actor, on: date) -> RegistryImport:
    """Read a file and keep its lines for the preview; nothing is counted. `on`: today in Moscow. Raises `Unreadable`."""
    kind, lines = read(raw, today=on)
    kept = RegistryImport.objects.create(
        uploaded_by_id=actor.human_id, uploaded_at=clock.now(), format=kind, sha256=sha256(raw).hexdigest(), heading=heading_of(raw)
    )
    RegistryLine.objects.bulk_create((_row(kept, line) for line in lines), batch_size=1000)
    return kept


@transaction.atomic
def start_import(*, registry_id: int, actor: Actor) -> Job:
    """Begin to count; refused lines go to the officers from here on. Pressed twice, it gives the same work. Raises `NotMatched` for a
    file without a line."""
    kept = RegistryImport.objects.select_for_update(of=("self",)).get(pk=registry_id)
    if kept.job:
        return kept.job
    if not kept.lines.exists():
        raise NotMatched
    waiting = kept.lines.filter(outcome="").count()
    kept.job = start_job(kind=KIND, total=waiting, actor=actor)
    kept.save(update_fields=["job"])
    return kept.job


def count_lines(job: Job) -> Chunk:
    """The next lines of the file; called inside the transaction that also counts them."""
    waiting = RegistryLine.objects.filter(registry__job=job, outcome="")
    lines = list(waiting.order_by("number")[:PIECE])
    transfers = [transfer_of(line) for line in lines]
    told_twice.hold(*transfers)
    for line, transfer in zip(lines, transfers, strict=True):
        line.outcome = receive_transfer(transfer=transfer, actor=SYSTEM).value
    RegistryLine.objects.bulk_update(lines, ["outcome"])
    refused = sum(line.outcome == RegistryLine.Outcome.TWIN for line in lines)
    return Chunk(done=len(lines), failed=refused, more=len(lines) == PIECE)


def _row(kept: RegistryImport, line: Read) -> RegistryLine:
    if line.transfer is None:
        return RegistryLine(
            registry=kept,
            number=line.number,
            problem=line.problem,
            faults=",".join(line.faults),
            raw=line.text,
            details=json.dumps(dict(line.values), ensure_ascii=False),
            outcome=RegistryLine.Outcome.UNREADABLE,
        )
    told = line.transfer
    details = {name: value for name, value in asdict(told).items() if name not in _OWN}
    return RegistryLine(
        registry=kept,
        number=line.number,
        amount=told.amount,
        paid_on=told.paid_on,
        uin=told.uin,
        details=json.dumps(details, ensure_ascii=False),
    )


def transfer_of(line: RegistryLine) -> Transfer:
    """The transfer that a readable line tells of."""
    assert line.amount is not None  # only unreadable lines have none
    assert line.paid_on is not None
    return Transfer(source="registry", amount=line.amount, paid_on=line.paid_on, uin=line.uin, **json.loads(line.details))
