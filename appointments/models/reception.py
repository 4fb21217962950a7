"""Where people are received, at which desks, and for what."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Office


class Reception(models.Model):
    """How an office receives people by appointment. Its wall clock is that of `zone` (an IANA name), also after a decree moves it."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="reception", verbose_name=_("office"))
    zone = models.CharField(_("time zone"), max_length=40)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    step_free = models.BooleanField(_("step-free entrance"), default=False)
    hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("languages spoken at the desks"))
    way_ru = models.CharField(_("how to find the entrance, in Russian"), max_length=300, blank=True)
    way_en = models.CharField(_("how to find the entrance, in English"), max_length=300, blank=True)
    is_open = models.BooleanField(_("takes appointments"), default=True)

    class Meta:
        verbose_name = _("reception")
        verbose_name_plural = _("receptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="reception_lies_on_earth",
            ),
            models.CheckConstraint(condition=~Q(zone=""), name="reception_has_a_zone"),
        ]

    def __str__(self) -> str:
        return str(self.office)


class Desk(models.Model):
    """One desk or room: one visit at a time."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="desks", verbose_name=_("reception"))
    name = models.CharField(_("name on the door"), max_length=20)  # "3", "12A": called out and shown on the screen
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        constraints = [
            models.UniqueConstraint(fields=["reception", "name"], name="one_desk_of_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="desk_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def order(self) -> list[tuple[int, str]]:
        """As people count desks: 2 before 10, 12 before 12A."""
        return [(int(digits or 0), rest) for digits, rest in re.findall(r"([0-9]*)([^0-9]*)", self.name)]


class Service(models.Model):
    """What one comes for. `confirms` says what a finished visit proves for a case (`cases` knows the words);
    `procedures` whose applications it belongs to."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    bring_ru = models.TextField(_("what to bring, in Russian, a line each"), max_length=2000, blank=True)
    bring_en = models.TextField(_("what to bring, in English, a line each"), max_length=2000, blank=True)
    procedures = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("procedures it belongs to"))
    confirms = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("what a finished visit proves"))
    # Whoever cancels and books again and again takes places from others.
    changes = models.PositiveSmallIntegerField(_("cancellations and moves allowed"), default=3)
    changes_days = models.PositiveSmallIntegerField(_("within so many days"), default=30)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name_ru


class ServiceAtOffice(models.Model):
    """One service at one office: how long a visit is, how places are shared out and when they open.

    Places of a day open `horizon_days` before it at `opens_at` by the office's wall clock. Percentages are shares of all its places of
    a day; what is left for walk-ins and urgent deadlines cannot be booked by everybody."""

    reception = models.ForeignKey(Reception, on_delete=models.PROTECT, related_name="services", verbose_name=_("reception"))
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="offices", verbose_name=_("service"))
    minutes = models.PositiveSmallIntegerField(_("minutes of one visit"), validators=[MinValueValidator(5), MaxValueValidator(480)])
    lead_hours = models.PositiveSmallIntegerField(_("booked at least so many hours ahead"), default=2)
    horizon_days = models.PositiveSmallIntegerField(_("days ahead that places open"), default=14, validators=[MaxValueValidator(366)])
    opens_at = models.TimeField(_("hour at which a new day opens"))
    walk_in_percent = models.PositiveSmallIntegerField(_("percent kept for walk-ins"), default=0)
    urgent_percent = models.PositiveSmallIntegerField(_("percent kept for urgent deadlines"), default=0)
    urgent_days = models.PositiveSmallIntegerField(_("a deadline is urgent so many days before"), default=7)
    is_drawn = models.BooleanField(_("new places are drawn by lot"), default=False)
    is_offered = models.BooleanField(_("can be booked"), default=True)
    # Places made after their published hour: when the next of them open, and the first day among them. Written with the places.
    extra_opens_at = models.DateTimeField(null=True, editable=False)
    extra_day = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("service at an office")
        verbose_name_plural = _("services at offices")
        constraints = [
            models.UniqueConstraint(fields=["reception", "service"], name="service_once_at_an_office"),
            models.CheckConstraint(condition=Q(minutes__range=(5, 480)), name="visit_takes_some_minutes"),
            models.CheckConstraint(condition=Q(walk_in_percent__lte=100 - F("urgent_percent")), name="shares_are_at_most_the_whole"),
            models.CheckConstraint(condition=Q(horizon_days__range=(1, 366)), name="places_open_within_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.reception}"
