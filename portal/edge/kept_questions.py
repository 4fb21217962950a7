"""What a public check was asked: kept to find who walks through numbers, and for nothing else. Each check has a table of its own."""

from typing import Any

import pgtrigger
from django.db import models


class KeptQuestion(models.Model):
    """One question. It holds no address, no number and no name: both hashes are keyed.

    Never edited. Rows go after `keep_until`, through a function of the database that can delete nothing else."""

    append_only = True

    asked_at = models.DateTimeField()
    network = models.BinaryField(max_length=16)  # keyed hash of the address, or of the /64 of an IPv6 address
    account_id = models.BigIntegerField(null=True)
    asked = models.BinaryField(max_length=16)  # keyed hash of what was asked about
    keep_until = models.DateField()  # last day, inclusive, in Moscow

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"question {self.pk}"


def question_triggers(name: str) -> list[Any]:
    """What guards such a table: a question is never edited, and stays for its term. `name` begins the names of the triggers."""
    return [
        pgtrigger.Protect(name=f"{name}_is_a_fact", operation=pgtrigger.Update),
        pgtrigger.Protect(
            name=f"{name}_is_kept_for_its_term",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Condition("OLD.keep_until >= (now() AT TIME ZONE 'Europe/Moscow')::date"),
        ),
    ]


__all__ = ["KeptQuestion", "question_triggers"]
