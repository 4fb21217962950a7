"""The digital profile: who a person is, by which document, since when here, with which papers, and who looked."""

import uuid
from datetime import timedelta
from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from profiles.looks import Looked


def name_words(latin: str = "family_name", russian: str = "family_name_ru") -> Func:
    """The words of a name in both alphabets, upper case, Ё as Е: what `profiles.selectors.named` looks for."""
    both = Func(F(latin), Value(" "), F(russian), arg_joiner=" || ", template="(%(expressions)s)", output_field=models.TextField())
    plain = Func(Upper(both), Value("Ё"), Value("Е"), function="translate", output_field=models.TextField())
    return Func(plain, Value("[^[:alpha:]]+"), function="regexp_split_to_array", output_field=ArrayField(models.TextField()))


def number_as_read(number: Combinable | str = "number") -> Func:
    """The number of an identity document without signs between, in capitals; O and I are what hands make of 0 and 1."""
    plain = Func(number, Value("[^[:alnum:]]"), Value(""), Value("g"), function="regexp_replace", output_field=models.TextField())
    return Func(Upper(plain), Value("OI"), Value("01"), function="translate", output_field=models.TextField())


# Nobody acts for a child who is as old or older, whichever of the two rows is written last. By how many years a parent must be older
# is a figure of the law, and the services ask for it.
_ELDER: Final = """
IF EXISTS (
    SELECT FROM profiles_guardianship g JOIN profiles_person p ON p.id = g.guardian_id JOIN profiles_person c ON c.id = g.child_id
    WHERE g.ended_on IS NULL AND {own} AND p.birth_date >= c.birth_date
) THEN
    RAISE EXCEPTION 'a child is younger than who acts for it' USING ERRCODE = 'check_violation', CONSTRAINT = 'child_is_younger';
END IF;
RETURN NULL;
"""


# At most two act for a child, whichever way the rows are written. Who writes one waits for the child, so that two at once are counted.
_AT_MOST_TWO: Final = """
IF NEW.ended_on IS NOT NULL THEN
    RETURN NULL;
END IF;
PERFORM FROM profiles_person WHERE id = NEW.child_id FOR NO KEY UPDATE;
IF (SELECT count(*) FROM profiles_guardianship WHERE child_id = NEW.child_id AND ended_on IS NULL) > 2 THEN
    RAISE EXCEPTION 'two act for a child, never three' USING ERRCODE = 'check_violation', CONSTRAINT = 'two_act_for_a_child';
END IF;
RETURN NULL;
"""


