"""Which messages the door for notices has taken a short while ago."""

from django.db import models


class NoticeMessage(models.Model):
    """One message of the payment system, by the hashes of its identifier (`webhook-id`) and of its body: no text of either is kept.

    A repeat is recognised until `keep_until`, ten minutes after the moment of its newest signature; a task deletes what is older."""

    message = models.BinaryField(max_length=32, unique=True)
    body = models.BinaryField(max_length=32)
    keep_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"message {self.pk}"
