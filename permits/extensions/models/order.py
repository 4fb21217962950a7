"""The extension order: an act of the state that moves the last day of documents, as data."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from permits.extensions.rules.terms import LONGEST, Mode, OrderTerms, named, source_of

# The one table of allowed transitions: guards, buttons, the database trigger and docs/order-states.md come from it.
TRANSITIONS: Final = (
    ("draft", "dry_run"),
    ("dry_run", "ready"),
    ("dry_run", "draft"),
    ("ready", "draft"),
    ("ready", "dry_run"),
    ("ready", "approved"),
    ("approved", "draft"),
    ("approved", "applying"),
    ("applying", "paused"),
    ("paused", "applying"),
    ("applying", "applied"),
    ("paused", "repealing"),
    ("applied", "repealing"),
    ("repealing", "repealed"),
)
# What the second person approves: it cannot be changed, even by SQL, unless the order is a draft.
CONTENT: Final = (
    "act", "citation", "act_en", "citation_en", "link",
    "kinds", "citizenships", "regions", "window_from", "window_to", "is_open_ended", "mode", "until", "days",
    "suspended_from", "suspended_to", "effective_from", "last_issue_day", "only_in_country", "note", "adds_to",
)  # fmt: skip
# Fields that orders of before did not have: left empty they say nothing, and the hash of the content is that of before.
ADDED_LATER: Final = frozenset({"adds_to", "act_en", "citation_en"})


# Orders are approved and come into force one after another, so that two that overlap cannot both find the other one absent. The same
# lock is taken by the services before they judge (`locking.one_into_force_at_a_time`); what stands here holds for plain SQL as well.
INTO_FORCE: Final = "permits.extensions: orders come into force"
_ALONE_IN_FORCE: Final = f"""
IF TG_OP = 'UPDATE' AND (OLD.status = NEW.status OR OLD.status IN ('applying', 'paused', 'applied')) THEN
    RETURN NEW;
END IF;
PERFORM pg_advisory_xact_lock(hashtext('{INTO_FORCE}'));
IF EXISTS (
    SELECT FROM permit_extensions_extensionorder o
    WHERE o.id <> NEW.id AND o.status IN ('approved', 'applying', 'paused', 'applied')
      AND o.window_from = NEW.window_from AND o.mode = NEW.mode
      AND (o.window_to, o.until, o.days, o.suspended_from, o.suspended_to)
          IS NOT DISTINCT FROM (NEW.window_to, NEW.until, NEW.days, NEW.suspended_from, NEW.suspended_to)
      AND o.kinds && NEW.kinds
      AND (o.citizenships = '{{}}' OR NEW.citizenships = '{{}}' OR o.citizenships && NEW.citizenships)
      AND (o.regions = '{{}}' OR NEW.regions = '{{}}' OR o.regions && NEW.regions)
) THEN
    RAISE EXCEPTION 'an order in force does the same' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'orders_in_force_differ';
END IF;
IF EXISTS (
    SELECT FROM permit_extensions_extensionorder o
    WHERE o.id <> NEW.id AND o.status IN ('approved', 'applying', 'paused', 'applied')
      AND o.window_from <= COALESCE(NEW.window_to, 'infinity') AND NEW.window_from <= COALESCE(o.window_to, 'infinity')
      AND o.kinds && NEW.kinds
      AND (o.citizenships = '{{}}' OR NEW.citizenships = '{{}}' OR o.citizenships && NEW.citizenships)
      AND (o.regions = '{{}}' OR NEW.regions = '{{}}' OR o.regions && NEW.regions)
      AND o.number <> ALL (NEW.adds_to) AND NEW.number <> ALL (o.adds_to)
) THEN
    RAISE EXCEPTION 'it overlaps an order in force and does not say so'
        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'orders_in_force_overlap_knowingly';
END IF;
IF EXISTS (
    SELECT FROM permit_extensions_extensionorder o
    WHERE o.id <> NEW.id AND o.status IN ('repealing', 'repealed') AND o.act = NEW.act AND o.citation = NEW.citation
) THEN
    RAISE EXCEPTION 'the act was repealed' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'order_in_force_names_no_repealed_act';
END IF;
RETURN NEW;
"""  # noqa: S608 (text of this program alone)


def _mode_has_its_own_fields() -> Q:
    """Exactly the fields of the mode are filled, and no other's."""
    fixed = Q(mode=Mode.FIXED, until__isnull=False, days__isnull=True, suspended_from__isnull=True, suspended_to__isnull=True)
    plus = Q(mode=Mode.PLUS_DAYS, until__isnull=True, days__isnull=False, suspended_from__isnull=True, suspended_to__isnull=True)
    suspended = Q(mode=Mode.SUSPENDED, until__isnull=True, days__isnull=True, suspended_from__isnull=False, suspended_to__isnull=False)
    return fixed | plus | suspended


