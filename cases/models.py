"""The one administrative procedure that every application follows."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office
from profiles.models import Document, Person

# The one table of allowed transitions: guards, buttons, the database trigger and the diagram in docs/ come from it.
TRANSITIONS: Final = (
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "in_review"),
    ("submitted", "withdrawn"),
    ("in_review", "submitted"),
    ("in_review", "info_requested"),
    ("in_review", "proposed"),
    ("in_review", "withdrawn"),
    ("info_requested", "in_review"),
    ("info_requested", "withdrawn"),
    ("proposed", "in_review"),
    ("proposed", "granted"),
    ("proposed", "refused"),
)


class Case(models.Model):
    """One application of one person under one procedure. `status` changes only in `cases.services`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("not sent yet")
        SUBMITTED = "submitted", _("sent, waiting for an officer")
        IN_REVIEW = "in_review", _("being reviewed")
        INFO_REQUESTED = "info_requested", _("waiting for the applicant")
        PROPOSED = "proposed", _("decision being confirmed")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN: ClassVar[frozenset[str]] = frozenset({"submitted", "in_review", "info_requested", "proposed"})
    FINAL: ClassVar[frozenset[str]] = frozenset({"granted", "refused", "withdrawn"})

    reference = models.CharField(_("reference number"), max_length=20, unique=True)
    procedure = models.CharField(_("procedure"), max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)  # grows with every change an officer must not overlook
    answers = models.JSONField(default=dict)  # of the draft, by page code; immutable once sent (CaseVersion)
    submission_key = models.UUIDField(null=True, unique=True)  # of the one-time form that sent it
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(_("sent"), null=True)
    accepted_on = models.DateField(_("accepted on"), null=True)  # civil date in the office's zone
    decide_by = models.DateField(_("decide by"), null=True)  # last day, inclusive
    decide_by_steps = models.JSONField(default=list)  # Explained.as_json() per language: {"ru": [...], "en": [...]}
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases_taken")
    assigned_at = models.DateTimeField(null=True)
    overdue_announced_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "procedure"],
                condition=Q(status__in=["draft", "submitted", "in_review", "info_requested", "proposed"]),
                name="one_open_case_per_person_and_procedure",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, accepted_on__isnull=False, decide_by__isnull=False, office__isnull=False),
                name="sent_case_has_dates_and_office",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "withdrawn"]) | Q(assigned_to__isnull=False),
                name="case_in_work_has_an_officer",
            ),
        ]
        indexes = [
            # The queue of an office in order of legal deadline, by keyset.
            models.Index(
                fields=["office", "decide_by", "id"],
                name="case_queue",
                condition=Q(status__in=["submitted", "in_review", "info_requested", "proposed"]),
            ),
            # The lists of the queue that hold one state: waiting, asked, to confirm.
            models.Index(
                fields=["office", "status", "decide_by", "id"],
                name="case_queue_by_state",
                condition=Q(status__in=["submitted", "in_review", "info_requested", "proposed"]),
            ),
            models.Index(
                fields=["assigned_to", "decide_by", "id"],
                name="case_mine",
                condition=Q(status__in=["in_review", "info_requested", "proposed"]),
            ),
            models.Index(
                fields=["decide_by"],
                name="case_overdue",
                condition=Q(status__in=["submitted", "in_review", "info_requested", "proposed"], overdue_announced_on__isnull=True),
            ),
            models.Index(fields=["person", "-id"], name="case_person"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="case_status_moves_as_the_table_says",
                field="status",
                transitions=list(TRANSITIONS),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class CaseVersion(models.Model):
    """What was sent, exactly: answers, the profile's facts and the documents, at submission and at each amendment."""

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    person = models.JSONField()  # profiles.selectors.snapshot()
    documents = models.JSONField()  # [{"kind":, "document":, "sha256":}]
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_version_once")]
        triggers = [pgtrigger.Protect(name="case_version_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} v{self.number}"


class CaseDocument(models.Model):
    """A document attached to a case under one of the kinds that the procedure asks for."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=40)
    attached_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)  # a better one came; the old one stays for the record

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "document", "kind"], name="attached_once"),
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(replaced_at__isnull=True), name="one_current_document_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class InformationRequest(models.Model):
    """An officer's question: what is missing, why, and by when the answer helps."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what you ask the applicant"), max_length=2000)
    document_kinds = models.JSONField(default=list)
    counter = models.JSONField(default=list)  # codes of `cases.counter.WORDS`: an invitation to come and show or give them
    asked_at = models.DateTimeField(auto_now_add=True)
    answer_by = models.DateField(_("answer by"))
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(answered_at__isnull=True), name="one_open_request_per_case")]

    def __str__(self) -> str:
        return f"request {self.pk}"


class SeenAtCounter(models.Model):
    """What an officer saw or took when the applicant came: originals compared, fingerprints given. A fact; a later one is another row."""

    append_only = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="seen")
    what = models.CharField(max_length=20)  # cases.counter.WORDS
    seen_on = models.DateField()  # civil date of the office where it was
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [pgtrigger.Protect(name="seen_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.what}"


class Decision(models.Model):
    """Proposed by one officer, confirmed or returned by another."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("grant")
        REFUSED = "refused", _("refuse")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    ground = models.CharField(max_length=40, blank=True)  # code, cases.grounds of the procedure; refusals only
    article = models.CharField(max_length=200)  # "115-FZ art. 13.3 (22) 6": the ground's or the grant's
    reason = models.TextField(max_length=4000)  # the words the applicant reads
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)  # of what was proposed; the confirmation must carry the same
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True, max_length=2000)
    decided_on = models.DateField(null=True)  # civil date of the confirmation in the office's zone
    appeal_by = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="decision_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, decided_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, decided_on__isnull=False),
                name="confirmation_has_person_and_time",
            ),
            models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | Q(returned_at__isnull=True), name="confirmed_or_returned"),
            models.CheckConstraint(condition=Q(outcome="granted") | ~Q(ground=""), name="refusal_names_its_ground"),
            models.UniqueConstraint(fields=["case"], condition=Q(returned_at__isnull=True), name="one_decision_in_force_per_case"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
