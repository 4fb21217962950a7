"""The line of residence permits in the officers' menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.officer.reads import works_on_cases
from permits.desk.officer import officer_urls
from portal.admin_site import MenuItem, site


def _on_cases(request: HttpRequest) -> bool:
    return works_on_cases(request.user)


site.add_pages(officer_urls)
site.add_menu(MenuItem(_("Residence permits"), "home_pin", "permit_desk", _on_cases, 18))
