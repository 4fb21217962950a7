"""`check_by_number` for many questions of one employer: looked up, stored and told together, answered one by one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.db import transaction

from employment.models import Organisation, PatentCheck
from employment.receipts import PURPOSE
from employment.services.checks import answer_about, answer_check, new_check, told
from patents.excerpt import Excerpt, find_excerpts
from patents.formats import canonical_number, canonical_series
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
def check_numbers(
    organisation: Organisation, questions: Sequence[NumberQuestion], *, actor: Actor, token_id: int | None = None
) -> list[PatentCheck | None]:
    """A receipt for each question, in their order; the same submission again is the same receipt.

    None for a question that broke: it is logged and leaves nothing. The caller got `organisation` from `asking_organisation` in this
    transaction."""
    keys = [question.submission_key for question in questions]
    checks = {check.submission_key: check for check in organisation.checks.filter(submission_key__in=keys)}
    patents, by = find_excerpts({question.canonical for question in questions}), signer(PURPOSE)
    new = []
    for question in questions:
        if question.submission_key not in checks and (
            check := _answered(organisation, question, patents.get(question.canonical), by=by, actor=actor, token_id=token_id)
        ):
            checks[question.submission_key] = check
            new.append(check)
    PatentCheck.objects.bulk_create(new)
    emit_all([told(check) for check in new], actor=actor)
    return [checks.get(key) for key in keys]


def _answered(
    organisation: Organisation, question: NumberQuestion, patent: Excerpt | None, *, by: Signer, actor: Actor, token_id: int | None
) -> PatentCheck | None:
    """Asks the database nothing, so that what breaks here breaks for this question alone."""
    check = new_check(organisation, question.submission_key, patent, actor=actor, token_id=token_id)
    series, number = question.canonical
    try:
        answer_check(check, {"series": series, "number": number}, answer_about(patent), by=by)
    except Exception as error:  # noqa: BLE001 (one question that breaks stops no other; an operator reads the log)
        log.error("check_failed", organisation=organisation.pk, error=type(error).__name__)
        return None
    return check


__all__ = ["NumberQuestion", "check_numbers"]
