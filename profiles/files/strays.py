"""Stored files that no row names: what a cut-off upload or removal leaves behind."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage, default_storage

from portal import clock
from profiles.models import Document

FOLDER = "documents"
# A file is stored before its row is written: a younger one without a row may be on its way.
ON_ITS_WAY = timedelta(hours=1)


def stray_files() -> list[str]:
    """Names of stored files that no kept document needs and that are not on their way."""
    present = list(stored_names(default_storage))
    kept = set(Document.objects.filter(removed_at__isnull=True).values_list("file", flat=True))
    oldest = clock.now() - ON_ITS_WAY
    return [name for name in present if name not in kept and _older(name, oldest)]


def stored_names(storage: Storage, folder: str = FOLDER) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from stored_names(storage, f"{folder}/{name}")


def _older(name: str, moment: datetime) -> bool:
    try:
        return bool(default_storage.get_modified_time(name) < moment)
    except FileNotFoundError:
        return False  # the sweep, or the person, was quicker
