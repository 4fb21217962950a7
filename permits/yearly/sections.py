"""What the home page says of the yearly notice."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permits.addresses import address_of
from permits.selectors import civil_today, own_permits
from permits.yearly.rules import next_to_tell
from permits.yearly.selectors import KINDS, open_years
from portal.ui.formats import countdown
from portal.ui.home import HomeSection


def yearly_notice(request: HttpRequest) -> HomeSection | None:
    """The year to tell about next, of the newest permit that asks for it."""
    permit = own_permits(request.user).filter(kind__in=KINDS, status="in_force").order_by("-pk").first()
    if permit is None:
        return None
    today = civil_today(permit)
    year = next_to_tell(open_years(permit, on=today), on=today)
    if year is None:
        return None
    context = {"address": address_of(permit), "year": year, "left": countdown(year.last, today), "is_late": year.is_missed(today)}
    return HomeSection("permits/yearly/home.html", context, _("Waiting on you"))
