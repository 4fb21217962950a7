"""The supervisor's view of the load, and the analyst's counts. No person is named on either page."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.officer.numbers import FEWEST, by_citizenship, by_region, load_of
from cases.officer.reads import office_named
from portal import clock
from portal.accounts.permissions import is_analyst, is_supervisor
from portal.accounts.selectors import offices_of
from portal.admin_site import site
from portal.legal import regions

PERIODS = (30, 90, 365)  # days


@require_safe
def _load(request: HttpRequest) -> HttpResponse:
    if not is_supervisor(request.user):
        raise PermissionDenied
    office = office_named(list(offices_of(request.user)), request.GET.get("office", ""))
    if office is None or not is_supervisor(request.user, office):
        raise Http404
    today = clock.today(regions.region(office.region).zone)
    context = {**site.each_context(request), "title": _("Load"), "office": office, "today": today, "loads": load_of(office, today=today)}
    return TemplateResponse(request, "cases/officer/load.html", context)


@require_safe
def _numbers(request: HttpRequest) -> HttpResponse:
    if not is_analyst(request.user):
        raise PermissionDenied
    days = _period(request.GET.get("days", ""))
    counted: dict[str, Any] = {"since": clock.now() - timedelta(days=days), "today": clock.today()}
    tables = [{"title": _("By region"), "rows": by_region(**counted)}, {"title": _("By citizenship"), "rows": by_citizenship(**counted)}]
    context = {**site.each_context(request), "title": _("Numbers"), "days": days, "periods": PERIODS, "tables": tables, "fewest": FEWEST}
    return TemplateResponse(request, "cases/officer/numbers.html", context)


def _period(asked: str) -> int:
    return next((days for days in PERIODS if str(days) == asked), PERIODS[0])


load = site.admin_view(_load)
numbers = site.admin_view(_numbers)
