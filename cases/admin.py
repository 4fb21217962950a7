"""The officers' pages and their lines in the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.officer.reads import works_on_cases
from cases.officer.urls import urls
from portal.accounts.permissions import is_analyst, is_supervisor
from portal.admin_site import MenuItem, site


def _on_cases(request: HttpRequest) -> bool:
    return works_on_cases(request.user)


def _supervises(request: HttpRequest) -> bool:
    return is_supervisor(request.user)


def _analyses(request: HttpRequest) -> bool:
    return is_analyst(request.user)


site.add_pages(urls)
site.add_menu(
    MenuItem(_("Queue"), "inbox", "queue", _on_cases, 10),
    MenuItem(_("My cases"), "assignment_ind", "queue", _on_cases, 11, query="?show=mine"),
    MenuItem(_("To confirm"), "verified", "queue", _on_cases, 12, query="?show=confirm"),
    MenuItem(_("Overdue"), "alarm", "queue", _on_cases, 13, query="?show=overdue"),
    MenuItem(_("Search"), "search", "find", _on_cases, 14),
    MenuItem(_("Load"), "groups", "load", _supervises, 15),
    MenuItem(_("Numbers"), "bar_chart", "numbers", _analyses, 16),
)
