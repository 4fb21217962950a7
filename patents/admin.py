"""The registry of patents: officers and supervisors read the patents that their offices decided, and ask for their cards."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cases.officer.reads import works_on_cases
from patents.card.actions import personalise_cards
from patents.formats import worded
from patents.models import Patent
from patents.officer import files, payments
from patents.officer.urls import urls
from portal import clock
from portal.accounts.selectors import offices_of
from portal.admin_site import MenuItem, site
from portal.registries import Registry
from profiles.acting import close_to


class LeftOver(admin.SimpleListFilter):
    """Money for months that has bought none."""

    title = _("money left over")
    parameter_name = "left"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("over", _("no month can be paid any more")), ("part", _("a part of the next month"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Patent]) -> QuerySet[Patent]:
        over = Q(status=Patent.Status.ANNULLED) | Q(valid_through__lt=clock.today()) | Q(paid_through=F("expires_on"))
        if self.value() == "over":
            return queryset.filter(over, unspent__gt=0)
        return (
            queryset.filter(unspent__gt=0).exclude(pk__in=Patent.objects.filter(over, unspent__gt=0).values("pk"))
            if self.value() == "part"
            else queryset
        )


@admin.register(Patent, site=site)
class PatentRegistry(Registry):
    readers = ("officer", "supervisor")
    list_display = ["series", "page", "status", "granted_on", "issued_on", "paid_through", "expires_on", "unspent"]
    list_display_links = ["series"]
    list_filter = ["status", LeftOver]
    search_fields = ["number"]
    search_help_text = worded(_("Number of the patent, ten digits"), _("Number of the patent"))
    ordering = ["-pk"]
    actions: ClassVar[Any] = [personalise_cards]
    actions_selection_counter = False  # its "all rows" would be a number that the registry does not count
    fields = [
        "series",
        "number",
        "region",
        "profession",
        "status",
        "granted_on",
        "issued_on",
        "expires_on",
        "paid_through",
        "unspent",
        "annulled_on",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Patent]:
        patents: QuerySet[Patent] = super().get_queryset(request)
        return patents.filter(case__office__in=offices_of(request.user)).exclude(person__in=close_to(request.user))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Also the filter of money left over, which is no column of the table."""
        return lookup == LeftOver.parameter_name or super().lookup_allowed(lookup, value, request)

    def has_personalise_permission(self, request: HttpRequest) -> bool:
        return works_on_cases(request.user)

    @admin.display(description=_("number"))
    def page(self, patent: Patent) -> str:
        """The number leads to the page where something can be done."""
        return format_html('<a href="{}">{}</a>', reverse("admin:patent", args=[patent.series, patent.number]), patent.number)


def _reads(request: HttpRequest) -> bool:
    return site.holds(request, *PatentRegistry.readers)


def _on_cases(request: HttpRequest) -> bool:
    return works_on_cases(request.user)


site.add_pages(urls)
site.add_pages(payments.urls)
site.add_pages(files.urls)
site.add_menu(
    MenuItem(_("Payments"), "payments", "payments", _on_cases, 17),
    MenuItem(_("Files of banks"), "upload_file", "payment_files", files.may_import, 18),
    MenuItem(_("Annulments to confirm"), "gavel", "annulments", _on_cases, 19),
    MenuItem(_("Patents without a contract"), "assignment_late", "patents_without_contract", _on_cases, 20),
    MenuItem(_("Patents"), "badge", "patents_patent_changelist", _reads, 30, group="registries"),
)
