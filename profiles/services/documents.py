"""Uploaded files: looked at first, stored under our own name, then written down; removed only while nothing holds them."""

import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from profiles.errors import DocumentInUse, ProofOfAnother, TooManyDocuments
from profiles.events import DocumentRemoved, DocumentUploaded
from profiles.files.inspection import InspectedFile, inspect
from profiles.files.names import shown_name
from profiles.files.strays import stray_files
from profiles.models import Document, Guardianship
from profiles.permissions import is_held
from profiles.services.person import lock_person

MAX_DOCUMENTS = 100


def upload_document(*, person_id: int, kind: str, uploaded_file: UploadedFile, actor: Actor, valid_until: date | None = None) -> Document:
    """Keep a file that the person (or who acts for her) sent. The same file of the same kind again is the document that exists.

    Looks at the content and stores the file outside the transaction; when anything fails no row and no file stays,
    and a process killed between both leaves a file that `profiles.tasks.sweep_files` removes.
    Raises `FileRefused` and its kinds, `ScannerAway`, `TooManyDocuments`."""
    assert actor.user_id is not None  # a document is always somebody's act
    inspected = inspect(uploaded_file)
    document = Document(
        id=uuid.uuid4(),
        person_id=person_id,
        kind=kind,
        shown_name=shown_name(uploaded_file.name or "", extension=inspected.extension),
        content_type=inspected.content_type,
        size=len(inspected.content),
        sha256=inspected.sha256,
        pages=inspected.pages,
        valid_until=valid_until,
        uploaded_by_id=actor.user_id,
    )
    return _existing(document) or _store(document, inspected, actor=actor)


def _store(document: Document, inspected: InspectedFile, *, actor: Actor) -> Document:
    storage = document.file.storage
    stored = storage.save(storage_name(document, inspected.extension), ContentFile(inspected.content))
    document.file.name = stored
    try:
        kept = _write_down(document, actor=actor)
    except BaseException:
        storage.delete(stored)
        raise
    if kept.pk != document.pk:  # the same file arrived in another request at the same time
        storage.delete(stored)
    return kept


@transaction.atomic
def _write_down(document: Document, *, actor: Actor) -> Document:
    lock_person(document.person_id)
    if existing := _existing(document):
        return existing
    if Document.objects.filter(person_id=document.person_id, removed_at__isnull=True).count() >= MAX_DOCUMENTS:
        raise TooManyDocuments(limit=MAX_DOCUMENTS)
    document.save(force_insert=True)
    uploaded = DocumentUploaded(person_id=document.person_id, document_id=str(document.pk), kind=document.kind, sha256=document.sha256)
    emit(uploaded, actor=actor)
    return document


def _existing(document: Document) -> Document | None:
    same = Document.objects.filter(person_id=document.person_id, kind=document.kind, sha256=document.sha256, removed_at__isnull=True)
    return same.first()


def storage_name(document: Document, extension: str) -> str:
    """Nothing in the name comes from the sender or tells who the person is."""
    key = document.pk.hex
    return f"documents/{key[:2]}/{key}.{extension}"


@transaction.atomic
def remove_document(*, person_id: int, document_id: uuid.UUID, actor: Actor) -> Document:
    """Take a document out of the profile and delete its file. Twice changes nothing.

    Raises `Document.DoesNotExist` for another person's, `DocumentInUse` while a sent application holds it, `ProofOfAnother`
    while somebody else acts for the child by it."""
    lock_person(person_id)
    document = Document.objects.select_for_update().get(pk=document_id, person_id=person_id)
    if document.removed_at:
        return document
    if is_held(document):
        raise DocumentInUse()
    if Guardianship.objects.filter(proof=document, ended_on=None).exclude(guardian__user_id=actor.user_id or 0).exists():
        raise ProofOfAnother()
    document.removed_at = clock.now()
    document.save(update_fields=["removed_at"])
    emit(DocumentRemoved(person_id=person_id, document_id=str(document.pk), kind=document.kind), actor=actor)
    # A file that could not be deleted now is one without a kept row: the sweep removes it.
    transaction.on_commit(lambda: document.file.storage.delete(str(document.file.name)), robust=True)
    return document


def sweep_stray_files() -> int:
    """Delete stored files that no kept document needs: an upload or a removal that was cut off. How many."""
    names = stray_files()
    for name in names:
        default_storage.delete(name)
    return len(names)
