"""What the home page of a signed-in person, and the page of a patent, show of employers."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from patents.acts import Act
from patents.excerpt import Excerpt
from patents.selectors import own_patents
from portal.accounts.permissions import is_applicant
from portal.ui.home import HomeSection


def for_worker(request: HttpRequest) -> HomeSection | None:
    """A person who holds a patent can show it to an employer."""
    if not is_applicant(request.user) or not own_patents(request.user).exists():
        return None
    return HomeSection("employment/home/worker.html")


def for_employer(request: HttpRequest) -> HomeSection | None:
    """The employers that the person acts for."""
    members = getattr(request.user, "memberships", None)
    own = list(members.select_related("organisation").order_by("-pk")[:5]) if members else []
    return HomeSection("employment/home/employer.html", {"organisations": [member.organisation for member in own]}) if own else None


def share_offer(patent: Excerpt) -> Act | None:
    """The holder of an issued patent can show it to one employer; one that was ended for good has nothing to show."""
    if not patent.is_issued or patent.is_over:
        return None
    asked = urlencode({"patent": f"{patent.series} {patent.number}"})
    return Act(_("Share my patent"), "", f"{reverse('sharing:new')}?{asked}")
