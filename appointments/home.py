"""What the home page shows of appointments, and where a case leads to."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.models import Booking
from appointments.selectors import own_bookings
from appointments.words import office_name, service_name, state_words
from cases.models import Case
from portal.ui.home import HomeSection


def coming_up(request: HttpRequest) -> HomeSection | None:
    """The next appointments of the person and of children for whom she acts, and the way to a new one."""
    if request.user.is_staff:
        return None
    found = own_bookings(request.user).filter(state__in=Booking.ACTIVE).order_by("starts_at")[:5]
    rows = [(one, service_name(one.service), office_name(one.offered.reception.office), state_words(one)) for one in found]
    return HomeSection("appointments/home.html", {"rows": rows, "user": request.user}, _("Appointments"))


def booking_address(case: Case) -> str:
    return f"{reverse('appointments:book')}?case={case.reference}"
