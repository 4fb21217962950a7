"""An attached document as the officer's list names it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.models import CaseDocument
from cases.officer.words import document_name


@dataclass(frozen=True)
class Paper:
    pk: UUID
    name: str
    shown_name: str
    size: int
    pages: int
    valid_until: date | None
    is_picture: bool
    replaced: bool
    removed: bool


def paper(attached: CaseDocument) -> Paper:
    document = attached.document
    return Paper(
        pk=document.pk,
        name=document_name(attached.kind),
        shown_name=document.shown_name,
        size=document.size,
        pages=document.pages,
        valid_until=document.valid_until,
        is_picture=document.content_type.startswith("image/"),
        replaced=attached.replaced_at is not None,
        removed=document.removed_at is not None,
    )
