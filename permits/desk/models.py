"""What officers do with permits by hand: a document on paper that was entered."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from permits.models import Permit
from portal.accounts.models import Office


class PaperEntry(models.Model):
    """That an officer entered a document on paper, and what the officer had before the eyes. A fact: never changed."""

    append_only = True

    class Seen(models.TextChoices):
        ORIGINAL = "original", _("the document itself, compared with the person and the identity document")
        FILE = "file", _("the personal file of the office")
        REGISTER = "register", _("an extract from the register of the Ministry")

    permit = models.OneToOneField(Permit, on_delete=models.PROTECT, related_name="paper_entry")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    issued_by = models.CharField(_("issued by"), max_length=200)  # the body, as it is printed
    seen = models.CharField(_("what was before the officer"), max_length=8, choices=Seen)
    seen_number = models.CharField(_("number of the file or the extract"), max_length=80, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    entered_on = models.DateField()  # civil date in the region

    class Meta:
        verbose_name = _("document entered from paper")
        verbose_name_plural = _("documents entered from paper")
        constraints = [
            models.CheckConstraint(condition=~Q(issued_by=""), name="paper_was_issued_by_somebody"),
            models.CheckConstraint(condition=Q(seen="original") | ~Q(seen_number=""), name="file_or_extract_has_its_number"),
        ]
        triggers = [pgtrigger.Protect(name="paper_entry_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"paper entry {self.pk}"
