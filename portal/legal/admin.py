"""The law on the officers' site: everybody on staff reads it, operators add rows of new acts, nobody edits or deletes."""

import re
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.admin_site import MenuItem, site
from portal.events.actor import actor_of
from portal.legal import writing
from portal.legal.admin_forms import CalendarOverrideForm, LegalValueForm
from portal.legal.data_files import sources
from portal.legal.models import CalendarOverride, LegalGap, LegalValue
from portal.legal.wording import date_in_words, kept_in_words
from portal.registries import Registry

OPERATOR = "operator"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word) if _DAY.fullmatch(word) else None
    except ValueError:
        return None


def _operates(request: HttpRequest) -> bool:
    return site.has_permission(request) and site.holds(request, OPERATOR)


class ReadOnlyAdmin(Registry):
    """Whoever is on staff may read; nothing else."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return site.has_permission(request)


@admin.register(LegalValue, site=site)
class LegalValueAdmin(ReadOnlyAdmin):
    form = LegalValueForm
    list_display = ["figure", "scope", "value_in_words", "since", "until", "withdrawn", "confidence", "act", "origin"]
    list_select_related = ["series"]
    list_filter = ["confidence", "origin"]
    search_fields = ["series__key", "=series__scope", "citation"]
    search_help_text = _("Name of the figure, region, words of the act, or a day like 2026-01-31 on which it is in force")
    ordering = ["series__key", "series__scope", "-period"]
    show_full_result_count = False
    readonly_fields = ["figure", "scope", "value_in_words", "since", "until", "act", "source", "withdrawn"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _operates(request)

    def get_fields(self, request: HttpRequest, obj: LegalValue | None = None) -> list[str]:
        if obj is None:
            return ["key", "scope", "since", "until", "value", "ends_figure", "citation", "published_on", "confidence", "note", "corrects"]
        return [
            "figure",
            "scope",
            "value_in_words",
            "since",
            "until",
            "act",
            "published_on",
            "confidence",
            "note",
            "source",
            "origin",
            "withdrawn",
        ]

    def get_form(self, request: HttpRequest, obj: LegalValue | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A row that exists is only shown: the form of a new act has nothing to do with it."""
        return super().get_form(request, obj, change, **({"form": ModelForm} if obj else {}), **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: LegalValue | None = None) -> list[str]:
        return [] if obj is None else list(self.readonly_fields)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        """A word that is a day narrows the list to what is in force on it."""
        words = search_term.split()
        for day in filter(None, map(_day, words)):
            queryset = queryset.filter(period__contains=day, withdrawn_at=None)
        found: tuple[QuerySet[Any], bool] = super().get_search_results(
            request, queryset, " ".join(word for word in words if not _day(word))
        )
        return found

    def save_model(self, request: HttpRequest, obj: LegalValue, form: Any, change: bool) -> None:
        typed = {name: value for name, value in form.cleaned_data.items() if name != "ends_figure"}
        obj.pk = writing.add_value(**typed, actor=actor_of(request.user)).pk
        obj.refresh_from_db()

    @admin.display(description=_("figure"), ordering="series__key")
    def figure(self, obj: LegalValue) -> str:
        return obj.series.key

    @admin.display(description=_("scope"), ordering="series__scope")
    def scope(self, obj: LegalValue) -> str:
        return obj.series.scope

    @admin.display(description=_("value"))
    def value_in_words(self, obj: LegalValue) -> str:
        return kept_in_words(obj.series.kind, obj.value) if obj.value is not None else "—"

    @admin.display(description=_("in force from"), ordering="period")
    def since(self, obj: LegalValue) -> str:
        return date_in_words(obj.period.lower)

    @admin.display(description=_("first day no longer in force"))
    def until(self, obj: LegalValue) -> str:
        return date_in_words(obj.period.upper) if obj.period.upper else "—"

    @admin.display(description=_("replaced by a correction"), ordering="withdrawn_at")
    def withdrawn(self, obj: LegalValue) -> str:
        return date_in_words(timezone.localdate(obj.withdrawn_at)) if obj.withdrawn_at else "—"

    @admin.display(description=_("act"), ordering="citation")
    def act(self, obj: LegalValue) -> str:
        return gettext(obj.citation)

    @admin.display(description=_("where it was read"))
    def source(self, obj: LegalValue) -> str:
        found = re.search(r"source (s[0-9]+)", obj.note)
        return sources().get(found[1], "—") if found else "—"


@admin.register(CalendarOverride, site=site)
class CalendarOverrideAdmin(ReadOnlyAdmin):
    form = CalendarOverrideForm
    list_display = ["day", "is_working", "act"]
    ordering = ["-day"]
    search_fields = ["citation"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _operates(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    @admin.display(description=_("act"), ordering="citation")
    def act(self, obj: CalendarOverride) -> str:
        return gettext(obj.citation)

    def save_model(self, request: HttpRequest, obj: CalendarOverride, form: Any, change: bool) -> None:
        obj.pk = writing.set_calendar_day(**form.cleaned_data, actor=actor_of(request.user)).pk


@admin.register(LegalGap, site=site)
class LegalGapAdmin(ReadOnlyAdmin):
    list_display = ["key", "scope", "needed_on", "noticed_on"]
    ordering = ["-noticed_on", "-id"]


site.add_menu(
    MenuItem(_("The law as data"), "gavel", "legal_legalvalue_changelist", site.has_permission, 80, group="registries"),
    MenuItem(_("Days changed by acts"), "event", "legal_calendaroverride_changelist", site.has_permission, 81, group="registries"),
    MenuItem(_("Missing figures"), "error", "legal_legalgap_changelist", _operates, 82, group="registries"),
)
