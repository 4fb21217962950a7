"""Cards: one row per blank that was, or is to be, made for a patent; and the batches in which the work is done."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patents.credential.models import CredentialIndex
from patents.models import Patent
from portal.accounts.models import Office
from portal.crypto import EncryptedTextField
from portal.jobs.models import Job


class CardBatch(models.Model):
    """Cards that were asked for together, of one office. Its cards are the rows of its job.

    The package for the bureau is not kept: it is made anew, byte for byte, while it is downloaded."""

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="card_batch")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("batch of cards")
        verbose_name_plural = _("batches of cards")

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Card(models.Model):
    """One blank with its chip. `state` changes only in `patents.card.services`."""

    class State(models.TextChoices):
        QUEUED = "queued", _("to be personalised")
        PERSONALISED = "personalised", _("personalised")
        HANDED_OUT = "handed_out", _("handed out")
        SPOILED = "spoiled", _("spoiled")
        RECALLED = "recalled", _("to be collected")
        COLLECTED = "collected", _("collected")

    class Recall(models.TextChoices):
        ANNULLED = "annulled", _("The patent was annulled.")
        NEW_SHEET = "new_sheet", _("A duplicate or changed data: another card takes its place.")
        KEY_WITHDRAWN = "key_withdrawn", _("A key that signed it was withdrawn.")

    LIVE: ClassVar[frozenset[str]] = frozenset({"queued", "personalised", "handed_out"})

    patent = models.ForeignKey(Patent, on_delete=models.PROTECT, related_name="cards", verbose_name=_("patent"))
    batch = models.ForeignKey(CardBatch, null=True, on_delete=models.PROTECT, related_name="cards")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    blank_series = models.CharField(_("series of the blank"), max_length=6, blank=True)
    blank_number = models.CharField(_("number of the blank"), max_length=10, blank=True)
    sheet = models.PositiveSmallIntegerField(default=1)  # what it says is what this sheet of the patent says, `PatentReprint.blank`
    code = EncryptedTextField(blank=True)  # the signed text of the QR code on the back, as it was printed
    code_kid = models.CharField(max_length=43, blank=True)
    place = models.OneToOneField(CredentialIndex, null=True, on_delete=models.PROTECT, related_name="card")
    sod = models.BinaryField(null=True)  # EF.SOD as signed: digests and certificate, nothing about the person
    sod_sha256 = models.CharField(max_length=64, blank=True)
    signer_serial = models.CharField(_("certificate of the signer"), max_length=40, blank=True)
    personalised_at = models.DateTimeField(_("personalised at"), null=True)
    personalised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handed_out_at = models.DateTimeField(_("handed out at"), null=True)
    spoiled_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(_("recalled at"), null=True)
    recall = models.CharField(_("why it is recalled"), max_length=15, choices=Recall, blank=True)
    collected_at = models.DateTimeField(_("collected at"), null=True)
    problem = models.CharField(_("why it is spoiled"), max_length=200, blank=True)  # the code of a refusal, or an officer's words

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(
                fields=["patent"], condition=Q(state__in=["queued", "personalised", "handed_out"]), name="one_live_card_per_patent"
            ),
            models.UniqueConstraint(fields=["blank_series", "blank_number"], condition=~Q(blank_number=""), name="a_blank_is_used_once"),
            models.CheckConstraint(
                condition=Q(blank_series="", blank_number="")
                | Q(blank_series__regex=r"^[0-9A-ZА-ЯЁ]{1,6}$", blank_number__regex=r"^[0-9]{5,10}$"),  # which of them: the law's data
                name="card_blank_format",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "spoiled"])
                | (Q(sod__isnull=False, personalised_at__isnull=False) & ~Q(blank_number="") & ~Q(sod_sha256="") & ~Q(signer_serial="")),
                name="personalised_card_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="spoiled") | (Q(spoiled_at__isnull=False) & ~Q(problem="")), name="spoiled_card_says_why"
            ),
            models.CheckConstraint(
                condition=Q(code="", code_kid="", place=None) | (~Q(code="") & ~Q(code_kid="") & Q(place__isnull=False)),
                name="the_code_of_a_card_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recalled", "collected"]) | (Q(recalled_at__isnull=False) & ~Q(recall="")),
                name="recalled_card_says_why",
            ),
            models.CheckConstraint(condition=~Q(state="collected") | Q(collected_at__isnull=False), name="collected_card_has_a_moment"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="card_state_moves_as_the_table_says",
                field="state",
                transitions=[
                    ("queued", "personalised"),
                    ("queued", "spoiled"),
                    ("personalised", "handed_out"),
                    ("personalised", "spoiled"),
                    ("handed_out", "spoiled"),
                    ("personalised", "recalled"),
                    ("handed_out", "recalled"),
                    ("recalled", "collected"),
                    ("recalled", "spoiled"),
                ],
            ),
            pgtrigger.Protect(name="a_card_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.blank or f"card {self.pk}"

    @property
    def blank(self) -> str:
        return f"{self.blank_series} {self.blank_number}".strip()


class BlankSequence(models.Model):
    """The last number used of a series of blanks. Locked while one is drawn."""

    series = models.CharField(max_length=6, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
