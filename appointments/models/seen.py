"""That an officer saw the original of an identity document, and with whom: its number counts for that person alone from then on."""

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from profiles.models import Person

_KEPT: Final = ["identity", "person", "office", "seen_by", "seen_at", "ground", "ground_words"]


class DocumentSeen(models.Model):
    """Anybody can type the number of somebody else's document. `identity` is the document as bookings and turns keep it
    (`appointments.models.whom`), `person` whose it is. Of several records of one document the last one counts: the others say since when
    they do not (`replaced_at`). Nothing else of a record changes, and none is deleted."""

    class Ground(models.TextChoices):
        """What the officer saw."""

        ORIGINAL = "original", _("the document itself: name, photo and number are those of this person")
        PAPER = "paper", _("a paper of the police or a consulate about this document, with a photo")
        OTHER = "other", _("something else")

    identity = models.CharField(max_length=120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    ground = models.CharField(max_length=12, choices=Ground)
    ground_words = models.CharField(max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identity"], condition=Q(replaced_at__isnull=True), name="document_is_of_one_person"),
            models.CheckConstraint(condition=~Q(identity=""), name="seen_document_is_named"),
            models.CheckConstraint(condition=~Q(ground="other") | ~Q(ground_words=""), name="other_ground_is_said_in_words"),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("seen_at")), name="seen_before_it_is_replaced"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="what_was_seen_stays", fields=_KEPT),
            pgtrigger.Protect(name="what_was_seen_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"document seen {self.pk}"
