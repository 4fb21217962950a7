"""What must hold between the rows that keep files and the store of files."""

from portal.runtime.invariants import invariant
from profiles.files.strays import needed_names, present_names, stray_files


@invariant("documents without file")
def documents_without_file() -> int:
    present = set(present_names())
    return sum(name not in present for name in needed_names())


@invariant("files without document, older than an hour")
def files_without_document() -> int:
    return len(stray_files())
