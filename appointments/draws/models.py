"""Places given by lot: the draw with its sealed seed, who asked for what under which code, which places there were, who got which."""

import uuid
from typing import ClassVar, Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from appointments.models import Booking, Service, ServiceAtOffice, Slot
from appointments.models.whom import turn_of
from portal.crypto import EncryptedTextField
from profiles.models import Person

DRAW_TRANSITIONS: Final = (
    ("announced", "open"),
    ("open", "closed"),
    ("closed", "drawn"),
    ("drawn", "settled"),
    ("announced", "called_off"),
    ("open", "called_off"),
    ("closed", "called_off"),
)
REQUEST_TRANSITIONS: Final = (("sent", "withdrawn"), ("sent", "won"), ("sent", "lost"), ("sent", "called_off"))
_ALIVE: Final = ["announced", "open", "closed", "drawn"]
_SHA256_OF_SEED: Final = Func(Func(Func(F("seed"), Value("hex"), function="decode"), function="sha256"), Value("hex"), function="encode")


class Draw(models.Model):
    """The new places of a service at an office from `first_day` to `last_day`, given by lot.

    `commitment` is published before anybody can ask; `sealed_seed` is what it commits to, and becomes `seed` when the lot is cast.
    The database itself refuses a seed that is not the committed one. `state` changes only in `appointments.draws.services`."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        OPEN = "open", _("requests are taken")
        CLOSED = "closed", _("the list is closed and published")
        DRAWN = "drawn", _("the lot is cast")
        SETTLED = "settled", _("the draw is over")
        CALLED_OFF = "called_off", _("called off")

    ALIVE: ClassVar[frozenset[str]] = frozenset(_ALIVE)

    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="draws", verbose_name=_("service"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))  # inclusive
    requests_from = models.DateTimeField(_("requests from"))
    requests_until = models.DateTimeField(_("requests until"))
    algorithm = models.CharField(max_length=8)
    commitment = models.CharField(max_length=64)
    sealed_seed = EncryptedTextField()
    # A value that will be known only after the close and that nobody in the portal makes, for example a published exchange rate.
    outside_source = models.CharField(_("value from outside: which one, and where it is published"), max_length=300, blank=True)
    outside_value = models.CharField(_("value from outside"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ANNOUNCED)
    announced_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)  # of the list of requests and places, from the close on
    seed = models.CharField(max_length=64, blank=True)  # published when the lot is cast
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="draw_covers_a_day_at_least"),
            models.CheckConstraint(
                condition=Q(announced_at__lte=F("requests_from"), requests_until__gt=F("requests_from")), name="draw_is_announced_first"
            ),
            models.CheckConstraint(condition=Q(seed="") | Q(commitment=_SHA256_OF_SEED), name="published_seed_is_the_committed_one"),
            models.CheckConstraint(
                condition=Q(state__in=["drawn", "settled"]) & ~Q(seed="") & ~Q(digest="") & Q(drawn_at__isnull=False)
                | ~Q(state__in=["drawn", "settled"]) & Q(seed="", drawn_at__isnull=True),
                name="seed_is_published_when_the_lot_is_cast",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(digest=""), name="closed_list_has_its_digest"),
            models.CheckConstraint(condition=Q(outside_value="") | ~Q(outside_source=""), name="outside_value_has_its_source"),
        ]
        indexes = [models.Index(fields=["requests_until"], name="draw_to_tend", condition=Q(state__in=_ALIVE))]
        triggers = [
            pgtrigger.FSM(name="draw_moves_as_the_table_says", field="state", transitions=list(DRAW_TRANSITIONS)),
            pgtrigger.ReadOnly(
                name="announced_draw_keeps_its_terms",
                fields=[
                    "number", "offered", "first_day", "last_day", "requests_from", "requests_until", "algorithm", "commitment",
                    "sealed_seed", "outside_source", "announced_at",
                ],
            ),
            # What is written once stays: digest, outside value, seed.
            pgtrigger.Protect(
                name="published_value_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest")) & ~pgtrigger.Q(old__digest="")
                | pgtrigger.Q(old__outside_value__df=pgtrigger.F("new__outside_value")) & ~pgtrigger.Q(old__outside_value="")
                | pgtrigger.Q(old__seed__df=pgtrigger.F("new__seed")) & ~pgtrigger.Q(old__seed=""),
            ),
            pgtrigger.Protect(name="draw_is_not_deleted", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"draw {self.pk}"


class DrawPlace(models.Model):
    """One place of the closed list; `day` and `at` are what was published."""

    append_only: ClassVar[bool] = True

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="places")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="drawn_in")
    day = models.DateField()
    at = models.TimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "slot"], name="place_once_in_a_draw")]
        triggers = [pgtrigger.Protect(name="drawn_place_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.slot_id}"


class DrawDocument(models.Model):
    """What everybody may read of a draw whose list is closed, made once for each of its states and handed out as it is.

    `version` says of which state (`appointments.draws.publishing.version_of`); `body` is the JSON text, compressed (gzip)."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="document")
    version = models.CharField(max_length=40)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.draw_id} {self.version}"


