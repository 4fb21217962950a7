"""Everything that happens to a list of checks."""

from employment.batches.services.starting import discard_batch, start_batch
from employment.batches.services.sweeping import sweep_batches
from employment.batches.services.uploading import upload_batch

__all__ = ["discard_batch", "start_batch", "sweep_batches", "upload_batch"]
