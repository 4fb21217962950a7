"""The queue in order of legal deadline, and the search."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cases.models import Case
from cases.officer import keys, words
from cases.officer.deadline import Deadline, deadline
from cases.officer.forms import FindForm
from cases.officer.reads import (
    MOST_FOUND,
    QUEUES,
    Queue,
    case_by_reference,
    cases_in,
    count_up_to,
    found_by_family_name,
    office_named,
    queue_named,
)
from cases.officer.views.access import officer_page
from cases.selectors import QueuePage, applicants_as_sent, queue_page
from portal import clock
from portal.accounts.models import Office
from portal.accounts.selectors import offices_of
from portal.admin_site import site
from portal.legal import calendar, regions
from portal.legal.rules.calendar import WorkingCalendar
from profiles.services import record_access


@dataclass(frozen=True)
class Line:
    """One row as it is shown."""

    case: Case
    deadline: Deadline | None
    procedure: str
    state: str
    applicant: str
    citizenship: str
    region: str
    officer: str
    since: datetime | None
    takeable: bool


@officer_page
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    offices = list(offices_of(request.user))
    office = office_named(offices, request.GET.get("office", ""))
    assert office is not None  # who works on cases works in an office
    today = clock.today(regions.region(office.region).zone)
    shown = queue_named(request.GET.get("show", ""))
    after, before = keys.read(request.GET.get("after", "")), keys.read(request.GET.get("before", ""))
    page = queue_page(cases_in(shown, office=office, user=request.user, today=today), after=after, before=before)
    context = {
        **site.each_context(request),
        "title": _("Queue"),
        "office": office,
        "offices": offices,
        "today": today,
        "shown": shown,
        "tabs": _tabs(request, office, today, shown),
        "lines": lines(page.cases, {office.pk: office}, today=today),
        **_links(page, shown, office),
    }
    return TemplateResponse(request, "cases/officer/queue.html", context)


@officer_page
def find(request: HttpRequest) -> HttpResponse:
    """Names are asked for in the body of the request, so that they stand in no address and in no log."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found: list[Line] | None = None
    if form.is_valid():
        wanted = form.cleaned_data["wanted"]
        case = case_by_reference(request.user, wanted)
        if case:
            return redirect("admin:case", case.reference)
        found = _named(request, wanted)
    context = {**site.each_context(request), "title": _("Search"), "form": form, "lines": found, "most": MOST_FOUND, "find": True}
    return TemplateResponse(request, "cases/officer/find.html", context)


def lines(cases: list[Case], offices: dict[int, Office], *, today: date) -> list[Line]:
    working = calendar.current()
    sent = applicants_as_sent(cases)
    return [_line(case, sent.get(case.pk, {}), offices[case.office_id], today, working) for case in cases if case.office_id]


def _line(case: Case, sent: dict[str, Any], office: Office, today: date, working: WorkingCalendar) -> Line:
    pressing = case.decide_by is not None and case.status in Case.OPEN
    return Line(
        case=case,
        deadline=deadline(case.decide_by, today=today, working=working) if pressing and case.decide_by else None,
        procedure=words.procedure_title(case.procedure),
        state=words.state(case.status),
        applicant=words.official_name(sent),
        citizenship=words.country(sent["citizenship"]) if sent.get("citizenship") else "",
        region=words.region_name(office.region),
        officer=words.colleague(case.assigned_to),
        since=localtime(case.submitted_at, regions.region(office.region).zone) if case.submitted_at else None,
        takeable=case.status == Case.Status.SUBMITTED,
    )


def _named(request: HttpRequest, wanted: str) -> list[Line]:
    cases = found_by_family_name(request.user, wanted)
    for person_id in dict.fromkeys(case.person_id for case in cases):
        record_access(person_id=person_id, reader=request.user, what="queue", reason=gettext_lazy("search by family name"))
    return lines(cases, {case.office_id: case.office for case in cases if case.office_id and case.office}, today=clock.today())


def _tabs(request: HttpRequest, office: Office, today: date, shown: Queue) -> list[dict[str, Any]]:
    return [
        {
            "title": queue.title,
            "link": _address(show=queue.code, office=office.code),
            "count": count_up_to(cases_in(queue, office=office, user=request.user, today=today)),
            "current": queue is shown,
        }
        for queue in QUEUES
    ]


def _links(page: QueuePage, shown: Queue, office: Office) -> dict[str, str]:
    here = {"show": shown.code, "office": office.code}
    return {
        "next_link": _address(**here, after=keys.written(page.next_key)) if page.next_key else "",
        "previous_link": _address(**here, before=keys.written(page.previous_key)) if page.previous_key else "",
        "first_link": _address(**here),
    }


def _address(**query: str) -> str:
    return f"?{urlencode(query)}"
