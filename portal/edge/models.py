"""Sessions, counters of limits, answers of idempotent requests: in PostgreSQL, so that losing Redis opens nothing."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from portal.edge.sessions import SessionStore


class Session(AbstractBaseSession):
    """One browser. `session_key` is the hash of what the cookie holds, `session_data` is encrypted; a copy of this
    table signs nobody in. `user` makes it possible to end every session of an account."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        from portal.edge.sessions import SessionStore

        return SessionStore

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class LimitWindow(models.Model):
    """How often one key was seen since the window opened with its first use. Keys are keyed hashes, never
    addresses in clear."""

    key = models.CharField(max_length=64, primary_key=True)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"


class IdempotentRequest(models.Model):
    """One unsafe request of one caller: the hash of its body and the answer it got.

    The caller is a person (`caller`) or a program that acts for nobody's account (`program`, a name such as "employer-token:7")."""

    caller = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    program = models.CharField(max_length=60, null=True)
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)  # null while the first one is still running
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_caller_and_key"),
            models.UniqueConstraint(fields=["program", "key"], name="one_answer_per_program_and_key"),
            models.CheckConstraint(
                condition=Q(caller__isnull=False, program__isnull=True) | (Q(caller__isnull=True, program__isnull=False) & ~Q(program="")),
                name="one_caller_and_no_other",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"
