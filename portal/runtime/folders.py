"""The folders of the embedded mode: private, ours, and used by one supervisor at a time."""

import fcntl
import os
import stat
from pathlib import Path
from typing import IO

from portal.runtime.errors import CannotStart


def private_folder(path: Path, owner: int | None = None) -> Path:
    """Make `path` (0700) or check that it is a real folder which only its owner (by default: we) can enter."""
    owner = os.getuid() if owner is None else owner
    try:
        path.mkdir(mode=0o700, parents=True)
        os.chown(path, owner, -1)
    except FileExistsError:
        pass
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise CannotStart(f"{path} is not a folder of the user who starts the portal. Remove it, or start as its owner.")
    path.chmod(0o700)
    return path


def state_folder(path: Path) -> Path:
    """The folder for all state. One made by another user is refused: PostgreSQL would refuse its data later and say less."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("logs", "run"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
    except PermissionError as error:
        raise CannotStart(f"No permission to write in {path}. Start as the owner of that folder or set VAR_DIR to another one.") from error
    if path.stat().st_uid != os.getuid():
        raise CannotStart(f"{path} belongs to another user. Start as that user or set VAR_DIR to another folder.")
    return path


def take_lock(path: Path) -> IO[str] | None:
    """The lock file, held until it is closed or this process dies; None when another process holds it."""
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