class DrawRequest(models.Model):
    """One person asks for a place. `code` stands for her in everything that is published. `place` and `rank` are the result.

    `whose_turn` is the key of the person whose turn it is, `identity` her document (`appointments.models.whom`); both are
    published nowhere."""

    class State(models.TextChoices):
        SENT = "sent", _("your request is sent")
        WITHDRAWN = "withdrawn", _("your request is withdrawn")
        WON = "won", _("a place was drawn for you")
        LOST = "lost", _("no place was left for you")
        CALLED_OFF = "called_off", _("the draw was called off")

    class Part(models.TextChoices):
        ANY = "any", _("at any time of the day")
        MORNING = "morning", _("before 12:00")
        AFTERNOON = "afternoon", _("from 12:00 on")

    class Trouble(models.TextChoices):
        NONE = "", ""
        BOOKED = "already_booked", _("you have had an appointment for this by then")
        SAME_DOCUMENT = "same_document", _("another account has had an appointment for this with the same identity document by then")
        CLOSED = "slot_taken", _("the office has closed this time since")
        UNKNOWN = "unknown", _("your profile had no name, date of birth or identity document")
        OF_ANOTHER = "of_another", _("an officer has seen the original of the document in your profile with another person")

    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="draw_requests")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")  # that of the draw, for the constraint
    code = models.CharField(_("code"), max_length=9, unique=True)
    days = ArrayField(models.DateField(), verbose_name=_("days"))
    part = models.CharField(_("time of the day"), max_length=9, choices=Part, default=Part.ANY)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    sent_at = models.DateTimeField()
    rank = models.PositiveIntegerField(null=True)
    place = models.ForeignKey(DrawPlace, null=True, on_delete=models.PROTECT, related_name="requests")
    # The lot gave the place; what became of it: a booking to confirm, or why there is none.
    booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="draw_requests")
    trouble = models.CharField(max_length=14, choices=Trouble, default=Trouble.NONE, blank=True)
    whose_turn = models.BigIntegerField(null=True, editable=False)
    identity = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("request for a draw")
        verbose_name_plural = _("requests for draws")
        constraints = [
            models.UniqueConstraint(fields=["person", "service"], condition=Q(state="sent"), name="one_request_per_service"),
            # Before that of the document, so that it speaks first.
            models.UniqueConstraint(fields=["whose_turn", "service"], condition=Q(state="sent"), name="one_request_per_family"),
            models.UniqueConstraint(
                fields=["identity", "service"], condition=Q(state="sent") & ~Q(identity=""), name="one_request_per_document"
            ),
            models.UniqueConstraint(fields=["draw", "rank"], condition=Q(rank__isnull=False), name="nobody_is_drawn_twice"),
            models.UniqueConstraint(fields=["place"], condition=Q(place__isnull=False), name="no_place_is_drawn_twice"),
            models.CheckConstraint(condition=Q(days__len__gte=1), name="request_names_a_day"),
            models.CheckConstraint(
                condition=~Q(state="won") | Q(place__isnull=False, booking__isnull=False) | Q(place__isnull=False) & ~Q(trouble=""),
                name="winner_has_a_booking_or_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["draw", "rank"], name="request_to_settle", condition=Q(state="sent"))]
        triggers = [
            pgtrigger.FSM(name="request_moves_as_the_table_says", field="state", transitions=list(REQUEST_TRANSITIONS)),
            pgtrigger.ReadOnly(name="sent_request_stays", fields=["draw", "person", "service", "code", "days", "part", "sent_at"]),
            pgtrigger.Protect(
                name="result_of_the_lot_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__rank__isnull=False)
                & (pgtrigger.Q(old__rank__df=pgtrigger.F("new__rank")) | pgtrigger.Q(old__place__df=pgtrigger.F("new__place"))),
            ),
            pgtrigger.Protect(name="request_is_not_deleted", operation=pgtrigger.Delete),
            turn_of(while_in=["sent"]),
        ]

    def __str__(self) -> str:
        return self.code


class UndrawnDay(models.Model):
    """That the supervisors of the office heard, once, that this day of a drawn service waits for a draw."""

    append_only: ClassVar[bool] = True

    offered = models.ForeignKey(ServiceAtOffice, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offered", "day"], name="undrawn_day_is_told_once")]

    def __str__(self) -> str:
        return f"{self.offered_id} {self.day}"
