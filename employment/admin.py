"""The registry of employers: those that wait for an officer stand first. Nothing is edited here; the number leads to the decision."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from employment.models import Organisation, OrganisationLook
from employment.officer import DECIDERS, urls
from employment.services import record_look
from portal.admin_site import MenuItem, site
from portal.registries import Registry


@admin.register(Organisation, site=site)
class OrganisationRegistry(Registry):
    readers = DECIDERS
    list_display = ["page", "name", "inn", "kpp", "status", "created_at"]
    list_filter = ["status"]
    search_fields = ["inn", "number"]
    search_help_text = _("INN, or number of the employer")
    ordering = ["created_at", "pk"]
    fields = ["number", "kind", "name", "inn", "kpp", "ogrn", "address", "phone", "status", "reason", "created_at", "decided_at"]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Every look at one employer is kept; its people read who looked."""
        looked_at = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if looked_at is not None:
            record_look(organisation_id=looked_at.pk, reader=request.user, what=OrganisationLook.DATA)
        page: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        return page

    @admin.display(description=_("number"))
    def page(self, organisation: Organisation) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:employer", args=[organisation.number]), organisation.number)


def _reads(request: HttpRequest) -> bool:
    return site.holds(request, *DECIDERS)


site.add_pages(urls)
site.add_menu(
    MenuItem(_("Employers to confirm"), "domain", "employment_organisation_changelist", _reads, 20, query="?status__exact=pending"),
    MenuItem(_("Employers"), "domain", "employment_organisation_changelist", _reads, 31, group="registries"),
)