class Person(models.Model):
    """One digital profile. Names are as in the passport (Latin); a forced patronymic does not exist."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")
        UNSPECIFIED = "X", _("not specified in the document")

    # Empty for a child without an account: a parent acts for it (`Guardianship`, profiles.acting).
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="person")
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    given_names = models.CharField(_("given names"), max_length=200, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=200, blank=True)
    family_name_ru = models.CharField(_("family name in Russian letters"), max_length=200, blank=True)
    given_names_ru = models.CharField(_("given names in Russian letters"), max_length=200, blank=True)
    patronymic_ru = models.CharField(_("patronymic in Russian letters"), max_length=200, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True)
    birth_place = models.CharField(_("place of birth"), max_length=200, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    citizenship = models.CharField(_("citizenship"), max_length=3, blank=True)  # ISO 3166 alpha-2, or XXA stateless
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    inn = models.CharField(_("INN"), max_length=12, blank=True, default="", db_default="")  # of the Russian tax office, if it gave one
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            # Officers search by the beginning of a family name, in Latin or Russian letters.
            models.Index(OpClass(Upper("family_name"), name="varchar_pattern_ops"), name="person_family_name"),
            models.Index(OpClass(Upper("family_name_ru"), name="varchar_pattern_ops"), name="person_family_name_ru"),
            # Money is searched for its payer by any word of a name, and by the INN.
            GinIndex(name_words(), name="person_family_name_words"),
            models.Index(fields=["inn"], name="person_inn"),
        ]
        constraints = [models.CheckConstraint(condition=Q(inn="") | Q(inn__regex="^[0-9]{12}$"), name="inn_of_a_person_has_twelve_digits")]
        triggers = [
            pgtrigger.Trigger(
                name="birth_date_keeps_a_child_younger",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("birth_date"),  # type: ignore[no-untyped-call]
                func=_ELDER.format(own="(g.guardian_id = NEW.id OR g.child_id = NEW.id)"),
            )
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class IdentityDocument(models.Model):
    """A passport or what stands for one. The current one is what applications use."""

    class Kind(models.TextChoices):
        PASSPORT = "passport", _("passport")
        ID_CARD = "id_card", _("identity card")
        OTHER = "other", _("another identity document")
        BIRTH_CERTIFICATE = "birth_cert", _("birth certificate")
        IN_PARENTS = "in_parents", _("entry in the parent’s passport")

    # What only a child can have: an adult's page does not offer it.
    OF_A_CHILD: ClassVar[frozenset[str]] = frozenset({"birth_cert", "in_parents"})

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identity_documents")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(_("number"), max_length=20)
    issuing_state = models.CharField(_("issuing state"), max_length=3)
    issued_on = models.DateField(_("date of issue"), null=True)
    expires_on = models.DateField(_("date of expiry"), null=True)
    mrz = models.CharField(max_length=92, blank=True)  # as typed, lines joined by \n; "" when typed by hand
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(is_current=True), name="one_current_identity_document"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(expires_on__isnull=True) | Q(issued_on__lt=F("expires_on")),
                name="document_issued_before_expiry",
            ),
        ]
        indexes = [
            models.Index(fields=["issuing_state", "number"], name="identity_document_number"),
            models.Index(F("issuing_state"), number_as_read(), condition=Q(is_current=True), name="identity_document_as_read"),
        ]

    def __str__(self) -> str:
        return f"identity document {self.pk}"


class Guardianship(models.Model):
    """A parent or guardian acts for a child. Who acts for whom today is asked of `profiles.acting` alone.

    It opens nothing from `majority_at` on: the moment when the child's 18th birthday begins where the child lives. The rule
    works by itself; the task that writes `ended_on` afterwards is only the record of it."""

    class Kinship(models.TextChoices):
        PARENT = "parent", _("parent")
        GUARDIAN = "guardian", _("guardian appointed by an authority")

    class EndReason(models.TextChoices):
        MAJORITY = "majority", _("the child turned 18")
        GUARDIAN = "guardian", _("the parent or guardian ended it")
        OFFICERS = "officers", _("officers ended it")

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # names the child in addresses
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardianships")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    kinship = models.CharField(_("who acts for the child"), max_length=8, choices=Kinship)
    proof = models.ForeignKey("Document", null=True, blank=True, on_delete=models.PROTECT, related_name="guardianships")
    child_born = models.DateField()  # as told at the beginning: a correction may not make the child younger
    since = models.DateField(_("since"))
    majority_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)  # told that the 18th birthday is near
    near_at = models.DateTimeField(null=True, blank=True)  # told a second time, nearer to the day: how the child gets the profile
    ended_on = models.DateField(_("first day without it"), null=True, blank=True)
    end_reason = models.CharField(max_length=8, choices=EndReason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guardian", "child"], condition=Q(ended_on__isnull=True), name="one_open_guardianship_of_a_pair"
            ),
            models.CheckConstraint(condition=~Q(guardian=F("child")), name="nobody_is_their_own_guardian"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="ended_guardianship_says_why",
            ),
        ]
        indexes = [models.Index(fields=["majority_at"], condition=Q(ended_on__isnull=True), name="guardianship_majority")]
        triggers = [
            pgtrigger.Trigger(
                name="child_is_younger",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("guardian_id", "child_id", "ended_on"),  # type: ignore[no-untyped-call]
                func=_ELDER.format(own="g.id = NEW.id"),
            ),
            pgtrigger.Trigger(
                name="two_act_for_a_child",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("child_id", "ended_on"),  # type: ignore[no-untyped-call]
                func=_AT_MOST_TWO,
            ),
        ]

    def __str__(self) -> str:
        return f"guardianship {self.pk}"


class GuardianInvitation(models.Model):
    """Who acts for a child alone invites a second parent or guardian. Only the hash of the code is kept.

    The code serves the one person who was born on `invited_born` and knows the child's birthday; five wrong days end it.
    `ended_at` stays empty after the last day until the hourly task has written it down: `expires_at` is asked besides."""

    class EndReason(models.TextChoices):
        JOINED = "joined", _("who was invited joined")
        TAKEN_BACK = "taken_back", _("taken back")
        OVER = "over", _("nobody named it in time")
        WRONG = "wrong", _("named with a wrong date too often")

    WRONG_DATES: ClassVar[int] = 5

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardian_invitations")
    guardianship = models.ForeignKey(Guardianship, on_delete=models.PROTECT, related_name="invitations")  # of who invites
    invited_born = models.DateField(null=True, blank=True)  # of somebody who may never come: kept only while the invitation is open
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    wrong_dates = models.PositiveSmallIntegerField(default=0)
    joined = models.OneToOneField(Guardianship, null=True, blank=True, on_delete=models.PROTECT, related_name="joined_by")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_at=None), name="one_open_invitation_of_a_child"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="", invited_born__isnull=False)
                | (Q(ended_at__isnull=False, invited_born__isnull=True) & ~Q(end_reason="")),
                name="ended_invitation_says_why_and_forgets_whom",
            ),
            models.CheckConstraint(
                condition=Q(joined__isnull=True) & ~Q(end_reason="joined") | Q(joined__isnull=False, end_reason="joined"),
                name="joined_invitation_names_the_guardianship",
            ),
            models.CheckConstraint(
                condition=Q(wrong_dates__lt=5) & ~Q(end_reason="wrong") | Q(wrong_dates=5, end_reason="wrong"),
                name="invitation_ends_at_five_wrong_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class HandOver(models.Model):
    """A code by which a child takes its own profile when it turns 18. Only its hash is kept.

    Made by the parent in the last year of childhood, or by an officer who has compared the person with the passport (`made_by` is
    staff then). An account that names it before the birthday waits (`claimed_by`): nothing opens before that day begins."""

    class Source(models.TextChoices):
        PARENT = "parent", _("a code from the parent or guardian")
        OFFICER = "officer", _("an officer who compared the identity document")

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hand_overs")
    guardianship = models.ForeignKey(Guardianship, on_delete=models.PROTECT, related_name="hand_overs")
    source = models.CharField(max_length=7, choices=Source)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    near_told_at = models.DateTimeField(null=True, blank=True)  # who claimed was told that the day is near
    done_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # An officer has compared who took the profile by a parent's code with the identity document; until then officers see that nobody did.
    compared_at = models.DateTimeField(null=True, blank=True)
    compared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(revoked_at=None), name="one_hand_over_of_a_child"),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True) | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="claimed_hand_over_has_account_and_time",
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(claimed_at__isnull=False), name="done_hand_over_was_claimed"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(revoked_at=None), name="done_hand_over_stays"),
            models.CheckConstraint(
                condition=Q(compared_at__isnull=True, compared_by__isnull=True)
                | Q(compared_at__isnull=False, compared_by__isnull=False, done_at__isnull=False),
                name="compared_hand_over_is_done_and_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"


class Entry(models.Model):
    """One entry into the country, with its migration card."""

    class Purpose(models.TextChoices):
        WORK = "work", _("work")
        STUDY = "study", _("study")
        PRIVATE = "private", _("private visit")
        TOURISM = "tourism", _("tourism")
        BUSINESS = "business", _("business")
        SERVICE = "service", _("official visit")
        TRANSIT = "transit", _("transit")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="entries")
    entered_on = models.DateField(_("date of entry"))
    purpose = models.CharField(_("purpose on the migration card"), max_length=10, choices=Purpose)
    card_series = models.CharField(_("series of the migration card"), max_length=4)
    card_number = models.CharField(_("number of the migration card"), max_length=7)
    stay_until = models.DateField(_("stay until, as the card says"), null=True, blank=True)
    is_current = models.BooleanField(default=True)  # the one told last: a correction replaces what it corrects
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["person", "entered_on", "card_series", "card_number"], name="entry_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_current=True), name="one_current_entry"),
            models.CheckConstraint(
                condition=Q(card_series__regex=r"^[0-9]{4}$") & Q(card_number__regex=r"^[0-9]{7}$"), name="migration_card_format"
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Stay(models.Model):
    """One stay in the country by its border stamps, as the person tells it. Either day may be unknown: it is asked, never guessed.

    The stay that goes on now is told by the current `Entry` already and needs no row here until its exit is told.
    A correction makes a new row and retires the one it corrects: the record keeps both."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    entered_on = models.DateField(_("date of entry"), null=True, blank=True)
    left_on = models.DateField(_("date of exit"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)  # corrected or taken back: not counted any more

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(entered_on__isnull=False) | Q(left_on__isnull=False), name="stay_has_a_day"),
            models.CheckConstraint(
                condition=Q(entered_on__isnull=True) | Q(left_on__isnull=True) | Q(left_on__gte=F("entered_on")),
                name="stay_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["person", "entered_on", "left_on"], condition=Q(retired_at=None), nulls_distinct=False, name="stay_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"stay {self.pk}"


class Address(models.Model):
    """Where the person is registered at the place of stay. Nothing is deleted: the one that is over keeps its days.

    The days are civil dates of the region, both inclusive; a last day before the first one means: not a single day. A day that
    nobody told is empty, so what the person types about herself begins and ends when the next one is told."""

    class EndReason(models.TextChoices):
        LEFT = "left", _("the person left it")
        MOVED = "moved", _("registered elsewhere")
        CANCELLED = "cancelled", _("never valid: the registration was cancelled")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    region = models.CharField(_("region"), max_length=2)
    text = models.CharField(_("address"), max_length=300)
    registered_until = models.DateField(_("registered until"), null=True, blank=True)
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    starts_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True, default="", db_default="")

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(is_current=True), name="one_current_address"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False, is_current=False) & ~Q(end_reason="")),
                name="ended_address_says_why_and_is_not_current",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("starts_on") - timedelta(days=1)), name="address_ends_no_earlier_than_before_its_first_day"
            ),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"


class Document(models.Model):
    """An uploaded file that proves something. Uploaded once, it serves every application until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)  # "passport_scan", "medical_certificate" ...: profiles.document_kinds
    file = models.FileField(max_length=200, upload_to="-")  # named by profiles.services.documents, never by the sender
    shown_name = models.CharField(max_length=120)  # the sender's name for it, cleaned; for showing only
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(default=1)
    valid_until = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)  # by the person, while no sent application holds it

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="document_person_kind")]

    def __str__(self) -> str:
        return f"document {self.pk}"


class AccessRecord(Looked):
    """Who looked at a person's data, when and why. The person reads this list."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="access_records", db_index=False)
    reason = models.CharField(max_length=120)  # the case reference, or the words of the reader

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="access_of_person")]

    def __str__(self) -> str:
        return f"access {self.pk}"
