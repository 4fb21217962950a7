"""What the home page shows of registrations: notices that wait for the person's answer."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permits.registration.models import ArrivalNotice
from permits.registration.selectors import arrivals_of
from portal.ui.home import HomeSection


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Somebody says that the person, or a child for whom she acts, has arrived."""
    notices = list(arrivals_of(request.user).filter(status=ArrivalNotice.Status.WAITING).order_by("pk")[:20])
    context = {"notices": notices, "user": request.user}
    return HomeSection("permits/registration/home/waiting.html", context, _("Waiting on you")) if notices else None
