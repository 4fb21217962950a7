"""What operation itself remembers: who is alive, and which preparations have been made."""

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of one part (`worker`: beat sent the task and a worker ran it)."""

    part = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.part


class Preparation(models.Model):
    """A preparation of this database that need not be repeated while its inputs have this fingerprint."""

    step = models.CharField(max_length=60, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    done_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.step
