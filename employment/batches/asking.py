"""Rows become registered checks with their receipts: those by number together, those by code one by one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from employment.batches.models import Batch
from employment.models import Organisation, PatentCheck
from employment.services import NumberQuestion, asking_organisation, check_numbers, checked_by_code
from portal.errors import DomainError, RuleViolation
from portal.events.actor import Actor
from portal.ui.fields import CivilDateField

log = structlog.get_logger(__name__)


class BirthDateUnreadable(RuleViolation):
    code = "birth_date_unreadable"
    message = _("The birth date cannot be read.")


@dataclass(frozen=True, slots=True)
class Asked:
    """Row `number` of a list: series and number, or code and birth date."""

    number: int
    cells: dict[str, str]

    @property
    def by_code(self) -> bool:
        return "code" in self.cells


@dataclass(frozen=True, slots=True)
class Outcome:
    """A receipt, or the code of what is wrong."""

    receipt: PatentCheck | None
    problem: str = ""


def ask_all(batch: Batch, rows: Sequence[Asked], *, on: date) -> list[Outcome]:
    """The outcome of each row. A row asked again has the same receipt: its submission key comes from the list and the row.

    The employer is looked at and held once for all of them."""
    actor = Actor("program" if batch.token_id else "person", batch.uploaded_by_id)
    try:
        organisation = asking_organisation(batch.organisation_id, actor, batch.token_id)
    except DomainError as error:
        return [Outcome(None, error.code[:60])] * len(rows)
    outcomes = _by_number(batch, organisation, [row for row in rows if not row.by_code], actor=actor)
    for row in rows:
        if row.by_code:
            outcomes[row.number] = _by_code(batch, organisation, row, actor=actor, on=on)
    return [outcomes[row.number] for row in rows]


def _by_number(batch: Batch, organisation: Organisation, rows: Sequence[Asked], *, actor: Actor) -> dict[int, Outcome]:
    questions = [NumberQuestion(row.cells["series"], row.cells["number"], _key(batch, row)) for row in rows]
    receipts = check_numbers(organisation, questions, actor=actor, token_id=batch.token_id) if questions else []
    return {row.number: Outcome(receipt, "" if receipt else "failed") for row, receipt in zip(rows, receipts, strict=True)}


def _by_code(batch: Batch, organisation: Organisation, row: Asked, *, actor: Actor, on: date) -> Outcome:
    """What a row that breaks had written goes; what a refused code has counted stays."""
    try:
        with transaction.atomic():
            receipt = checked_by_code(
                organisation,
                code=row.cells["code"],
                birth_date=_birth_date(row.cells["birth_date"]),
                submission_key=_key(batch, row),
                actor=actor,
                on=on,
                token_id=batch.token_id,
            )
    except DomainError as error:
        return Outcome(None, error.code[:60])
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001 (one row that breaks stops no list: it says so, and an operator reads the log)
        log.error("batch_row_failed", batch=batch.pk, row=row.number, error=type(error).__name__)
        return Outcome(None, "failed")
    return Outcome(receipt, "" if receipt else "code_refused")


def _key(batch: Batch, row: Asked) -> uuid.UUID:
    return uuid.uuid5(batch.reference, str(row.number))


def _birth_date(typed: str) -> date:
    try:
        found = CivilDateField().clean(typed)
    except ValidationError:
        raise BirthDateUnreadable from None
    assert isinstance(found, date)  # the field is required
    return found


__all__ = ["Asked", "BirthDateUnreadable", "Outcome", "ask_all"]
