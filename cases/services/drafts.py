"""The draft: opened once, saved at every step, with documents from the profile."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from cases.errors import CaseMoved, DocumentGone, OpenCaseExists
from cases.events import CaseOpened
from cases.models import Case, CaseDocument
from cases.procedures import procedure
from cases.rules.reference import new_reference
from cases.services.locking import lock_case
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.models import Document


@transaction.atomic
def open_draft(*, person_id: int, procedure_code: str, actor: Actor) -> Case:
    """A new draft. Raises `OpenCaseExists` when this person has an open case of the procedure."""
    procedure(procedure_code)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                reference=new_reference(year=clock.today().year),
                procedure=procedure_code,
                person_id=person_id,
                submission_key=uuid.uuid4(),
            )
    except IntegrityError as error:
        if "one_open_case_per_person_and_procedure" not in str(error):
            raise
        raise OpenCaseExists from error
    emit(CaseOpened(case_id=case.pk, person_id=person_id, procedure=procedure_code), actor=actor)
    return case


@transaction.atomic
def save_answers(*, case_id: int, page: str, answers: dict[str, Any], seen: dict[str, Any] | None, actor: Actor) -> Case:
    """Keep the answers of one page. `seen` is what the page held when it was shown.

    Raises `StaleVersion` when another window has changed this page since, `CaseMoved` when the draft was sent."""
    case = lock_case(case_id)
    _guard_draft(case)
    if case.answers.get(page) != seen and case.answers.get(page) != answers:
        raise StaleVersion()
    case.answers = {**case.answers, page: answers}
    case.version += 1
    case.save(update_fields=["answers", "version", "updated_at"])
    return case


@transaction.atomic
def attach_document(*, case_id: int, document_id: uuid.UUID, kind: str, actor: Actor) -> CaseDocument:
    """Put a document of the same person under `kind`, in place of what was there. Raises `CaseMoved`, `DocumentGone`."""
    case = lock_case(case_id)
    if case.status not in {Case.Status.DRAFT, Case.Status.INFO_REQUESTED}:
        raise CaseMoved(status=case.get_status_display())
    document = Document.objects.filter(pk=document_id, person_id=case.person_id, removed_at__isnull=True).first()
    if document is None:
        raise DocumentGone
    return replace_attachment(case, document, kind)


def replace_attachment(case: Case, document: Document, kind: str) -> CaseDocument:
    """The attachment now current for `kind`. The case row is locked by the caller."""
    current = CaseDocument.objects.filter(case=case, kind=kind, replaced_at__isnull=True)
    same = current.filter(document=document).first()
    if same:
        return same
    if case.status == Case.Status.DRAFT:
        current.delete()  # nobody has seen it yet
    else:
        current.update(replaced_at=clock.now())
    attachment, _created = CaseDocument.objects.update_or_create(case=case, document=document, kind=kind, defaults={"replaced_at": None})
    return attachment


@transaction.atomic
def detach_document(*, case_id: int, kind: str, actor: Actor) -> None:
    """Take a document out of a draft; it stays in the profile."""
    case = lock_case(case_id)
    _guard_draft(case)
    CaseDocument.objects.filter(case=case, kind=kind).delete()


def _guard_draft(case: Case) -> None:
    if case.status != Case.Status.DRAFT:
        raise CaseMoved(status=case.get_status_display())
