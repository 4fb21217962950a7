"""What officers do with permits by hand: a document on paper that was entered, and the early end of a permit, which takes two."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
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


class PermitEnding(models.Model):
    """The early end of a permit: one officer proposes it, another confirms it or returns it with words; who proposed may take it back.

    `leave_by` is the last day to leave for who has no other ground of stay; empty where nobody has to, and where no act names a day."""

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="endings")
    ground = models.CharField(max_length=40)  # code, permits.rules.ending
    article = models.CharField(max_length=200)  # an English msgid: kept with the act, shown in the reader's language
    reason = models.TextField(max_length=4000)  # the words the holder reads
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)  # civil date in the region: the first day without the permit
    appeal_by = models.DateField(null=True)
    leave_by = models.DateField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True, max_length=2000)

    class Meta:
        verbose_name = _("early end of a permit")
        verbose_name_plural = _("early ends of permits")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="ending_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, ends_on__isnull=True, appeal_by__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, ends_on__isnull=False, appeal_by__isnull=False),
                name="confirmed_ending_has_person_time_and_days",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(returned_at__isnull=True), name="ending_confirmed_or_returned"
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, return_reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
                name="returned_ending_has_person_and_words",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ending_has_words"),
            models.UniqueConstraint(fields=["permit"], condition=Q(returned_at__isnull=True), name="one_ending_of_a_permit"),
        ]
        indexes = [
            models.Index(fields=["id"], name="ending_open", condition=Q(confirmed_at__isnull=True, returned_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="what_was_proposed_stays", fields=["permit", "ground", "article", "reason", "proposed_by", "proposed_at"]
            )
        ]

    def __str__(self) -> str:
        return f"ending {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is None and self.returned_at is None
