from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.guardianship import officer
from cases.officer.reads import works_on_cases
from portal.admin_site import MenuItem, site


def _on_cases(request: HttpRequest) -> bool:
    return works_on_cases(request.user)


site.add_pages(officer.urls)
site.add_menu(MenuItem(_("Who acts for children"), "family_restroom", "guardianships", _on_cases, 23))
