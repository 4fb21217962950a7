"""Plans in the menu of the officers' site."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appointments.planning.urls import urls
from appointments.planning.views import plans
from portal.admin_site import MenuItem, site


def _plans(request: HttpRequest) -> bool:
    return plans(request.user)


site.add_pages(urls)
site.add_menu(MenuItem(_("Plan of appointments"), "calendar_month", "planning", _plans, 21))
