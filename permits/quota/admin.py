"""Quotas on the officers' site: operators enter all of them, supervisors those of their offices' regions, officers read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from permits.quota.errors import QuotaBelowTaken
from permits.quota.models import Quota
from permits.quota.services import hold_name, set_quota
from portal.accounts.selectors import offices_of
from portal.admin_site import MenuItem, site
from portal.events.actor import actor_of
from portal.legal import regions
from portal.registries import Registry
from portal.ui.forms import CleanTextMixin

ENTERED_BY = ("operator", "supervisor")
FIRST_YEAR, LAST_YEAR = 2015, 2100


class QuotaForm(CleanTextMixin, forms.ModelForm):
    """The figure of an act. What is reserved or used already bounds it from below."""

    region = forms.ChoiceField(label=_("Region"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Quota
        fields = ["region", "year", "places", "citation"]
        widgets = {
            "year": UnfoldAdminIntegerFieldWidget,
            "places": UnfoldAdminIntegerFieldWidget,
            "citation": UnfoldAdminTextInputWidget,
        }
        help_texts = {"citation": _("The act that sets the figure: its name, number and date")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "—"), *self._regions()]  # type: ignore[attr-defined]
        for name in {"region", "year"} & set(self.fields):
            self.fields[name].disabled = self.instance.pk is not None  # another region or year is another quota

    entered_for: frozenset[str] | None = None  # regions of a supervisor; None: every region

    def _regions(self) -> list[tuple[str, Any]]:
        return [(code, name) for code, name in regions.choices() if self.entered_for is None or code in self.entered_for]

    def clean_year(self) -> int:
        year = int(self.cleaned_data["year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(_("The year lies outside the years we reckon with."))
        return year

    def clean(self) -> dict[str, Any]:
        """Two who enter one region and year at once wait for each other: the second reads that it is there already."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None and {"region", "year"} <= data.keys():
            hold_name(data["region"], data["year"])
        return data

    def clean_places(self) -> int:
        """The row stays locked from here to the end of the transaction, in which the figure is written: nobody takes a place between."""
        places, taken = int(self.cleaned_data["places"]), 0
        if self.instance.pk is not None:
            now = Quota.objects.select_for_update(of=("self",)).get(pk=self.instance.pk)
            taken = now.reserved + now.used
        if places < taken:
            raise forms.ValidationError(str(QuotaBelowTaken(taken=taken)))
        return places


@admin.register(Quota, site=site)
class QuotaAdmin(Registry):
    readers = ("officer", "supervisor", "operator")
    form = QuotaForm
    list_display = ["region_name", "year", "places", "reserved", "used", "places_left", "act"]
    list_display_links = ["region_name"]
    list_filter = ["year"]
    search_fields = ["=region", "citation"]
    ordering = ["-year", "region"]
    fields = ["region", "year", "places", "citation"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quota]:
        quotas: QuerySet[Quota] = super().get_queryset(request)
        own = _own_regions(request)
        return quotas if own is None else quotas.filter(region__in=own)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request) and site.holds(request, *ENTERED_BY)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_add_permission(request)

    def get_form(self, request: HttpRequest, obj: Quota | None = None, change: bool = False, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"entered_for": _own_regions(request)})

    def save_model(self, request: HttpRequest, obj: Quota, form: Any, change: bool) -> None:
        """The form has locked the row, or the name of the one to be: what it saw still holds."""
        typed = {name: getattr(obj, name) for name in ("region", "year", "places", "citation")}
        obj.pk = set_quota(**typed, actor=actor_of(request.user)).pk

    @admin.display(description=_("region"), ordering="region")
    def region_name(self, quota: Quota) -> str:
        return str(regions.region(quota.region).name) if regions.exists(quota.region) else quota.region

    @admin.display(description=_("act"))
    def act(self, obj: Quota) -> str:
        """As it was typed; what the portal ships with, in the reader's language."""
        return gettext(obj.citation) if obj.citation else ""

    @admin.display(description=_("places left"))
    def places_left(self, quota: Quota) -> int:
        return quota.left


def _own_regions(request: HttpRequest) -> frozenset[str] | None:
    """None for an operator, who works for the whole country."""
    if site.holds(request, "operator"):
        return None
    return frozenset(offices_of(request.user).values_list("region", flat=True))


def _reads(request: HttpRequest) -> bool:
    return site.holds(request, *QuotaAdmin.readers)


site.add_menu(MenuItem(_("Quotas"), "pie_chart", "quota_quota_changelist", _reads, 40, group="registries"))
