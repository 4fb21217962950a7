"""The line of arrivals in the officers' menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.officer.reads import works_on_cases
from permits.registration.officer import urls
from portal.admin_site import MenuItem, site


def _on_cases(request: HttpRequest) -> bool:
    return works_on_cases(request.user)


site.add_pages(urls)
site.add_menu(MenuItem(_("Notices of arrival"), "door_open", "arrivals", _on_cases, 18))
