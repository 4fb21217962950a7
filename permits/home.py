"""What the person's home page shows of their documents about stay and residence."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from permits.addresses import address_of
from permits.extensions.selectors import standing_extension, why_this_day
from permits.models import Permit
from permits.selectors import civil_today, own_permits
from permits.standing import standing_on
from portal.ui.home import HomeSection


def today(request: HttpRequest) -> HomeSection | None:
    """The latest document in force, with its day and why; nothing for a person without one."""
    permit = own_permits(request.user).filter(status=Permit.Status.IN_FORCE).order_by("-pk").first()
    if permit is None:
        return None
    reckoning = why_this_day(permit)
    context = {
        "permit": permit,
        "title": capfirst(permit.get_kind_display()),
        "url": reverse("permits:permit", args=address_of(permit)),
        "standing": standing_on(permit, civil_today(permit)),
        "extension": standing_extension(permit),
        "answer": reckoning and reckoning.answer,
    }
    return HomeSection("permits/home/today.html", context, _("Today"))
