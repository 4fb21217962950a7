"""The page of figures for supervisors and analysts, and the same as a table to open elsewhere. Nobody is named on either."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.board.words import named
from appointments.load.charts import Chart, chart
from appointments.load.figures import BY, FEWEST, Figures, Scope, days_to_first_free, figures, hide_small
from appointments.models import Reception, Service, ServiceAtOffice
from portal import clock
from portal.accounts.models import Office
from portal.accounts.permissions import is_analyst, is_supervisor
from portal.accounts.selectors import offices_of
from portal.admin_site import site
from portal.edge.csv import sheet
from portal.ui.formats import civil_date

WEEKS: Final = (4, 12, 52)


@dataclass(frozen=True)
class Asked:
    """What the reader chose, within what the reader may see."""

    by: str
    weeks: int
    offices: list[Office]
    office: Office | None
    services: list[Service]
    service: Service | None
    hides_small: bool
    today: date

    @property
    def scope(self) -> Scope:
        """Whole weeks, the running one last."""
        monday = self.today - timedelta(days=self.today.weekday())
        shown = [self.office] if self.office else self.offices
        first = monday - timedelta(weeks=self.weeks - 1)
        return Scope(tuple(office.pk for office in shown), first, monday + timedelta(days=6), self.service.pk if self.service else None)

    def query(self, **changes: Any) -> str:
        chosen = {
            "by": self.by,
            "weeks": self.weeks,
            "office": self.office.code if self.office else "",
            "service": self.service.code if self.service else "",
        }
        return urlencode({name: value for name, value in {**chosen, **changes}.items() if value != ""})


def _asked(request: HttpRequest) -> Asked:
    """Supervisors see their offices, analysts all. A choice that is not there is the first one."""
    analyst = is_analyst(request.user)
    if not (analyst or is_supervisor(request.user)):
        raise PermissionDenied
    own = [office for office in offices_of(request.user) if is_supervisor(request.user, office)]
    offices = list(Office.objects.filter(reception__isnull=False).order_by("code")) if analyst else own
    services = list(Service.objects.filter(offices__reception__office__in=offices).distinct().order_by("code"))
    told = request.GET
    return Asked(
        by=next((by for by in BY if by == told.get("by")), BY[0]),
        weeks=next((weeks for weeks in WEEKS if str(weeks) == told.get("weeks")), WEEKS[0]),
        offices=offices,
        office=next((office for office in offices if office.code == told.get("office")), None),
        services=services,
        service=next((service for service in services if service.code == told.get("service")), None),
        hides_small=analyst,
        today=_latest_day(offices),
    )


def _latest_day(offices: list[Office]) -> date:
    """The day that has begun at one of these offices at least: in the east a week begins while it is still Sunday in Moscow."""
    zones = Reception.objects.filter(office__in=offices).values_list("zone", flat=True).distinct()
    return max((clock.today(ZoneInfo(zone)) for zone in zones), default=clock.today())


@dataclass(frozen=True)
class Line:
    name: str
    figures: Figures


def _lines(asked: Asked) -> list[Line]:
    found = figures(asked.scope, asked.by)
    names = _names(asked)
    return [Line(names(line.key), hide_small(line) if asked.hides_small else line) for line in found]


def _names(asked: Asked) -> Any:
    if asked.by == "week":
        return lambda monday: _("week from %(day)s") % {"day": civil_date(monday)}
    known = {thing.pk: named(thing) for thing in (asked.offices if asked.by == "office" else asked.services)}
    return lambda key: known.get(key, "")


@require_safe
def _load(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    lines = _lines(asked)
    context = {
        **site.each_context(request),
        "title": _("Load of appointments"),
        "asked": asked,
        "lines": lines,
        "charts": _charts(lines),
        "lead": _lead(asked),
        "fewest": FEWEST,
        "tabs": [(words, f"?{asked.query(by=by)}", by == asked.by) for by, words in zip(BY, _by_words(), strict=True)],
        "weeks": WEEKS,
        "csv_address": f"figures.csv?{asked.query()}",
    }
    return TemplateResponse(request, "load/load.html", context)


@require_safe
def _csv(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    head = [
        *("", _("Planned places"), _("Taken"), _("Taken, %"), _("Came by appointment"), _("Missed"), _("Missed, %"), _("Visits")),
        *(_("Waited, minutes: middle"), _("Waited, minutes: nine of ten"), _("At the desk, minutes: middle")),
        *(_("At the desk, minutes: nine of ten"), _("Days to the first free time: middle"), _("Looks at noon"), _("Nothing was free")),
    ]
    answer = HttpResponse("".join(sheet([head, *map(_cells, _lines(asked))])), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="appointments-{asked.by}-{clock.today()}.csv"'
    return answer


def _cells(line: Line) -> list[Any]:
    told = line.figures
    return [
        *(line.name, told.planned, told.taken, told.taken_percent, told.booked_done, told.missed, told.missed_percent, told.visits),
        *(told.waited, told.waited_most, told.served, told.served_most),
        *(told.lead, told.lead_looks, told.lead_none),
    ]


def _by_words() -> list[str]:
    return [_("By week"), _("By office"), _("By service")]


def _charts(lines: list[Line]) -> list[Chart]:
    places = [(line.name, line.figures.planned, line.figures.taken) for line in lines]
    times = [(line.name, line.figures.waited, line.figures.served) for line in lines]
    missed = [(line.name, line.figures.missed_percent, None) for line in lines]
    lead = [(line.name, line.figures.lead, None) for line in lines]
    drawn = [
        chart(_("Places planned and taken"), _("Planned places"), _("Taken"), places),
        chart(_("Minutes of waiting and at the desk, the middle visit"), _("Waiting, minutes"), _("At the desk, minutes"), times),
        chart(_("Appointments to which nobody came"), _("Missed, %"), "", missed, "\u00a0%"),
        chart(_("Days to the first free time at noon, the middle day"), _("Days ahead"), "", lead),
    ]
    return [one for one in drawn if any(row.bars for row in one.rows)]


@dataclass(frozen=True)
class Lead:
    office: str
    service: str
    days: int | None


def _lead(asked: Asked) -> list[Lead]:
    """How soon somebody who asks now could come."""
    scope, now = asked.scope, clock.now()
    offered = ServiceAtOffice.objects.filter(reception__office__in=scope.offices, is_offered=True)
    if scope.service_id is not None:
        offered = offered.filter(service=scope.service_id)
    rows = list(offered.select_related("reception__office", "service").order_by("reception__office__code", "service__code")[:100])
    days = days_to_first_free(rows, now=now)
    return [Lead(named(one.reception.office), named(one.service), days.get(one.pk)) for one in rows]


load = site.admin_view(_load)
load_csv = site.admin_view(_csv)


def urls() -> list[URLPattern]:
    return [
        path("appointments-load/", load, name="appointment_load"),
        path("appointments-load/figures.csv", load_csv, name="appointment_load_csv"),
    ]
