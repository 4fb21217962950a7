"""The registry of employers: those that wait for an officer stand first. Nothing is edited here; the number leads to the decision."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from employment.models import Organisation
from employment.officer import DECIDERS, urls
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
