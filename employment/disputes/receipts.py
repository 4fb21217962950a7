"""What a dispute needs to know of a receipt."""

from dataclasses import dataclass
from typing import Any

from employment.models import PatentCheck
from portal.accounts.models import Office
from portal.ui.components import rows


@dataclass(frozen=True)
class Disputed:
    receipt_id: int
    person_id: int | None
    office: Office


def disputed(receipt: PatentCheck) -> Disputed:
    patent = receipt.patent
    return Disputed(receipt.pk, patent.person_id if patent else None, patent.case.office)


def receipt_rows(receipt: PatentCheck) -> list[Any]:
    return rows(("Receipt", receipt.number))
