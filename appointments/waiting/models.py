"""Who waits for a place, and what was offered to whom: one open entry for each person and service, one open offer for each place."""

import uuid
from typing import ClassVar, Final

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.models import Booking, Service, ServiceAtOffice, Slot
from appointments.models.whom import turn_of
from profiles.models import Person

ENTRY_TRANSITIONS: Final = (
    ("waiting", "offered"),
    ("offered", "waiting"),
    ("offered", "booked"),
    ("offered", "left"),
    ("offered", "silent"),
    ("waiting", "left"),
    ("waiting", "over"),
    ("waiting", "ended"),
    ("offered", "ended"),
)
OFFER_TRANSITIONS: Final = (("open", "accepted"), ("open", "declined"), ("open", "lapsed"), ("open", "closed"))
_OPEN: Final = ["waiting", "offered"]
# A deadline changes only while the person waits, and each reckoning is counted: nothing else that is written moves it.
_CHANGED_BY_HAND: Final = """
    (
        (OLD.deadline IS DISTINCT FROM NEW.deadline OR OLD.deadline_source IS DISTINCT FROM NEW.deadline_source)
        AND (OLD.state NOT IN ('waiting', 'offered') OR NEW.reckonings <> OLD.reckonings + 1)
    )
"""


class WaitingEntry(models.Model):
    """One person waits for one service, at the offices of `at` or at any office of `region`, on a day from `first_day` to `last_day`.

    `deadline` is the last day by which the person needs the visit, as the portal knows it; nobody types it, because it decides whose
    turn is first. It is reckoned anew, each time counted, when her applications change. `whose_turn` is the key of the person whose turn
    it is, `identity` her document (`appointments.models.whom`). `state` changes only in `appointments.waiting.services`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("you are in the line")
        OFFERED = "offered", _("a time is offered to you")
        BOOKED = "booked", _("you have got a time")
        LEFT = "left", _("you have left the line")
        SILENT = "silent", _("two offers were left without an answer")
        OVER = "over", _("the last day has passed")
        ENDED = "ended", _("ended: an officer saw the document with another person")

    OPEN: ClassVar[frozenset[str]] = frozenset(_OPEN)

    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waiting_entries")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="waiting_entries")
    region = models.CharField(_("region"), max_length=2, blank=True)  # "": at the offices of `at` alone
    at = models.ManyToManyField(ServiceAtOffice, related_name="waiting_entries")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))  # inclusive
    deadline = models.DateField(_("needed by"), null=True)
    deadline_source = models.CharField(max_length=20, blank=True)  # `appointments.waiting.deadlines` knows the words
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    joined_at = models.DateTimeField(_("joined"))
    reckonings = models.PositiveSmallIntegerField(default=0, db_default=0)  # 0: the deadline is that of the day of joining
    closed_at = models.DateTimeField(null=True)
    whose_turn = models.BigIntegerField(null=True, editable=False)
    identity = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("entry of the waiting list")
        verbose_name_plural = _("entries of the waiting list")
        constraints = [
            models.UniqueConstraint(fields=["person", "service"], condition=Q(state__in=_OPEN), name="one_open_entry_per_service"),
            # Before that of the document, so that it speaks first.
            models.UniqueConstraint(fields=["whose_turn", "service"], condition=Q(state__in=_OPEN), name="one_open_entry_per_family"),
            models.UniqueConstraint(
                fields=["identity", "service"], condition=Q(state__in=_OPEN) & ~Q(identity=""), name="one_open_entry_per_document"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="entry_waits_for_a_day_at_least"),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True, deadline_source="") | (Q(deadline__isnull=False) & ~Q(deadline_source="")),
                name="deadline_says_where_it_is_from",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, closed_at__isnull=True) | (~Q(state__in=_OPEN) & Q(closed_at__isnull=False)),
                name="closed_entry_has_its_moment",
            ),
        ]
        indexes = [
            # The line itself, in its order.
            models.Index(
                F("service"), F("deadline").asc(nulls_last=True), F("joined_at"), F("id"), name="entry_line", condition=Q(state="waiting")
            ),
            models.Index(fields=["last_day"], name="entry_ends", condition=Q(state="waiting")),
            models.Index(fields=["service", "closed_at"], name="entry_history", condition=Q(state__in=["booked", "over"])),
        ]
        triggers = [
            pgtrigger.FSM(name="entry_moves_as_the_table_says", field="state", transitions=list(ENTRY_TRANSITIONS)),
            pgtrigger.ReadOnly(name="nobody_jumps_the_line", fields=["person", "service", "joined_at"]),
            pgtrigger.Trigger(
                name="deadline_is_reckoned",
                operation=pgtrigger.UpdateOf("deadline", "deadline_source"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(_CHANGED_BY_HAND),
                func="RAISE EXCEPTION 'deadline_is_reckoned: the deadline of an entry changes only when it is reckoned anew';",
            ),
            pgtrigger.Protect(name="entry_is_not_deleted", operation=pgtrigger.Delete),
            turn_of(while_in=_OPEN),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class Offer(models.Model):
    """One freed place is offered to one entry until `accept_until`. `state` changes only in `appointments.waiting.services`."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for your answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("not answered in time")
        CLOSED = "closed", _("closed by the office")

    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.PROTECT, related_name="offers")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="offers")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField()
    accept_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("offer to the waiting list")
        verbose_name_plural = _("offers to the waiting list")
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(state="open"), name="one_open_offer_per_place"),
            models.UniqueConstraint(fields=["entry"], condition=Q(state="open"), name="one_open_offer_per_entry"),
            models.CheckConstraint(condition=Q(accept_until__gt=F("offered_at")), name="offer_lasts"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="closed_offer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", booking__isnull=False) | (~Q(state="accepted") & Q(booking__isnull=True)),
                name="accepted_offer_has_its_booking",
            ),
        ]
        indexes = [models.Index(fields=["accept_until"], name="offer_lapses", condition=Q(state="open"))]
        triggers = [
            pgtrigger.FSM(name="offer_moves_as_the_table_says", field="state", transitions=list(OFFER_TRANSITIONS)),
            pgtrigger.ReadOnly(name="offer_keeps_its_terms", fields=["entry", "slot", "offered_at", "accept_until"]),
            pgtrigger.Protect(name="offer_is_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
