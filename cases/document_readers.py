"""Which officers may open a document: those who may see a sent case that it is attached to."""

from typing import Any

from django.db.models import QuerySet

from cases.models import Case, CaseDocument
from cases.officer.reads import office_cases, works_on_cases
from profiles.models import Document


def case_that_shows(user: Any, document: Document) -> str:
    """The reference of the case for whose sake this officer may read the document; "" when there is none."""
    if not works_on_cases(user):
        return ""
    attached: QuerySet[Case] = office_cases(user).filter(attachments__document=document)
    return attached.order_by("-pk").values_list("reference", flat=True).first() or ""


def holds(document: Document) -> bool:
    """A document that was sent with a case stays, even when a better one replaced it."""
    return CaseDocument.objects.filter(document=document, case__submitted_at__isnull=False).exists()
