"""Log files of the embedded mode. Processes append to them, so they can be cut while being written."""

import os
import shutil
from pathlib import Path

_LARGEST = 10 * 1024**2


def rotate(path: Path) -> None:
    """Keep at most 10 MB and one older file of the same size."""
    if path.exists() and path.stat().st_size > _LARGEST:
        shutil.copyfile(path, path.with_name(f"{path.name}.1"))
        os.truncate(path, 0)
