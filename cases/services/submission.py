"""Sending an application: once, with everything it needs, with its legal deadline computed and explained."""

import uuid
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cases.errors import AnswersIncomplete, CaseMoved, DocumentsMissing, NoReceivingOffice, NotEligible
from cases.events import CaseSubmitted
from cases.models import Case, CaseVersion
from cases.procedures import Application, Procedure, procedure
from cases.selectors import application_of, current_attachments
from cases.services.locking import lock_case, move
from portal import clock
from portal.accounts.models import Office
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal.explained import Explained
from profiles.selectors import snapshot
from profiles.services import lock_person


@transaction.atomic
def submit_case(*, case_id: int, submission_key: uuid.UUID | None, actor: Actor, on: date) -> Case:
    """Send a draft. `on` is the civil date of acceptance in the region's zone; the legal term runs from it.

    The same `submission_key` again returns the case as it is: a double click makes one submission. Raises
    `NotEligible`, `AnswersIncomplete`, `DocumentsMissing`, `NoReceivingOffice`, `CaseMoved`."""
    case = lock_case(case_id)
    if submission_key is not None and case.submission_key == submission_key and case.submitted_at is not None:
        return case
    if case.status != Case.Status.DRAFT:
        raise CaseMoved(status=case.get_status_display())
    lock_person(case.person_id)
    rules = procedure(case.procedure)
    application = application_of(case, on=on)
    _guard_complete(rules, application)
    decide_by = rules.deadline(application, accepted_on=on)
    case.office = _receiving_office(rules, application)
    case.submitted_at, case.accepted_on = clock.now(), on
    case.decide_by, case.decide_by_steps = decide_by.value, _in_every_language(decide_by)
    move(case, Case.Status.SUBMITTED, "office", "submitted_at", "accepted_on", "decide_by", "decide_by_steps")
    record_version(case, actor=actor)
    rules.sent(case=case, application=application, actor=actor, on=on)
    emit(CaseSubmitted(case_id=case.pk, person_id=case.person_id, decide_by=decide_by.value), actor=actor)
    return case


def record_version(case: Case, *, actor: Actor) -> CaseVersion:
    """Freeze what was sent. The caller has locked the case, then the person: what was judged is what is frozen, and no
    document that goes with it is removed at this very moment."""
    return CaseVersion.objects.create(
        case=case,
        number=case.versions.count() + 1,
        answers=case.answers,
        person=snapshot(case.person),
        documents=[
            {"kind": item.kind, "document": str(item.document_id), "sha256": item.document.sha256} for item in current_attachments(case)
        ],
        sent_at=clock.now(),
        sent_by_id=actor.human_id,
    )


def _guard_complete(rules: Procedure, application: Application) -> None:
    blocking = rules.blocking(application)
    if blocking:
        raise NotEligible(reason=blocking[0].code)
    if rules.next_page(application) is not None or not all(step.done for step in rules.profile_steps(application)):
        raise AnswersIncomplete()
    missing = rules.missing_documents(application)
    if missing:
        raise DocumentsMissing(kinds=[needed.kind for needed in missing])


def _receiving_office(rules: Procedure, application: Application) -> Office:
    office = Office.objects.filter(region=rules.region_answered(application.answers) or "", receives_applications=True).first()
    if office is None:
        raise NoReceivingOffice()
    return office


def _in_every_language(explained: Explained[date]) -> dict[str, list[dict[str, object]]]:
    steps = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            steps[code] = explained.as_json()
    return steps
