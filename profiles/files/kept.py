"""Files that belong to no profile: what came with a dispute, what proves that one may act for an employer."""

import uuid
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from profiles.files.inspection import inspect
from profiles.files.names import shown_name


class KeptFile(models.Model):
    """Looked at by content, kept under our own name in `folder`, of which `profiles.files.strays` must know."""

    folder: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(max_length=200)
    shown_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"file {self.pk}"

    def take_in(self, uploaded_file: UploadedFile) -> None:
        """Look at the file and store it; the row is the caller's to save, and `drop` when it was not.

        Call it outside a transaction. Raises `FileRefused` and its kinds, `ScannerAway`."""
        looked_at = inspect(uploaded_file)
        self.shown_name = shown_name(uploaded_file.name or "", extension=looked_at.extension)
        self.content_type, self.size, self.sha256 = looked_at.content_type, len(looked_at.content), looked_at.sha256
        key = self.pk.hex
        self.file.name = self.file.storage.save(f"{self.folder}/{key[:2]}/{key}.{looked_at.extension}", ContentFile(looked_at.content))

    def drop(self) -> None:
        """Delete what `take_in` stored."""
        self.file.storage.delete(str(self.file.name))


__all__ = ["KeptFile"]
