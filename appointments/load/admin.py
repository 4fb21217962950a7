"""The page of figures and its line in the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appointments.load.views import urls
from portal.accounts.permissions import is_analyst, is_supervisor
from portal.admin_site import MenuItem, site


def _reads_figures(request: HttpRequest) -> bool:
    return is_supervisor(request.user) or is_analyst(request.user)


site.add_pages(urls)
site.add_menu(MenuItem(_("Load of appointments"), "monitoring", "appointment_load", _reads_figures, 20))
