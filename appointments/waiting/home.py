"""What the home page shows of the waiting list: a time that is offered and waits for the answer."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from appointments.waiting.models import Offer
from appointments.waiting.selectors import offers_of
from appointments.waiting.words import moment, service_name
from portal import clock
from portal.ui.home import HomeSection


def waiting_on_you(request: HttpRequest) -> HomeSection | None:
    """Times offered to the person, or to a child for whom she acts."""
    found = offers_of(request.user).filter(state=Offer.State.OPEN, accept_until__gt=clock.now()).order_by("accept_until")[:20]
    offers = [(offer, service_name(offer.entry.service), moment(offer.accept_until, offer.slot.offered)) for offer in found]
    context = {"offers": offers, "user": request.user}
    return HomeSection("appointments/waiting/home.html", context, _("Waiting on you")) if offers else None
