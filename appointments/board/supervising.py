"""What a supervisor of the office puts right after a day: days on which nobody was marked as arrived, and appointments marked as missed."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from appointments.board import services
from appointments.board.models import UnmarkedDay
from appointments.board.views import office_page
from appointments.board.words import named
from appointments.models import Booking, Reception
from appointments.selectors import zone_of
from portal import clock
from portal.accounts.permissions import is_supervisor
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of

DAYS: Final = 30
SHOWN: Final = 200


def _supervisor_page(view: Callable[..., HttpResponse]) -> Any:
    @wraps(view)
    def guarded(request: HttpRequest, reception: Reception, **kwargs: Any) -> HttpResponse:
        if not is_supervisor(request.user, reception.office):
            raise PermissionDenied
        return view(request, reception, **kwargs)

    return office_page(guarded)


@_supervisor_page
@require_safe
def missed(request: HttpRequest, reception: Reception) -> HttpResponse:
    """Numbers and times only: who it was is read at the counter, where the look is written down."""
    return _render(request, reception)


@_supervisor_page
@require_POST
def answer(request: HttpRequest, reception: Reception, day_id: int) -> HttpResponse:
    asked = UnmarkedDay.objects.filter(reception=reception, pk=day_id).first() if day_id < 2**63 else None
    said = request.POST.get("was_open", "")
    if asked is None:
        raise Http404
    if said not in ("yes", "no"):
        return _render(request, reception, error=_("Say whether the office was open."), status=422)
    try:
        services.answer_day(day_id=asked.pk, was_open=said == "yes", actor=actor_of(request.user))
    except DomainError as error:
        return _render(request, reception, error=str(error), status=error.status)
    messages.success(request, _("Your answer is kept."))
    return redirect("admin:board_missed", reception.office.code)


@_supervisor_page
@require_POST
def put_right(request: HttpRequest, reception: Reception, booking_number: str) -> HttpResponse:
    booking = Booking.objects.filter(offered__reception=reception, number=booking_number[:20]).first()
    if booking is None:
        raise Http404
    try:
        services.put_right(booking_id=booking.pk, actor=actor_of(request.user))
    except DomainError as error:
        return _render(request, reception, error=str(error), status=error.status)
    messages.success(request, _("Put right: %(number)s does not count as missed. The person is told.") % {"number": booking.number})
    return redirect("admin:board_missed", reception.office.code)


def _render(request: HttpRequest, reception: Reception, *, error: str = "", status: int = 200) -> HttpResponse:
    since = clock.today(zone_of(reception)) - timedelta(days=DAYS)
    rows = Booking.objects.filter(offered__reception=reception, state=Booking.State.NO_SHOW, day__gte=since).select_related("service")
    context = {
        **site.each_context(request),
        "title": _("Missed appointments"),
        "office": reception.office,
        "office_name": named(reception.office),
        "asked": UnmarkedDay.objects.filter(reception=reception, was_open=None).order_by("day"),
        "rows": [(one, named(one.service)) for one in rows.order_by("-day", "-at", "pk")[:SHOWN]],
        "days": DAYS,
        "error": error,
    }
    return TemplateResponse(request, "board/officer/missed.html", context, status=status)
