"""`check_by_number` for many questions of one employer: looked up, stored and told together, answered one by one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db import transaction

from employment.models import Organisation, PatentCheck
from employment.receipts import PURPOSE
from employment.services.checks import answer_about, answer_check, new_check, told
from patents.models import Patent
from patents.rules.number import canonical_number, canonical_series
from portal.events.actor import Actor
from portal.events.services import emit_all
from portal.signing.keys import Signer, signer

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """Series and number as they were typed."""

    series: str
    number: str
    submission_key: uuid.UUID

    @property
    def canonical(self) -> tuple[str, str]:
        return canonical_series(self.series) or "", canonical_number(self.number) or ""


@transaction.atomic
def check_numbers(organisation: Organisation, questions: Sequence[NumberQuestion], *, actor: Actor) -> list[PatentCheck | None]:
    """A receipt for each question, in their order; the same submission again is the same receipt.

    None for a question that broke: it is logged and leaves nothing. The caller got `organisation` from `asking_organisation` in this
    transaction."""
    keys = [question.submission_key for question in questions]
    checks = {check.submission_key: check for check in organisation.checks.filter(submission_key__in=keys)}
    patents, by = _patents(questions), signer(PURPOSE)
    new = []
    for question in questions:
        if question.submission_key not in checks and (check := _answered(organisation, question, patents, by=by, actor=actor)):
            checks[question.submission_key] = check
            new.append(check)
    PatentCheck.objects.bulk_create(new)
    emit_all([told(check) for check in new], actor=actor)
    return [checks.get(key) for key in keys]


def _patents(questions: Sequence[NumberQuestion]) -> dict[tuple[str, str], Patent]:
    asked = {question.canonical for question in questions}
    found = Patent.objects.filter(series__in={series for series, _number in asked}, number__in=[number for _series, number in asked])
    return {(patent.series, patent.number): patent for patent in found}


def _answered(
    organisation: Organisation, question: NumberQuestion, patents: dict[tuple[str, str], Patent], *, by: Signer, actor: Actor
) -> PatentCheck | None:
    """Asks the database nothing, so that what breaks here breaks for this question alone."""
    patent = patents.get(question.canonical)
    check = new_check(organisation, question.submission_key, patent, actor=actor)
    series, number = question.canonical
    try:
        answer_check(check, {"series": series, "number": number}, answer_about(patent), by=by)
    except Exception as error:  # noqa: BLE001 (one question that breaks stops no other; an operator reads the log)
        log.error("check_failed", organisation=organisation.pk, error=type(error).__name__)
        return None
    return check


__all__ = ["NumberQuestion", "check_numbers"]
