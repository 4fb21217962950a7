"""Places: one desk, one time, one visit."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.models.reception import Desk, ServiceAtOffice


class Slot(models.Model):
    """One place. `day` and `at` are the office's wall clock and the truth; `starts_at` and `ends_at` are the same in UTC, computed.

    `state` says who may take it; what was promised to people stands in `Booking`, whose constraints hold whatever is written here.
    A held place whose `held_until` has passed can be taken again from `opens_at` on (`appointments.selectors.to_take`)."""

    class State(models.TextChoices):
        FREE = "free", _("free")
        HELD = "held", _("held while somebody confirms")
        OFFERED = "offered", _("offered to the waiting list")
        BOOKED = "booked", _("booked")
        CLOSED = "closed", _("closed")

    class Channel(models.TextChoices):
        EVERYBODY = "everybody", _("everybody")
        URGENT = "urgent", _("urgent deadlines")
        WALK_IN = "walk_in", _("walk-ins")

    WAITS: ClassVar[frozenset[str]] = frozenset({"held", "offered"})

    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="slots")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="slots", db_index=False)
    day = models.DateField(_("day"))
    at = models.TimeField(_("time"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opens_at = models.DateTimeField(_("can be booked from"))
    # Somebody had it: it opens again at a moment that is told to nobody, and until then it looks like one that is taken.
    opens_secretly = models.BooleanField(default=False, db_default=False)
    channel = models.CharField(_("for"), max_length=9, choices=Channel, default=Channel.EVERYBODY)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.FREE)
    held_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "at"], name="one_place_at_a_desk_and_time"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="place_lasts"),
            models.CheckConstraint(
                condition=Q(state__in=["held", "offered"], held_until__isnull=False)
                | (~Q(state__in=["held", "offered"]) & Q(held_until__isnull=True)),
                name="waiting_place_says_until_when",
            ),
        ]
        indexes = [
            # Free places of a service at an office in order of time; those held are few and may come back.
            models.Index(fields=["offered", "day", "at", "id"], name="slot_to_take", condition=Q(state__in=["free", "held"])),
            models.Index(fields=["held_until"], name="slot_waits", condition=Q(state__in=["held", "offered"])),
            # Given back and not open yet, or not for long: who waits is asked first.
            models.Index(fields=["opens_at"], name="slot_opens_secretly", condition=Q(state="free", opens_secretly=True)),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day} {self.at:%H:%M}"
