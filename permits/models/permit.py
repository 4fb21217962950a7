"""Permits: documents about a person's stay and residence, and their numbers."""

from typing import Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Case
from profiles.models import Person

# The one table of allowed transitions: the database trigger comes from it.
TRANSITIONS: Final = (("in_force", "replaced"), ("in_force", "annulled"), ("in_force", "ended"), ("in_force", "mistaken"))


# A residence permit given for the term of a parent's ends with it at the latest. A document in its place keeps its own last day: an
# extension order may have moved that of the child alone.
_NOT_AFTER_THE_PARENT: Final = """
IF EXISTS (SELECT 1 FROM permits_permit p WHERE p.id = NEW.follows_id AND p.valid_until < COALESCE(NEW.valid_until_stated, 'infinity'))
THEN RAISE EXCEPTION 'a_child_does_not_outlast_the_parent: the permit that it follows ends before' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class Permit(models.Model):
    """One document: what it allows, to whom, from when, through which day. `status` changes only in `permits.services`.

    `valid_until_stated` is what the document says and never changes. `valid_until` is what the law makes of it today: the
    kept result of the extensions in force, checked by an invariant. Both are inclusive civil dates; both empty when the
    document has no last day. What is printed is told by the decision, so a person's later citizenship or name stands
    elsewhere: `citizenship` and `region` are those of the day of issue, and extension orders ask for them.

    `orders_counted` are the extension orders whose days the stated day holds already, because it was reckoned from a last day that
    they had moved: they do not extend the document again. Empty is NULL, which takes no room in millions of rows.

    A number stands once, but for entries that two officers withdrew as mistaken: such a row says what was typed, never that the document
    was valid on any day, and the right entry takes the number. Reads by number start at `permits.selectors.that_stand` or `by_number`.

    No b-tree index may hold `valid_until`: an extension order moves millions of them, and a row that leaves all its b-trees
    alone is updated in place (heap-only tuples; the table keeps 15 % of each page free for them, docs/permits.md)."""

    class Kind(models.TextChoices):
        TEMPORARY_STAY = "temporary_stay", _("extension of temporary stay")
        TEMPORARY_RESIDENCE = "temporary_residence", _("temporary residence permit (RVP)")
        PERMANENT_RESIDENCE = "permanent_residence", _("residence permit (VNZh)")
        STUDY_RESIDENCE = "study_residence", _("temporary residence permit for education (RVPO)")
        STAY_REGISTRATION = "stay_registration", _("registration at the place of stay")
        RESIDENCE_REGISTRATION = "residence_registration", _("registration at the place of residence")
        TEMPORARY_ASYLUM = "temporary_asylum", _("certificate of temporary asylum")
        REFUGEE_CERTIFICATE = "refugee_certificate", _("refugee certificate")

    class Status(models.TextChoices):
        IN_FORCE = "in_force", pgettext_lazy("a document", "in force")
        REPLACED = "replaced", _("replaced by a newer document")
        ANNULLED = "annulled", _("annulled")
        ENDED = "ended", _("ended")  # left, moved away, or became another ground: nobody took it away
        MISTAKEN = "mistaken", _("entered by mistake")  # never was what the entry says: withdrawn, and its number is free

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="permits", db_index=False)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    series = models.CharField(_("series"), max_length=10, blank=True)
    number = models.CharField(_("number"), max_length=20)
    citizenship = models.CharField(_("citizenship on the day of issue"), max_length=3)
    region = models.CharField(_("region"), max_length=2)
    issued_on = models.DateField(_("issued on"))
    valid_until_stated = models.DateField(_("valid until, as the document says"), null=True, blank=True)
    valid_until = models.DateField(_("valid until, as the law has it today"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.IN_FORCE)
    ended_on = models.DateField(_("first day without it"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=40, blank=True)  # code of the procedure's ground: CONTRACT, SPOUSE_OF_CITIZEN ...
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="permits")  # empty: entered from paper
    predecessor = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor")
    follows = models.ForeignKey(  # a child's stay ends with that of the parent
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    orders_counted = ArrayField(models.BigIntegerField(), null=True, editable=False)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        constraints = [
            models.UniqueConstraint(fields=["kind", "series", "number"], condition=~Q(status="mistaken"), name="permit_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="permit_has_a_number"),
            models.CheckConstraint(
                condition=Q(valid_until_stated__isnull=True) | Q(valid_until_stated__gte=F("issued_on")), name="permit_ends_after_its_issue"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True, valid_until_stated__isnull=True)
                | Q(valid_until__isnull=False, valid_until_stated__isnull=False, valid_until__gte=F("valid_until_stated")),
                name="the_law_never_shortens_a_permit",
            ),
            models.CheckConstraint(
                condition=Q(orders_counted__isnull=True) | Q(orders_counted__len__gt=0), name="no_counted_orders_are_null"
            ),
            models.CheckConstraint(
                condition=Q(status="in_force", ended_on__isnull=True) | (~Q(status="in_force") & Q(ended_on__isnull=False)),
                name="ended_permit_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "valid_until_stated"], name="permit_stated"),  # what an order's window asks for
            models.Index(fields=["person", "-id"], name="permit_of_person"),
            BrinIndex(fields=["valid_until"], name="permit_valid_until", autosummarize=True),  # does not stop heap-only updates
        ]
        triggers = [
            pgtrigger.FSM(name="permit_status_moves_as_the_table_says", field="status", transitions=list(TRANSITIONS)),
            pgtrigger.Trigger(
                name="a_child_does_not_outlast_the_parent",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__kind="temporary_residence", new__follows__isnull=False, new__predecessor__isnull=True),
                func=_NOT_AFTER_THE_PARENT,
            ),
            pgtrigger.ReadOnly(
                name="what_is_printed_stays",
                fields=["kind", "series", "number", "citizenship", "issued_on", "valid_until_stated", "orders_counted"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.series} {self.number}"


class PermitSequence(models.Model):
    """The last serial number given for a kind in a region and year. Locked while a number is drawn."""

    kind = models.CharField(max_length=24)
    region = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "region", "year"], name="one_sequence_per_kind_region_and_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.region} {self.year}: {self.last}"
