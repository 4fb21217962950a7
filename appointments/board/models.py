"""The visits of a day: who came, who waits, who is at which desk."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.models import Booking, Desk, Reception, ServiceAtOffice, Slot
from cases.models import Case

# The one table of allowed transitions: guards, buttons and the database trigger come from it.
VISIT_TRANSITIONS: Final = (
    ("waiting", "called"),
    ("waiting", "unserved"),
    ("called", "in_service"),
    ("called", "waiting"),
    ("called", "no_show"),
    ("called", "unserved"),
    ("in_service", "done"),
    ("in_service", "waiting"),
)
_AT_A_DESK: Final = ["called", "in_service"]


# The other half of the promise that a place is sold once: `appointments.models.whom` looks at the walk-ins.
_PLACE_IS_FREE: Final = f"""
IF NEW.slot_id IS NULL OR TG_OP = 'UPDATE' AND NEW.slot_id IS NOT DISTINCT FROM OLD.slot_id THEN
    RETURN NEW;
END IF;
PERFORM FROM appointments_slot WHERE id = NEW.slot_id FOR NO KEY UPDATE;
was := current_setting('enable_seqscan'); PERFORM set_config('enable_seqscan', 'off', true);
IF EXISTS (SELECT FROM appointments_booking
           WHERE slot_id = NEW.slot_id AND state IN ({", ".join(f"'{state}'" for state in sorted(Booking.OCCUPYING))})) THEN
    RAISE EXCEPTION 'somebody has booked this place' USING ERRCODE = 'unique_violation', CONSTRAINT = 'place_is_sold_once';
END IF;
PERFORM set_config('enable_seqscan', was, true);
RETURN NEW;
"""


class Visit(models.Model):
    """One person at the office on one day, by appointment or with a ticket. `state` changes only in `appointments.board.services`.

    `day` is that of the office's wall clock. Nobody's name stands here: who came by appointment is told by the booking."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CALLED = "called", _("called")
        IN_SERVICE = "in_service", _("at the desk")
        DONE = "done", _("done")
        NO_SHOW = "no_show", _("did not come to the desk")
        UNSERVED = "unserved", _("the office did not get to it")

    AT_A_DESK: ClassVar[frozenset[str]] = frozenset(_AT_A_DESK)

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField(_("day"))
    ticket = models.CharField(_("ticket"), max_length=6)
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT, related_name="visit")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="visits")
    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="visits")
    slot = models.OneToOneField(Slot, null=True, on_delete=models.PROTECT, related_name="visit")  # a walk-in's place, if one was free
    is_urgent = models.BooleanField(_("urgent"), default=False)
    turn = models.PositiveSmallIntegerField()  # rules.times.Turn
    turn_at = models.DateTimeField()  # the order within a turn
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="visits")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    calls = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField()
    first_called_at = models.DateTimeField(null=True)  # also of a visit that was sent back since: the wait from the door to a desk
    called_at = models.DateTimeField(null=True)  # first since it waits; calling again counts `calls`
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    submission_key = models.UUIDField(null=True)  # of the one-time form that gave the ticket to somebody without an appointment

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.UniqueConstraint(fields=["reception", "day", "ticket"], name="one_ticket_of_a_number_a_day"),
            models.UniqueConstraint(fields=["reception", "submission_key"], name="one_ticket_of_a_form"),
            models.UniqueConstraint(fields=["desk"], condition=Q(state__in=_AT_A_DESK), name="one_visit_at_a_desk"),
            models.CheckConstraint(
                condition=~Q(state__in=[*_AT_A_DESK, "done", "no_show"])
                | Q(desk__isnull=False, officer__isnull=False, called_at__isnull=False),
                name="called_visit_has_desk_and_officer",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["in_service", "done"]) & Q(started_at__isnull=False))
                | (~Q(state__in=["in_service", "done"]) & Q(started_at__isnull=True)),
                name="visit_started_as_its_state_says",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["done", "no_show", "unserved"]) & Q(ended_at__isnull=False))
                | (~Q(state__in=["done", "no_show", "unserved"]) & Q(ended_at__isnull=True)),
                name="visit_ended_as_its_state_says",
            ),
            # A comparison with nothing is unknown, and what is unknown does not break a constraint.
            models.CheckConstraint(
                condition=Q(called_at__isnull=True) | Q(called_at__gte=F("arrived_at")), name="visit_called_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_at__gte=F("called_at")), name="visit_started_after_call"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("arrived_at")) & (Q(started_at__isnull=True) | Q(ended_at__gte=F("started_at"))),
                name="visit_ended_last",
            ),
        ]
        indexes = [
            models.Index(fields=["reception", "day", "turn", "turn_at", "id"], name="visit_queue", condition=Q(state="waiting")),
            models.Index(fields=["offered", "day"], name="visit_day"),
        ]
        triggers = [
            pgtrigger.FSM(name="visit_moves_as_the_table_says", field="state", transitions=list(VISIT_TRANSITIONS)),
            pgtrigger.Trigger(
                name="place_of_a_walk_in_is_nobodys",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("was", "TEXT")],
                func=_PLACE_IS_FREE,
            ),
        ]

    def __str__(self) -> str:
        return self.ticket


class TicketRoll(models.Model):
    """The last number given at an office on a day. Locked last, when everything else about a ticket is known."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reception", "day"], name="one_roll_a_day")]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.day}: {self.last}"


class UnmarkedDay(models.Model):
    """A day with appointments on which nobody was marked as arrived: a supervisor says whether the office was open. Until then nobody
    is said to have missed anything."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="unmarked_days")
    day = models.DateField(_("day"))
    visits = models.PositiveIntegerField(_("appointments"))
    was_open = models.BooleanField(_("the office was open"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("day without any arrival")
        verbose_name_plural = _("days without any arrival")
        constraints = [
            models.UniqueConstraint(fields=["reception", "day"], name="asked_once_about_a_day"),
            models.CheckConstraint(
                condition=Q(was_open__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(was_open__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="answer_about_a_day_has_its_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reception_id} {self.day}"


class Screen(models.Model):
    """The public waiting screen of an office. Whoever knows `key` sees numbers and desks, nothing else."""

    reception = models.OneToOneField(Reception, on_delete=models.PROTECT, related_name="screen")
    key = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return f"screen of {self.reception_id}"
