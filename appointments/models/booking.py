"""Who comes when, and for what. The database itself refuses a place sold twice, a person booked twice and a desk with two visits."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from appointments.models.reception import Desk, Service, ServiceAtOffice
from appointments.models.slot import Slot
from appointments.models.whom import booked_for
from cases.models import Case
from profiles.models import Person

# The one table of allowed transitions: guards, buttons and the database trigger come from it.
BOOKING_TRANSITIONS: Final = (
    ("held", "booked"),
    ("held", "expired"),
    ("held", "cancelled"),
    ("booked", "cancelled"),
    ("booked", "arrived"),
    ("booked", "no_show"),
    ("arrived", "done"),
    ("arrived", "no_show"),
    ("arrived", "cancelled"),
    ("no_show", "cancelled"),  # it was marked wrongly
    ("cancelled", "no_show"),  # a day without any arrival: the office was open after all
)
_ACTIVE: Final = ["held", "booked", "arrived"]
_OCCUPYING: Final = [*_ACTIVE, "done", "no_show"]


class Booking(models.Model):
    """One visit of one person for one service. `state` changes only in `appointments.services`.

    `booked_name`, `booked_birth_date` and `identity` say for whom it was made, as the profile said at that moment (`models.whom`): the
    officer compares them with who came. They are emptied when the booking is over, unless an officer received somebody whose name had
    changed since: then they and the ground stay. Moving keeps the row and its number. `party` is shared by people who were booked together
    (a parent with children).
    `day`, `at`, `desk` and the moments are those of `slot`, kept here for the constraints; an invariant compares them."""

    class State(models.TextChoices):
        HELD = "held", _("held until you confirm")
        BOOKED = "booked", _("booked")
        ARRIVED = "arrived", _("you are at the office")
        DONE = "done", _("done")
        NO_SHOW = "no_show", _("missed")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("not confirmed in time")

    ACTIVE: ClassVar[frozenset[str]] = frozenset(_ACTIVE)
    OCCUPYING: ClassVar[frozenset[str]] = frozenset(_OCCUPYING)
    CHANGEABLE: ClassVar[frozenset[str]] = frozenset({"held", "booked"})

    class Ground(models.TextChoices):
        """Why an officer received somebody whose name or birthday is another one than when it was booked."""

        MISSPELLING = "misspelling", _("a misspelling was corrected")
        NEW_DOCUMENT = "new_document", _("a new document: after a marriage, for example")
        OTHER = "other", _("something else")

    number = models.CharField(_("number"), max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    booked_by = models.ForeignKey(  # none: the portal
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="bookings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="bookings")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="bookings")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="bookings")
    day = models.DateField(_("day"))
    at = models.TimeField(_("time"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    party = models.UUIDField(null=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.HELD)
    hold_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)  # grows with every move, for a calendar file that replaces the former
    # How often a decree moved the moments while day and hour stayed: a calendar must replace its entry, and nobody is reminded again.
    clock_changes = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # when this time became the person's: confirmed, or moved here
    closed_at = models.DateTimeField(null=True)
    booked_name = models.CharField(max_length=401, blank=True, default="", db_default="")
    booked_birth_date = models.DateField(null=True)
    identity = models.CharField(max_length=120, blank=True, default="", db_default="")
    ground = models.CharField(max_length=12, choices=Ground, blank=True, default="", db_default="")
    ground_words = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(fields=["slot"], condition=Q(state__in=_OCCUPYING), name="place_is_sold_once"),
            models.UniqueConstraint(fields=["person", "service"], condition=Q(state__in=_ACTIVE), name="one_active_booking_per_service"),
            models.UniqueConstraint(
                fields=["identity", "service"], condition=Q(state__in=_ACTIVE) & ~Q(identity=""), name="one_active_booking_per_document"
            ),
            ExclusionConstraint(
                name="one_visit_at_a_desk_at_once",
                expressions=[
                    (Func(F("desk"), F("desk"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("starts_at"), F("ends_at"), function="tstzrange"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=_OCCUPYING),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_lasts"),
            models.CheckConstraint(condition=~Q(state="held") | Q(hold_until__isnull=False), name="held_booking_says_until_when"),
            models.CheckConstraint(
                condition=Q(state__in=_ACTIVE, closed_at__isnull=True) | (~Q(state__in=_ACTIVE) & Q(closed_at__isnull=False)),
                name="closed_booking_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-starts_at"], name="booking_person"),
            models.Index(fields=["person", "service"], name="booking_person_service"),
            models.Index(fields=["booked_by", "service"], name="booking_account_service"),
            models.Index(fields=["offered", "day", "at"], name="booking_day", condition=Q(state__in=_OCCUPYING)),
            models.Index(fields=["party"], name="booking_party", condition=Q(party__isnull=False)),
            models.Index(fields=["starts_at"], name="booking_ahead", condition=Q(state="booked")),
        ]
        triggers = [
            pgtrigger.FSM(name="booking_moves_as_the_table_says", field="state", transitions=list(BOOKING_TRANSITIONS)),
            booked_for(),
        ]

    def __str__(self) -> str:
        return self.number
