"""What happens to a patent after it was issued: its sheet printed anew, the contract shown, its early end."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from patents.models.patent import Patent
from profiles.models import Document


class PatentReprint(models.Model):
    """A granted duplicate or change of data: the sheet that replaces the one before it once its fee is counted.

    Series and number stay. `holder` and `profession` are all that the new sheet says, also where nothing changed."""

    class Kind(models.TextChoices):
        DUPLICATE = "duplicate", _("duplicate")
        DATA_CHANGE = "data_change", _("change of data")

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="reprints")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="reprint")
    kind = models.CharField(max_length=12, choices=Kind)
    blank = models.PositiveSmallIntegerField()  # 2 for the first reprint: which sheet of this patent it is
    holder = models.JSONField()  # profiles.selectors.snapshot() as it is printed
    profession = models.CharField(max_length=120)
    granted_on = models.DateField()  # civil date in the region
    handed_out_on = models.DateField(null=True)  # the fee is counted, or there was none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patent"], condition=Q(handed_out_on__isnull=True), name="one_reprint_waits_for_its_fee"),
            models.UniqueConstraint(fields=["patent", "blank"], name="each_sheet_of_a_patent_once"),
            models.CheckConstraint(condition=Q(blank__gte=2), name="the_first_sheet_is_the_patent_itself"),
        ]

    def __str__(self) -> str:
        return f"reprint {self.pk}"


class ReprintReminder(models.Model):
    """The holder was reminded of the fee for a new sheet so many days after it was granted. Once for each sheet and number of days."""

    append_only = True

    reprint = models.ForeignKey(PatentReprint, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reprint", "days"], name="one_reminder_per_sheet_and_days")]
        triggers = [pgtrigger.Protect(name="reprint_reminder_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.reprint_id}: {self.days}"


class ContractNotice(models.Model):
    """The holder showed the contract of employment (115-FZ art. 13.3 (7)). A fact: once for each patent, late or not."""

    append_only = True

    patent = models.OneToOneField(Patent, on_delete=models.PROTECT, related_name="contract_notice")
    number = models.CharField(max_length=20, unique=True)  # of the receipt
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    employer_name = models.CharField(max_length=200)
    employer_inn = models.CharField(max_length=12, blank=True)
    received_at = models.DateTimeField()
    received_on = models.DateField()  # civil date in the region
    due_on = models.DateField()  # the last day, inclusive, as it was reckoned then

    class Meta:
        triggers = [pgtrigger.Protect(name="contract_notice_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        return self.received_on > self.due_on


class ContractReminder(models.Model):
    """The holder was reminded of the contract so many days before the last day. Once for each patent and number of days."""

    append_only = True

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="contract_reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patent", "days"], name="one_contract_reminder_per_patent_and_days")]
        triggers = [pgtrigger.Protect(name="contract_reminder_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.patent_id}: {self.days}"


class Annulment(models.Model):
    """The early end of a patent: one officer proposes it, another confirms it or returns it with words.

    One that the holder asked for carries `case`: there the two officers of the decision are the two people. Where the patent was
    reissued, `later` says what becomes of the patents that follow it; one that ends with it carries `ended_with`."""

    class Later(models.TextChoices):
        ENDED = "ended", _("it is annulled too")
        KEPT = "kept", _("it stays")

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="annulments")
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="annulment")
    ground = models.CharField(max_length=40)  # code, patents.rules.annulment
    article = models.CharField(max_length=200)  # an English msgid: kept with the act, shown in the reader's language
    reason = models.TextField(max_length=4000)  # the words the holder reads
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)  # of the words and of the patent as it stood, its days aside
    seen_through = models.DateField(null=True)  # the last day when it was proposed; None before the patent is issued
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    annulled_on = models.DateField(null=True)  # civil date in the region: the first day without the patent
    appeal_by = models.DateField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True, max_length=2000)
    later = models.CharField(max_length=5, choices=Later, blank=True)
    later_reason = models.TextField(blank=True, max_length=2000)  # why the next patent stays: the holder reads it
    ended_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="took_along")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(later="kept") & ~Q(later_reason="")) | (~Q(later="kept") & Q(later_reason="")),
                name="a_later_patent_stays_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="annulment_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, annulled_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, annulled_on__isnull=False),
                name="confirmed_annulment_has_person_time_and_day",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(returned_at__isnull=True), name="annulment_confirmed_or_returned"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(case__isnull=False) | Q(appeal_by__isnull=False),
                name="annulment_against_the_holder_can_be_appealed",
            ),
            models.UniqueConstraint(fields=["patent"], condition=Q(returned_at__isnull=True), name="one_annulment_per_patent"),
        ]
        indexes = [models.Index(fields=["id"], name="annulment_open", condition=Q(confirmed_at__isnull=True, returned_at__isnull=True))]

    def __str__(self) -> str:
        return f"annulment {self.pk}"
