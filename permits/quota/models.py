"""How many temporary residence permits a region may grant in a year, and who holds a place."""

from typing import Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case

PLACE_TRANSITIONS: Final = (("reserved", "used"), ("reserved", "released"))


class Quota(models.Model):
    """The Government's figure for one region and year, as an operator or a supervisor entered it from the act.

    `reserved` counts applications that wait for a decision, `used` the permits granted; both are kept beside the figure so that
    the database itself refuses a place too many, and an invariant compares them with the places."""

    region = models.CharField(_("region"), max_length=2)
    year = models.PositiveSmallIntegerField(_("year"))
    places = models.PositiveIntegerField(_("places"))
    reserved = models.PositiveIntegerField(_("reserved by applications"), default=0)
    used = models.PositiveIntegerField(_("used by permits"), default=0)
    citation = models.CharField(_("act"), max_length=300)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"), auto_now=True)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="one_quota_per_region_and_year"),
            models.CheckConstraint(condition=Q(places__gte=F("reserved") + F("used")), name="quota_holds_what_is_taken"),
            models.CheckConstraint(condition=~Q(citation=""), name="quota_names_its_act"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year}"

    @property
    def left(self) -> int:
        return self.places - self.reserved - self.used


class QuotaPlace(models.Model):
    """The place of one application. `state` changes only in `permits.quota.services`."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("reserved until the decision")
        USED = "used", _("used by a permit")
        RELEASED = "released", _("free again")

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="held")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="quota_place")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RESERVED)
    reserved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("place of a quota")
        verbose_name_plural = _("places of quotas")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="reserved", closed_at__isnull=True) | (~Q(state="reserved") & Q(closed_at__isnull=False)),
                name="closed_place_has_its_moment",
            )
        ]
        triggers = [pgtrigger.FSM(name="place_moves_as_the_table_says", field="state", transitions=list(PLACE_TRANSITIONS))]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.case_id}"
