"""Counters of limits and answers of idempotent requests: in PostgreSQL, so that losing Redis opens nothing."""

from django.conf import settings
from django.db import models


class LimitWindow(models.Model):
    """How often one key was seen in one window of time. Keys are keyed hashes, never addresses in clear."""

    key = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "starts_at"], name="one_counter_per_key_and_window")]

    def __str__(self) -> str:
        return f"{self.starts_at}: {self.count}"


class IdempotentRequest(models.Model):
    """One unsafe request of one caller: the hash of its body and the answer it got."""

    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)  # null while the first one is still running
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_caller_and_key")]

    def __str__(self) -> str:
        return f"request {self.pk}"
