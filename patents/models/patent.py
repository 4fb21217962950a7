"""Work patents (115-FZ art. 13.3) and their numbers."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from profiles.models import Person


class Patent(models.Model):
    """A permission to work in one region. `status` changes only in `patents.services`.

    Validity on a day is not a status: it is computed from issue date, payments and annulment
    (`patents.rules.validity`); `paid_through`, `valid_through`, `unspent` and `unpriced_since` are kept results of that computation,
    checked by invariants."""

    class Status(models.TextChoices):
        GRANTED = "granted", _("granted, waiting for the first payment")
        ISSUED = "issued", _("issued")
        ANNULLED = "annulled", _("annulled")

    ISSUABLE: ClassVar[frozenset[str]] = frozenset({"granted"})

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="patent")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="patents")
    series = models.CharField(_("series"), max_length=6)  # the region's code
    number = models.CharField(_("number"), max_length=20)  # year, serial number, check digit
    region = models.CharField(_("region"), max_length=2)
    profession = models.CharField(_("profession"), max_length=120)  # code, patents.professions
    granted_on = models.DateField(_("granted on"))
    issued_on = models.DateField(_("issued on"), null=True)  # handed out: fee and first month are counted
    begins_on = models.DateField(_("valid from"), null=True)  # first day of its first month: the day of issue, or later for a reissue
    expires_on = models.DateField(_("last possible day"), null=True)  # 12 months from the first day, inclusive
    paid_through = models.DateField(_("paid through"), null=True)  # last paid day, inclusive
    extended_through = models.DateField(null=True)  # by extension orders (`patents.rules.extended`); None where none ever reached it
    valid_through = models.GeneratedField(  # last valid day, inclusive
        expression=Greatest("paid_through", "extended_through"), output_field=models.DateField(), db_persist=True
    )
    unspent = models.DecimalField(
        _("money left over"), max_digits=12, decimal_places=2, null=True
    )  # for months, bought none; None: never reckoned
    unpriced_since = models.DateField(null=True)  # bank date of the first money whose price is not established; None: none waits
    annulled_on = models.DateField(_("annulled from"), null=True)  # the first day without it
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.GRANTED)
    predecessor = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="successor")  # whose reissue this is

    class Meta:
        verbose_name = _("patent")
        verbose_name_plural = _("patents")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="patent_number_once"),
            models.CheckConstraint(  # what always holds; how numbers are written: `patents.formats`
                condition=Q(series__regex=r"^[0-9A-ZА-ЯЁ]{1,6}$") & Q(number__regex=r"^[0-9A-ZА-ЯЁ]{1,20}$"), name="patent_number_format"
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(issued_on__isnull=False, begins_on__isnull=False, expires_on__isnull=False),
                name="issued_patent_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(begins_on__isnull=True, issued_on__isnull=True) | Q(begins_on__gte=F("issued_on")),
                name="patent_begins_once_issued",
            ),
            models.CheckConstraint(condition=~Q(status="annulled") | Q(annulled_on__isnull=False), name="annulled_patent_has_its_day"),
            models.CheckConstraint(condition=~Q(status="issued") | Q(paid_through__isnull=False), name="issued_patent_is_paid"),
            models.CheckConstraint(
                condition=Q(paid_through__isnull=True) | Q(paid_through__lte=F("expires_on")), name="paid_within_twelve_months"
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="patent_status_moves_as_the_table_says",
                field="status",
                transitions=[("granted", "issued"), ("issued", "annulled"), ("granted", "annulled")],
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="patent_with_money_left", condition=Q(unspent__gt=0)),
            models.Index(fields=["id"], name="patent_waits_for_price", condition=Q(unpriced_since__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"

    @property
    def is_extended(self) -> bool:
        """Whether an order in force makes the last day later than the paid one."""
        through, paid = self.extended_through, self.paid_through
        return through is not None and paid is not None and through > paid


class NumberSequence(models.Model):
    """The last serial number given in a region and year. Locked while a number is drawn."""

    region = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="one_sequence_per_region_and_year")]

    def __str__(self) -> str:
        return f"{self.region} {self.year}: {self.last}"
