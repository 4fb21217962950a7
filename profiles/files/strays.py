"""Stored files that no row names: what a cut-off upload or removal leaves behind. Upper floors add their folders; nothing here
knows them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage, default_storage

from portal import clock

FOLDER = "documents"
# A file is stored before its row is written: a younger one without a row may be on its way.
ON_ITS_WAY = timedelta(hours=1)
Names = Callable[[], Iterable[str]]
_folders: dict[str, Names] = {}


def register_folder(folder: str, needed: Names) -> None:
    """Compare `folder` of the store with the names of files that `needed()` rows keep. Call it in `AppConfig.ready`."""
    _folders[folder] = needed


def needed_names() -> Iterator[str]:
    """Names of all files that some row keeps."""
    for needed in _folders.values():
        yield from needed()


def present_names() -> Iterator[str]:
    """Names of all files that are stored in the folders that are compared."""
    for folder in _folders:
        yield from stored_names(default_storage, folder)


def stray_files() -> list[str]:
    """Names of stored files that no row needs and that are not on their way."""
    present = list(present_names())  # before the rows: a file that comes now is not taken for a stray one
    kept = set(needed_names())
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
