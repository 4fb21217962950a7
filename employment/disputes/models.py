"""An answer of a check that somebody thinks is wrong, and what an officer says to it."""

from typing import TYPE_CHECKING, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from profiles.files.kept import KeptFile
from profiles.models import Person

if TYPE_CHECKING:
    from employment.models import Organisation

# The one table of allowed transitions: guards, buttons and the database trigger come from it.
DISPUTE_TRANSITIONS: Final = (
    ("open", "in_review"),
    ("open", "withdrawn"),
    ("in_review", "open"),
    ("in_review", "upheld"),
    ("in_review", "corrected"),
    ("in_review", "withdrawn"),
)


class Dispute(models.Model):
    """One answer disputed by one side. `status` changes only in `employment.disputes.services`.

    The answer is that of a receipt, or one of the public check that left none: then `series`, `asked_number`, `answer_on` and `told`
    say which, as the side that disputes it remembers it, and `organisation` for which employer it was asked (none for the holder).

    A decision changes no data: "corrected" says what was wrong and names the act by which the data were mended."""

    class Status(models.TextChoices):
        OPEN = "open", _("sent, waiting for an officer")
        IN_REVIEW = "in_review", _("being looked at")
        UPHELD = "upheld", _("the answer was right")
        CORRECTED = "corrected", _("the answer was wrong")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Side(models.TextChoices):
        WORKER = "worker", _("worker")
        EMPLOYER = "employer", _("employer")

    class Told(models.TextChoices):
        VALID = "valid", _("valid")
        NOT_VALID = "not_valid", _("not valid")
        NOT_FOUND = "not_found", _("no such patent")

    class About(models.TextChoices):
        PAID = "paid", _("The patent is paid, the answer says it is not valid")
        ENDED = "ended", _("The patent has ended, the answer says it is valid")
        FOUND = "found", _("The patent exists, the answer says there is none")
        REGION = "region", _("The region is wrong")
        PROFESSION = "profession", _("The profession is wrong")
        OTHER = "other", _("Something else")

    PENDING: ClassVar[frozenset[str]] = frozenset({"open", "in_review"})
    DECIDED: ClassVar[frozenset[str]] = frozenset({"upheld", "corrected"})

    reference = models.CharField(_("reference number"), max_length=20, unique=True)
    check_receipt = models.ForeignKey("employment.PatentCheck", null=True, on_delete=models.PROTECT, related_name="disputes")
    organisation = models.ForeignKey("employment.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=6, blank=True)
    asked_number = models.CharField(max_length=20, blank=True)
    answer_on = models.DateField(null=True)  # the civil date that the public answer was about
    told = models.CharField(max_length=10, blank=True, choices=Told)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # whose patent was asked about, if any
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="disputes")
    side = models.CharField(max_length=8, choices=Side)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="disputes")
    submission_key = models.UUIDField(unique=True)
    about = models.CharField(_("what is wrong"), max_length=12, choices=About)
    text = models.TextField(_("why"), max_length=4000)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.OPEN)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_on = models.DateField()  # civil date in the office's zone
    decide_by = models.DateField(_("answer by"))  # last day, inclusive
    overdue_announced_on = models.DateField(null=True)
    decide_by_steps = models.JSONField(default=dict)  # Explained.as_json() per language
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    reason = models.TextField(blank=True, max_length=4000)  # the words both sides read
    was_wrong = models.TextField(blank=True, max_length=1000)  # what exactly; only when corrected
    mended_by = models.CharField(blank=True, max_length=200)  # the act that mends the data: its kind and number

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints = [
            models.UniqueConstraint(
                fields=["check_receipt", "side"], condition=Q(status__in=["open", "in_review"]), name="one_pending_dispute_per_side"
            ),
            models.UniqueConstraint(
                fields=["series", "asked_number"],
                condition=Q(status__in=["open", "in_review"], check_receipt__isnull=True, side="worker"),
                name="one_pending_dispute_of_the_holder",
            ),
            models.UniqueConstraint(
                fields=["organisation", "series", "asked_number"],
                condition=Q(status__in=["open", "in_review"], check_receipt__isnull=True, side="employer"),
                name="one_pending_dispute_per_employer",
            ),
            models.CheckConstraint(
                condition=Q(check_receipt__isnull=False, organisation__isnull=True, series="", asked_number="", told="")
                & Q(answer_on__isnull=True)
                | Q(check_receipt__isnull=True, answer_on__isnull=False, told__in=["valid", "not_valid", "not_found"])
                & Q(series__regex=r"^[0-9A-ZА-ЯЁ]{1,6}$", asked_number__regex=r"^[0-9A-ZА-ЯЁ]{1,20}$")
                & (Q(side="employer", organisation__isnull=False) | Q(side="worker", organisation__isnull=True, person__isnull=False)),
                name="dispute_is_about_one_answer",
            ),
            models.CheckConstraint(condition=~Q(status="in_review") | Q(taken_by__isnull=False), name="dispute_in_work_has_an_officer"),
            models.CheckConstraint(
                condition=Q(status__in=["upheld", "corrected"], decided_at__isnull=False, decided_on__isnull=False, taken_by__isnull=False)
                & ~Q(reason="")
                | ~Q(status__in=["upheld", "corrected"]),
                name="decided_dispute_has_reason_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="corrected") | (~Q(was_wrong="") & ~Q(mended_by="")), name="corrected_dispute_names_the_act"
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True) | ~Q(taken_by=F("opened_by")), name="nobody_judges_their_own_dispute"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "decide_by", "id"], name="dispute_queue", condition=Q(status__in=["open", "in_review"])),
            models.Index(
                fields=["decide_by", "id"],
                name="dispute_overdue",
                condition=Q(status__in=["open", "in_review"], overdue_announced_on__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="dispute_status_moves_as_the_table_says", field="status", transitions=list(DISPUTE_TRANSITIONS)),
            pgtrigger.Protect(name="dispute_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def employer(self) -> "Organisation | None":
        """For whom was asked; None where the holder disputes what the public check says of the own patent."""
        return self.check_receipt.organisation if self.check_receipt else self.organisation


class DisputeFile(KeptFile):
    """What came with a dispute, read only by who may read the dispute."""

    folder: ClassVar[str] = "disputes"

    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="attached")


__all__ = ["DISPUTE_TRANSITIONS", "Dispute", "DisputeFile"]
