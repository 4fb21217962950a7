"""What a file really is. It is opened in a process of its own, with limits, before anything of it is kept."""

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from profiles import errors
from profiles.files import clamd

MAX_PIXELS: Final = 60_000_000
MAX_SIDE: Final = 30_000
MAX_PDF_PAGES: Final = 60
_SECONDS: Final = 40
_OPENER: Final = Path(__file__).with_name("opener.py")
_EXTENSIONS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_REFUSALS: Final = {
    "type": errors.FileOfWrongType,
    "damaged": errors.FileDamaged,
    "locked": errors.PdfLocked,
    "active": errors.PdfActive,
}


@dataclass(frozen=True)
class InspectedFile:
    """A file that may be kept. Pictures are written anew, without metadata and turned upright; a PDF is as it was sent."""

    content: bytes
    content_type: str
    pages: int
    sha256: str

    @property
    def extension(self) -> str:
        return _EXTENSIONS[self.content_type]


def inspect(uploaded_file: UploadedFile) -> InspectedFile:
    """Raises `FileRefused` with the cause, `ScannerAway` when the virus scanner is set up and does not answer."""
    content = _read(uploaded_file)
    clamd.scan(content)
    verdict, kept = _open_apart(content)
    if refusal := verdict.get("refused"):
        raise _refusal(str(refusal))
    kept = kept or content
    return InspectedFile(kept, str(verdict["type"]), int(str(verdict["pages"])), hashlib.sha256(kept).hexdigest())


def _read(uploaded_file: UploadedFile) -> bytes:
    """The content, never more of it than the limit, whatever size the request claimed."""
    limit = settings.MAX_UPLOAD_BYTES
    if not (uploaded_file.size or 0):
        raise errors.FileEmpty()
    uploaded_file.seek(0)
    content: bytes = uploaded_file.read(limit + 1) if (uploaded_file.size or 0) <= limit else b""
    if not 0 < len(content) <= limit:
        raise errors.FileTooLarge(limit=limit // (1024 * 1024))
    return content


def _open_apart(content: bytes) -> tuple[dict[str, object], bytes]:
    """The opener's verdict and the picture written anew. A file that breaks, stalls or exhausts it is damaged."""
    command = [sys.executable, "-I", str(_OPENER), str(MAX_PIXELS), str(MAX_SIDE), str(MAX_PDF_PAGES)]
    try:
        opened = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired:
        return {"refused": "damaged"}, b""
    head, _, kept = opened.stdout.partition(b"\n")
    if opened.returncode != 0 or not head:
        return {"refused": "damaged"}, b""
    return json.loads(head), kept


def _refusal(cause: str) -> errors.FileRefused:
    if cause == "pixels":
        return errors.TooManyPixels(limit=MAX_PIXELS // 1_000_000)
    if cause == "pages":
        return errors.PdfTooLong(limit=MAX_PDF_PAGES)
    return _REFUSALS[cause]()


__all__ = ["InspectedFile", "inspect"]
