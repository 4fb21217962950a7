"""What must hold between the table of documents and the store of files."""

from django.core.files.storage import default_storage

from portal.runtime.invariants import invariant
from profiles.files.strays import stored_names, stray_files
from profiles.models import Document


@invariant("documents without file")
def documents_without_file() -> int:
    present = set(stored_names(default_storage))
    kept = Document.objects.filter(removed_at__isnull=True).values_list("file", flat=True)
    return sum(name not in present for name in kept.iterator())


@invariant("files without document, older than an hour")
def files_without_document() -> int:
    return len(stray_files())
