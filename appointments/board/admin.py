"""The board's pages and its line in the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appointments.board.urls import urls
from cases.officer.reads import works_on_cases
from portal.admin_site import MenuItem, site


def _on_cases(request: HttpRequest) -> bool:
    return works_on_cases(request.user)


site.add_pages(urls)
site.add_menu(MenuItem(_("Day at the counter"), "today", "board", _on_cases, 19))
