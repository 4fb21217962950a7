"""What the person's home page shows of their documents about stay and residence."""

from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from permits.addresses import address_of
from permits.extensions.selectors import standing_extension, why_this_day
from permits.models import Permit
from permits.selectors import civil_today
from permits.standing import Standing, standing_on
from portal.accounts.selectors import pk_of
from portal.ui.home import HomeSection

REGISTRATIONS: Final = frozenset({Permit.Kind.STAY_REGISTRATION, Permit.Kind.RESIDENCE_REGISTRATION})
SEEN: Final = 20


def today(request: HttpRequest) -> HomeSection | None:
    """The person's own document, never a child's: one that is valid before one that ran out, a ground of stay before a registration, the
    latest of equals. Nothing for a person without one."""
    held = list(Permit.objects.filter(person__user_id=pk_of(request.user), status=Permit.Status.IN_FORCE).order_by("-pk")[:SEEN])
    if not held:
        return None
    permit = min(held, key=lambda one: (standing_on(one, civil_today(one)) != Standing.VALID, one.kind in REGISTRATIONS))
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
