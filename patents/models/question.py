"""What the public check of patents was asked."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from portal.edge.kept_questions import KeptQuestion, question_triggers


class Question(KeptQuestion):
    """About series and number of a patent."""

    class Result(models.TextChoices):
        VALID = "valid"
        NOT_VALID = "not_valid"
        NOT_FOUND = "not_found"
        UNREADABLE = "unreadable"  # no series and number of a patent
        REFUSED = "refused"  # asked too often

    result = models.CharField(max_length=10, choices=Result)

    class Meta:
        indexes = [BrinIndex(fields=["keep_until"], name="question_keep_until"), BrinIndex(fields=["asked_at"], name="question_asked_at")]
        triggers = question_triggers("question")
