"""The day at the counter: one page, its fragment that brings itself up to date, and the buttons."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appointments.board import services
from appointments.board.errors import IdentityNotConfirmed, UnknownNumber
from appointments.board.forms import ArriveForm, NumberForm, TicketForm, VersionForm
from appointments.board.models import Visit
from appointments.board.page import BoardPage
from appointments.board.selectors import services_of
from appointments.board.services.arrival import guard_arrival
from appointments.board.words import named
from appointments.errors import ChangedSinceBooked
from appointments.models import Booking, Desk, Reception
from appointments.selectors import zone_of
from appointments.services.whom import changed_since
from cases.models import Case
from cases.officer.reads import case_by_reference
from cases.officer.views.access import officer_page
from cases.officer.words import official_name, official_name_ru
from portal import clock
from portal.accounts.selectors import offices_of
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from profiles.selectors import current_identity_document
from profiles.services import record_access


def _office_page(view: Callable[..., HttpResponse]) -> Any:
    """A page of one office's counter, for those who work there; another office is not there, as one that never was."""

    @wraps(view)
    def guarded(request: HttpRequest, office_code: str, **kwargs: Any) -> HttpResponse:
        offices = offices_of(request.user)
        reception = Reception.objects.select_related("office").filter(office__in=offices, office__code=office_code[:20]).first()
        if reception is None:
            raise Http404
        return view(request, reception, **kwargs)

    return officer_page(guarded)


@officer_page
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """The first office of this officer that receives people."""
    reception = Reception.objects.filter(office__in=offices_of(request.user)).select_related("office").order_by("office__code").first()
    if reception is not None:
        return _render(BoardPage(request, reception))
    return TemplateResponse(request, "board/officer/nothing.html", {**site.each_context(request), "title": _("Day at the counter")})


@_office_page
@require_safe
def show(request: HttpRequest, reception: Reception) -> HttpResponse:
    return _render(BoardPage(request, reception))


@_office_page
@require_safe
def live(request: HttpRequest, reception: Reception) -> HttpResponse:
    """The part of the page that changes; nothing when it is as the page has it."""
    page = BoardPage(request, reception)
    if request.headers.get("If-None-Match") == page.version:
        answer = HttpResponse(status=304)
    else:
        answer = TemplateResponse(request, "board/officer/parts/live.html", page.context())
    answer.headers["ETag"] = page.version
    return answer


@_office_page
@require_POST
def choose_desk(request: HttpRequest, reception: Reception) -> HttpResponse:
    asked = request.POST.get("desk", "")
    desk = Desk.objects.filter(reception=reception, is_open=True, pk=int(asked)).first() if _is_key(asked) else None
    page = BoardPage(request, reception)
    if desk is None:
        page.error = _("Choose the desk where you sit today.")
        return _render(page, status=422)
    page.keep_desk(desk)
    return redirect("admin:board_office", reception.office.code)


@_office_page
@require_POST
def find(request: HttpRequest, reception: Reception) -> HttpResponse:
    """Who has this number: the officer compares the name with the passport. The look is written down."""
    form = NumberForm(request.POST, auto_id="arrival_%s")
    page = BoardPage(request, reception, number_form=form)
    if not form.is_valid():
        return _render(page, status=422)
    try:
        booking = _booking(form.cleaned_data["number"])
        guard_arrival(booking, reception_id=reception.pk, now=clock.now())
    except DomainError as error:
        page.error = str(error)
        return _render(page, status=error.status)
    return _render_person(request, reception, booking, ArriveForm(initial={"number": booking.number}))


@_office_page
@require_POST
def arrive(request: HttpRequest, reception: Reception) -> HttpResponse:
    form = ArriveForm(request.POST)
    page = BoardPage(request, reception)
    try:
        booking = _booking(form.cleaned_data["number"] if form.is_valid() else "")
        visit = services.check_in(
            booking_id=booking.pk,
            reception_id=reception.pk,
            identity_confirmed=form.cleaned_data["same_person"],
            ground=form.cleaned_data["ground"],
            ground_words=form.cleaned_data["ground_words"],
            actor=actor_of(request.user),
        )
    except (IdentityNotConfirmed, ChangedSinceBooked) as error:
        return _render_person(request, reception, booking, form, error=error, status=error.status)
    except DomainError as error:
        page.error = str(error)
        return _render(page, status=error.status)
    return _ticket_given(request, reception, visit)


