"""What the home page says of the yearly notice."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permits.addresses import address_of
from permits.selectors import civil_today, own_permits
from permits.yearly.selectors import KINDS, open_years
from portal.ui.formats import countdown
from portal.ui.home import HomeSection


def yearly_notice(request: HttpRequest) -> HomeSection | None:
    """The oldest year that nobody told about, of the newest permit that asks for it."""
    permit = own_permits(request.user).filter(kind__in=KINDS, status="in_force").order_by("-pk").first()
    if permit is None:
        return None
    today = civil_today(permit)
    waiting = open_years(permit, on=today)
    if not waiting:
        return None
    year = waiting[0]
    context = {"address": address_of(permit), "year": year, "left": countdown(year.last, today), "is_late": year.is_missed(today)}
    return HomeSection("permits/yearly/home.html", context, _("Waiting on you"))
