"""The supervisors' entry to extension orders. They are no table of Django's admin: every change is one of the acts of their page."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from permits.extensions.officer.urls import urls
from portal.accounts.permissions import is_supervisor
from portal.admin_site import MenuItem, site


def _supervises(request: HttpRequest) -> bool:
    return is_supervisor(request.user)


site.add_pages(urls)
site.add_menu(MenuItem(_("Extension orders"), "event_repeat", "extension_orders", _supervises, 21))
