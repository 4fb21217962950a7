"""What the home page shows of appointments, and where a case leads to."""

from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.models import Booking
from appointments.selectors import own_bookings
from appointments.words import TAGS, moment, office_name, service_name, state_words, told_to_officers
from cases.counter import CaseVisit
from cases.models import Case
from portal import clock
from portal.ui.home import HomeSection

SHOWN: Final = 5
_READ: Final = 30


def coming_up(request: HttpRequest) -> HomeSection | None:
    """The next appointments of the person and of children for whom she acts, and the way to a new one."""
    if request.user.is_staff:
        return None
    rows = [
        (one, service_name(one.service), office_name(one.offered.reception.office), state_words(one)) for one in _active(request)[:SHOWN]
    ]
    return HomeSection("appointments/home.html", {"rows": rows, "user": request.user}, _("Appointments"))


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Times that are kept and not confirmed yet: those of the lot for a day, the others for minutes. People who come together confirm
    together, on the page of the first."""
    now = clock.now()
    kept = [one for one in _active(request) if one.state == Booking.State.HELD and one.hold_until and one.hold_until > now]
    visits = {one.party or one.pk: one for one in reversed(kept)}
    rows = [(one, service_name(one.service), moment(one.hold_until, one.offered)) for one in visits.values() if one.hold_until]
    return HomeSection("appointments/home_held.html", {"rows": rows, "user": request.user}, _("Waiting on you")) if rows else None


def _active(request: HttpRequest) -> list[Booking]:
    """The nearest first; read once for both parts of the page."""
    if request.user.is_staff:
        return []
    if not hasattr(request, "_active_appointments"):
        found = own_bookings(request.user).filter(state__in=Booking.ACTIVE).order_by("starts_at", "pk")[:_READ]
        request._active_appointments = list(found)  # type: ignore[attr-defined]
    active: list[Booking] = request._active_appointments  # type: ignore[attr-defined]
    return active


def visits_for(case: Case) -> list[CaseVisit]:
    """What was made of the appointments for this case, without times that were only looked at. One query."""
    found = Booking.objects.filter(case=case).exclude(state=Booking.State.EXPIRED).exclude(confirmed_at=None, state=Booking.State.CANCELLED)
    related = ("service", "offered__reception__office")
    return [_visit(booking) for booking in found.select_related(*related).order_by("-starts_at", "-pk")[:SHOWN]]


def _visit(booking: Booking) -> CaseVisit:
    return CaseVisit(
        number=booking.number,
        url=reverse("appointments:visit", args=[booking.number]),
        day=booking.day,
        at=booking.at,
        service=service_name(booking.service),
        office=office_name(booking.offered.reception.office),
        state=str(state_words(booking)),
        told=told_to_officers(booking),
        tag=TAGS[booking.state],
        is_ahead=booking.state in Booking.ACTIVE,
    )


def booking_address(case: Case) -> str:
    return f"{reverse('appointments:book')}?case={case.reference}"
