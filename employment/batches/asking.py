"""One row becomes one registered check."""

from dataclasses import dataclass
from datetime import date

from employment.batches.models import Batch
from employment.models import PatentCheck
from patents.public_check import check_patent
from portal import clock


@dataclass(frozen=True)
class Answered:
    result: str
    valid_through: date | None
    receipt: PatentCheck


def ask(batch: Batch, asked: dict[str, str], *, reference: str, on: date) -> Answered:
    import uuid

    answer = check_patent(asked["series"], asked["number"])
    receipt = PatentCheck.objects.create(
        organisation=batch.organisation, number=uuid.uuid4().hex[:20], result=answer.result, checked_at=clock.now()
    )
    return Answered(answer.result, None, receipt)