@_office_page
@require_POST
def give_ticket(request: HttpRequest, reception: Reception) -> HttpResponse:
    form = TicketForm(request.POST, services=services_of(reception), auto_id="ticket_%s")
    page = BoardPage(request, reception, ticket_form=form)
    case: Case | None = None
    if form.is_valid() and form.cleaned_data["reference"]:
        case = case_by_reference(request.user, form.cleaned_data["reference"])
        if case is None:
            form.add_error("reference", _("This office has no application with this number."))
    if not form.is_valid():
        return _render(page, status=422)
    try:
        visit = services.walk_in(
            offered_id=int(form.cleaned_data["offered"]),
            reception_id=reception.pk,
            is_urgent=form.cleaned_data["is_urgent"],
            case_id=case.pk if case else None,
            submission_key=form.cleaned_data["submission_key"],
            actor=actor_of(request.user),
        )
    except DomainError as error:
        renewed = {**request.POST.dict(), "submission_key": str(uuid.uuid4())}
        page.error, page.ticket_form = str(error), TicketForm(renewed, services=services_of(reception), auto_id="ticket_%s")
        return _render(page, status=error.status)
    return _ticket_given(request, reception, visit)


@_office_page
@require_safe
def ticket(request: HttpRequest, reception: Reception, visit_id: int) -> HttpResponse:
    """A sheet to print and to take along."""
    visit = _visit(reception, visit_id)
    context = {
        **site.each_context(request),
        "title": visit.ticket,
        "visit": visit,
        "office": reception.office,
        "zone": zone_of(reception),
        "service": visit.offered.service,
    }
    return TemplateResponse(request, "board/officer/ticket.html", context)


@_office_page
@require_POST
def next_visit(request: HttpRequest, reception: Reception) -> HttpResponse:
    page = BoardPage(request, reception)
    if page.desk is None:
        page.error = _("Choose the desk where you sit today.")
        return _render(page, status=422)
    desk_id = page.desk.pk
    return _do(request, reception, lambda: services.call_next(desk_id=desk_id, actor=actor_of(request.user)))


ACTS: dict[str, Callable[..., Visit]] = {
    "again": services.call_again,
    "start": services.start,
    "miss": services.miss,
    "back": services.send_back,
}


@_office_page
@require_POST
def act(request: HttpRequest, reception: Reception, visit_id: int, act: str) -> HttpResponse:
    visit = _visit(reception, visit_id)
    form = VersionForm(request.POST)
    if act not in {*ACTS, "finish"}:
        raise Http404
    version = form.cleaned_data["expected_version"] if form.is_valid() else 0
    told: dict[str, Any] = {"visit_id": visit.pk, "expected_version": version, "actor": actor_of(request.user)}
    if act == "finish":
        seen = form.is_valid() and form.cleaned_data["seen"]
        return _do(request, reception, lambda: services.finish(**told, seen=seen))
    return _do(request, reception, lambda: ACTS[act](**told))


@_office_page
@require_POST
def new_screen(request: HttpRequest, reception: Reception) -> HttpResponse:
    return _do(request, reception, lambda: services.open_screen(reception_id=reception.pk, actor=actor_of(request.user)))


# ---- what the pages share


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _visit(reception: Reception, visit_id: int) -> Visit:
    known = Visit.objects.filter(reception=reception, pk=visit_id) if visit_id < 2**63 else Visit.objects.none()
    visit = known.select_related("offered__service", "slot", "booking").first()
    if visit is None:
        raise Http404
    return visit


def _booking(number: str) -> Booking:
    booking = Booking.objects.select_related("person", "service", "offered__reception__office").filter(number=number).first()
    if booking is None:
        raise UnknownNumber
    return booking


def _ticket_given(request: HttpRequest, reception: Reception, visit: Visit) -> HttpResponse:
    messages.success(request, _("Ticket %(ticket)s.") % {"ticket": visit.ticket})
    return redirect("admin:board_print", reception.office.code, visit.pk)


def _do(request: HttpRequest, reception: Reception, act: Callable[[], Any]) -> HttpResponse:
    """Run a service. Its refusal is shown over the board as it is now."""
    try:
        act()
    except DomainError as error:
        return _render(BoardPage(request, reception, error=str(error)), status=error.status)
    return redirect("admin:board_office", reception.office.code)


def _render(page: BoardPage, status: int = 200) -> HttpResponse:
    return TemplateResponse(page.request, "board/officer/board.html", page.context(), status=status)


def _render_person(
    request: HttpRequest, reception: Reception, booking: Booking, form: ArriveForm, *, error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    record_access(person_id=booking.person_id, reader=request.user, what="appointment", reason=booking.number)
    context = {
        **site.each_context(request),
        "title": booking.number,
        "booking": booking,
        "person": booking.person,
        "name": official_name(booking.person),
        "name_ru": official_name_ru(booking.person),
        "service_name": named(booking.service),
        "office": reception.office,
        "document": current_identity_document(booking.person),
        "changed": changed_since(booking),
        "zone": zone_of(reception),
        "form": form,
        "error": str(error) if error else "",
        "error_at": form["ground" if isinstance(error, ChangedSinceBooked) else "same_person"].id_for_label,
    }
    return TemplateResponse(request, "board/officer/person.html", context, status=status)