class ExtensionOrder(models.Model):
    """`kinds` is never empty and has no default: an order covers what it names and nothing else. Empty `citizenships` or `regions`
    mean all of them. `status` changes only in `permits.extensions.services`.

    The window asks for the day that the document states, both ends inclusive. An end that is open says so by itself."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        DRY_RUN = "dry_run", _("dry run is going on")
        READY = "ready", _("waits for approval")
        APPROVED = "approved", _("approved")
        APPLYING = "applying", _("is being applied")
        PAUSED = "paused", _("paused")
        APPLIED = "applied", _("applied")
        REPEALING = "repealing", _("is being taken back")
        REPEALED = "repealed", _("repealed")

    EDITABLE: ClassVar[frozenset[str]] = frozenset({"draft", "ready"})
    IN_FORCE: ClassVar[frozenset[str]] = frozenset({"applying", "paused", "applied"})
    DECIDED: ClassVar[frozenset[str]] = frozenset({"approved", *IN_FORCE})
    ENDED: ClassVar[frozenset[str]] = frozenset({"repealing", "repealed"})

    number = models.CharField(_("number"), max_length=12, unique=True)
    example = models.CharField(max_length=40, unique=True, null=True, blank=True)  # which of data/orders.yaml it was made from
    act = models.CharField(_("act"), max_length=300)
    citation = models.CharField(_("article or paragraph"), max_length=300, blank=True)
    # For who reads the portal in English; empty: the act's own name stands there too.
    act_en = models.CharField(_("act, in English"), max_length=300, blank=True, default="", db_default="")
    citation_en = models.CharField(_("article or paragraph, in English"), max_length=300, blank=True, default="", db_default="")
    link = models.URLField(_("link to the text"), max_length=500, blank=True)
    kinds = ArrayField(models.CharField(max_length=24), verbose_name=_("kinds of documents"))
    citizenships = ArrayField(models.CharField(max_length=3), default=list, blank=True, verbose_name=_("citizenships"))
    regions = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("regions"))
    window_from = models.DateField(_("stated last day: from"))
    window_to = models.DateField(_("stated last day: to"), null=True, blank=True)
    is_open_ended = models.BooleanField(_("the window has no end"), default=False)
    mode = models.CharField(_("what it does"), max_length=10, choices=[(mode.value, mode.label) for mode in Mode])
    until = models.DateField(_("valid through"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days from the stated last day"), null=True, blank=True)
    suspended_from = models.DateField(_("term suspended from"), null=True, blank=True)
    suspended_to = models.DateField(_("term suspended to"), null=True, blank=True)
    effective_from = models.DateField(_("in force from"))
    last_issue_day = models.DateField(_("only documents issued on or before"), null=True, blank=True)  # later ones: ask the staff
    only_in_country = models.BooleanField(_("speaks of people who are in Russia"), default=False)
    note = models.TextField(_("how the text is read, and what is doubtful"), max_length=4000, blank=True)
    # Numbers of orders, approved or in force, with which it shares documents: who wrote it said so, and who approves it sees it.
    adds_to = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("adds to orders"))

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64, blank=True)  # of the content that the last finished dry run looked at
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    repeal_act = models.CharField(_("act that repeals it"), max_length=300, blank=True)
    repeal_act_en = models.CharField(_("act that repeals it, in English"), max_length=300, blank=True, default="", db_default="")
    repeal_proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    repeal_proposed_at = models.DateTimeField(null=True, blank=True)
    repeal_confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    repealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("extension order")
        verbose_name_plural = _("extension orders")
        constraints = [
            models.CheckConstraint(condition=Q(kinds__len__gt=0), name="order_names_a_kind"),
            models.CheckConstraint(
                condition=Q(is_open_ended=True, window_to__isnull=True)
                | Q(is_open_ended=False, window_to__isnull=False, window_to__gte=F("window_from")),
                name="order_window_stands_upright",
            ),
            models.CheckConstraint(condition=_mode_has_its_own_fields(), name="order_has_the_fields_of_its_mode"),
            models.CheckConstraint(condition=Q(days__isnull=True) | Q(days__range=(1, LONGEST)), name="order_days_make_sense"),
            models.CheckConstraint(
                condition=Q(suspended_from__isnull=True) | Q(suspended_to__gte=F("suspended_from")), name="order_suspension_stands_upright"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("window_from")), name="order_until_is_after_its_window"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")), name="order_approval_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(repeal_confirmed_by__isnull=True) | ~Q(repeal_confirmed_by=F("repeal_proposed_by")),
                name="order_repeal_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "dry_run", "ready"], approved_by__isnull=True, approved_at__isnull=True)
                | (~Q(status__in=["draft", "dry_run", "ready"]) & Q(approved_by__isnull=False, approved_at__isnull=False)),
                name="order_in_force_was_approved",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["repealing", "repealed"]) | (Q(repeal_confirmed_by__isnull=False) & ~Q(repeal_act="")),
                name="order_repeal_has_act_and_people",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="order_moves_as_the_table_says", field="status", transitions=list(TRANSITIONS)),
            pgtrigger.Protect(
                name="only_a_draft_is_edited",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'draft' AND (" + " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in CONTENT) + ")"
                ),
            ),
            pgtrigger.Protect(name="an_order_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="order_is_alone_in_force",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status IN ('approved', 'applying', 'paused', 'applied')"),
                func=_ALONE_IN_FORCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    @property
    def act_named(self) -> str:
        """The act in the reader's language."""
        return named(self.act, self.act_en)

    @property
    def citation_named(self) -> str:
        return named(self.citation, self.citation_en)

    @property
    def source(self) -> str:
        """Act and paragraph in the reader's language, as explanations and papers name them."""
        return source_of(self.act, self.citation, self.act_en, self.citation_en)

    @property
    def terms(self) -> OrderTerms:
        """What the rules reckon with."""
        return OrderTerms(
            number=self.number,
            act=self.act,
            citation=self.citation,
            act_en=self.act_en,
            citation_en=self.citation_en,
            kinds=frozenset(self.kinds),
            citizenships=frozenset(self.citizenships),
            regions=frozenset(self.regions),
            window_from=self.window_from,
            window_to=self.window_to,
            mode=Mode(self.mode),
            until=self.until,
            days=self.days,
            suspended_from=self.suspended_from,
            suspended_to=self.suspended_to,
            effective_from=self.effective_from,
            last_issue_day=self.last_issue_day,
            only_in_country=self.only_in_country,
            key=self.pk,
        )
