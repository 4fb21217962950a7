"""Rights that continue until a decision, the terms of their codes, and why somebody got none."""

from typing import Final

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from portal.codes.models import place_triggers
from profiles.models import Person


class Right(models.TextChoices):
    """What continues. The codes are those of the ground that the application follows.

    `TOLD_STAY`, `TOLD_ENTRY` and `TOLD_CONTRACT` rest on nothing but what the person typed (the last day on the migration card; the day of
    entry, from which the visa-free days are counted; a contract of work): page, paper and signed code say so."""

    TEMPORARY_STAY = "temporary_stay", _("to stay in Russia")
    TOLD_STAY = "told_stay", _("to stay in Russia, if the migration card confirms the last day named by its holder")
    TOLD_ENTRY = (
        "told_entry",
        _(
            "to stay in Russia, if the day of entry named by its holder is right: the migration card shows it "
            "(citizens of Belarus have none)"
        ),
    )
    TOLD_CONTRACT = "told_contract", _("to stay in Russia, if the contract of work named by the holder confirms it")
    TEMPORARY_RESIDENCE = "temporary_residence", _("what the temporary residence permit (RVP) allowed, in its region")
    STUDY_RESIDENCE = "study_residence", _("what the temporary residence permit for education (RVPO) allowed, in its region")
    PERMANENT_RESIDENCE = "permanent_residence", _("what the residence permit (VNZh) allowed")
    TEMPORARY_ASYLUM = "temporary_asylum", _("temporary asylum in Russia")
    REFUGEE_CERTIFICATE = "refugee_certificate", _("refugee status in Russia")
    CONSIDERATION = "consideration", _("to stay in Russia while an application is considered")


TOLD: Final = frozenset({Right.TOLD_STAY, Right.TOLD_ENTRY, Right.TOLD_CONTRACT})


class InterimCertificate(models.Model):
    """Given with an application that was sent in time; over with the decision, and with nothing else.

    `begins_on` and `follows_until` are civil dates of the region, both inclusive. The certificate itself has no last day: its codes
    have, and a new term begins before the old one ends."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="interim_certificate")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interim_certificates")
    right = models.CharField(_("right"), max_length=24, choices=Right)
    region = models.CharField(_("region"), max_length=2)
    begins_on = models.DateField(_("valid from"))
    follows_until = models.DateField(_("last day of what it follows"), null=True)  # empty: asylum follows nothing; a contract without end
    given_at = models.DateTimeField(_("given"))
    ended_at = models.DateTimeField(_("ended"), null=True)  # the moment of the decision or the withdrawal
    outcome = models.CharField(_("ended by"), max_length=10, blank=True)  # granted, refused, withdrawn

    class Meta:
        verbose_name = _("interim certificate")
        verbose_name_plural = _("interim certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | Q(ended_at__isnull=False, outcome__in=["granted", "refused", "withdrawn"]),
                name="ended_certificate_says_by_what",
            ),
            models.CheckConstraint(
                condition=Q(follows_until__isnull=True) | Q(begins_on__lte=F("follows_until")), name="certificate_was_asked_for_in_time"
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="interim_of_person")]
        triggers = [
            pgtrigger.ReadOnly(
                name="what_a_certificate_says_stays", fields=["number", "case", "person", "right", "region", "begins_on", "follows_until"]
            ),
            pgtrigger.Protect(
                name="an_ended_certificate_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
            pgtrigger.Protect(name="a_certificate_is_never_lost", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_told(self) -> bool:
        """It rests on what the holder told, and nobody has compared that with a paper."""
        return self.right in TOLD


class InterimTerm(models.Model):
    """A stretch of days for which codes are signed. The next one is written before this one ends."""

    append_only = True

    certificate = models.ForeignKey(InterimCertificate, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()  # inclusive
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="each_term_once"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="term_ends_after_it_begins"),
        ]
        triggers = [pgtrigger.Protect(name="a_term_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.certificate_id} #{self.number}"


class InterimPlace(models.Model):
    """The bit of a certificate in the status list, drawn from a sequence when its first code is made and kept through every renewal."""

    number = models.BigAutoField(primary_key=True)
    certificate = models.OneToOneField(InterimCertificate, on_delete=models.PROTECT, related_name="place")

    class Meta:
        verbose_name = _("place in the status lists")
        verbose_name_plural = _("places in the status lists")
        triggers = place_triggers("certificate")

    def __str__(self) -> str:
        return str(self.number)


class NotGiven(models.Model):
    """An application that got no certificate, and why: the person is told in the same words each time."""

    append_only = True

    class Why(models.TextChoices):
        LATE = "late", _("sent after the last day of the ground of stay")
        UNKNOWN = "unknown", _("the last day of the ground of stay is not known")

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="no_interim_certificate")
    why = models.CharField(max_length=8, choices=Why)
    sent_on = models.DateField()
    last_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(why="unknown", last_day__isnull=True) | Q(why="late", last_day__lt=F("sent_on")),
                name="late_is_after_the_last_day",
            )
        ]
        triggers = [pgtrigger.Protect(name="why_not_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.why}"
