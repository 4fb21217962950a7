"""Hosts, the codes that guests show, notices of arrival, and lists of many notices."""

import uuid
from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from permits.models import Permit
from portal.crypto import EncryptedTextField
from portal.jobs.models import Job
from profiles.models import Address, Person

# The one table of allowed transitions: the database trigger comes from it.
TRANSITIONS: Final = (
    ("waiting", "confirmed"),
    ("waiting", "denied"),
    ("confirmed", "departed"),
    ("confirmed", "moved"),
    ("confirmed", "cancelled"),
)


class Host(models.Model):
    """Who gives people a place to stay: a person, an organisation, a hotel. Belongs to the account that files for it."""

    class Kind(models.TextChoices):
        PERSON = "person", _("a person")
        ORGANISATION = "organisation", _("an organisation or an employer")
        HOTEL = "hotel", _("a hotel, a hostel or another place that lets rooms")

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hosts")
    kind = models.CharField(_("who you are"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    inn = models.CharField(_("INN"), max_length=12)
    region = models.CharField(_("region"), max_length=2)
    address = models.CharField(_("address"), max_length=300)
    phone = models.CharField(_("phone"), max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        constraints = [
            models.UniqueConstraint(fields=["owner", "inn", "address"], name="host_once_per_address"),
            models.CheckConstraint(condition=Q(inn__regex=r"^([0-9]{10}|[0-9]{12})$"), name="host_inn_format"),
        ]

    def __str__(self) -> str:
        return f"host {self.pk}"


class GuestCode(models.Model):
    """A code that a guest shows to the host: by it the host files for this guest, without any search through people."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guest_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"guest code {self.pk}"


class ArrivalNotice(models.Model):
    """One guest has arrived at one host. What the host typed stays as typed; the host learns no more than the state.

    `status` changes only in `permits.registration.services`."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for the guest to confirm")
        CONFIRMED = "confirmed", _("registered")
        DENIED = "denied", _("the guest says: not me")
        DEPARTED = "departed", _("departed")
        MOVED = "moved", _("arrived elsewhere")
        CANCELLED = "cancelled", _("cancelled as fictitious")

    ASKABLE: ClassVar[frozenset[str]] = frozenset({"waiting", "confirmed"})  # an officer may ask the host about it
    WITH_A_PERMIT: ClassVar[frozenset[str]] = frozenset({"confirmed", "departed", "moved", "cancelled"})

    number = models.CharField(_("number"), max_length=20, unique=True)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="notices")
    guest = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="arrivals")  # empty until the invited one comes
    claim_hash = models.CharField(max_length=64, blank=True)  # of the link in the invitation
    submission_key = models.UUIDField(unique=True)
    family_name = models.CharField(_("family name"), max_length=200)
    given_names = models.CharField(_("given names"), max_length=200, blank=True)
    birth_date = models.DateField(_("date of birth"))
    citizenship = models.CharField(_("citizenship"), max_length=3)
    document_number = models.CharField(_("number of the document"), max_length=20)
    arrived_on = models.DateField(_("arrived on"))
    stay_until = models.DateField(_("stays until"))
    region = models.CharField(_("region"), max_length=2)  # of the host on the day of the notice, as the address
    address = models.CharField(_("address"), max_length=300)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    filed_on = models.DateField(_("filed on"))  # civil date in the region
    due_on = models.DateField(_("last day for the notice"))
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.WAITING)
    answered_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    permit = models.OneToOneField(Permit, null=True, on_delete=models.PROTECT, related_name="arrival")
    # What the confirmation wrote into the guest's profile, to end it there.
    profile_address = models.ForeignKey(Address, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("notice of arrival")
        verbose_name_plural = _("notices of arrival")
        constraints = [
            # A person is registered at one place of stay.
            models.UniqueConstraint(fields=["guest"], condition=Q(status="confirmed"), name="one_registration_per_guest"),
            models.CheckConstraint(condition=Q(arrived_on__lte=F("filed_on")), name="arrival_before_its_notice"),
            models.CheckConstraint(condition=Q(stay_until__gte=F("arrived_on")), name="guest_stays_a_day"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "denied"], permit__isnull=True)
                | Q(status__in=["confirmed", "departed", "moved", "cancelled"], permit__isnull=False, guest__isnull=False),
                name="registered_guest_has_a_permit",
            ),
        ]
        indexes = [
            models.Index(fields=["host", "-id"], name="arrival_of_host"),
            models.Index(fields=["guest", "-id"], name="arrival_of_guest"),
            models.Index(fields=["region", "-id"], name="arrival_of_region"),
        ]
        triggers = [
            pgtrigger.FSM(name="arrival_moves_as_the_table_says", field="status", transitions=list(TRANSITIONS)),
            pgtrigger.ReadOnly(
                name="what_the_host_typed_stays",
                fields=[
                    "host", "family_name", "given_names", "birth_date", "citizenship", "document_number", "arrived_on", "stay_until",
                    "region", "address", "filed_by", "filed_on", "due_on",
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        return self.filed_on > self.due_on


class Doubt(models.Model):
    """An officer takes a registration for fictitious: one proposes to cancel it, another confirms, or sends it back with words; who
    proposed may take it back with words too."""

    notice = models.ForeignKey(ArrivalNotice, on_delete=models.PROTECT, related_name="doubts")
    reason = models.TextField(_("what shows it"), max_length=2000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True, default="", db_default="", max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice"], condition=Q(returned_at__isnull=True), name="one_doubt_of_a_notice"),
            models.CheckConstraint(condition=Q(confirmed_at__isnull=True) | Q(returned_at__isnull=True), name="doubt_one_end"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, return_reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(return_reason="")),
                name="returned_doubt_has_person_and_words",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")), name="cancelling_takes_two_people"
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="what_was_doubted_stays", fields=["notice", "reason", "proposed_by", "proposed_at"])]

    def __str__(self) -> str:
        return f"doubt {self.pk}"


class HostQuestion(models.Model):
    """An officer asks the host about a notice. It holds nothing up: no act stops the term of a registration for a question, and the
    registration stands or waits for the guest as before. `answer_by` says by when the answer helps; a later one is taken too."""

    notice = models.ForeignKey(ArrivalNotice, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(_("what you ask the host"), max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()  # civil date in the region of the notice, as the next
    answer_by = models.DateField(_("answer by"))
    answer = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice"], condition=Q(answered_at=None, taken_back_at=None), name="one_open_question_of_a_notice"
            ),
            models.CheckConstraint(condition=Q(answer_by__gt=F("asked_on")) & ~Q(text=""), name="question_has_words_and_a_later_day"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_on__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_on__isnull=False, taken_back_at__isnull=True) & ~Q(answer="")),
                name="answered_question_has_words_and_time",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="question_taken_back_says_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="what_was_asked_stays", fields=["notice", "text", "asked_by", "asked_at", "asked_on", "answer_by"])
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.taken_back_at is None

    @property
    def is_late(self) -> bool:
        """Answered after the day that was named."""
        return self.answered_on is not None and self.answered_on > self.answer_by


class ArrivalList(models.Model):
    """Many notices of one host, uploaded as a table; how far it is stands in its job."""

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="lists")
    submission_key = models.UUIDField(unique=True)
    shown_name = models.CharField(_("file"), max_length=120)
    total = models.PositiveIntegerField(_("rows"))
    created_at = models.DateTimeField(auto_now_add=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="arrival_list")

    def __str__(self) -> str:
        return f"list {self.number}"


class ArrivalListRow(models.Model):
    """One row: what it said (encrypted, wiped once filed), and its notice or its problem in words."""

    arrival_list = models.ForeignKey(ArrivalList, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    told = EncryptedTextField(blank=True)
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)  # code, permits.registration.words
    field = models.CharField(max_length=20, blank=True)  # the column it is about
    notice = models.OneToOneField(ArrivalNotice, null=True, on_delete=models.PROTECT, related_name="list_row")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrival_list", "number"], name="arrival_row_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, notice__isnull=True)
                | (Q(done_at__isnull=False) & (Q(notice__isnull=False, problem="") | (Q(notice__isnull=True) & ~Q(problem="")))),
                name="done_arrival_row_has_a_notice_or_a_problem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arrival_list_id} {self.number}"
