"""What the person's home page shows of their patents."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from patents import professions
from patents.selectors import civil_today, own_patents, validity
from portal.legal import regions
from portal.ui.home import HomeSection


def today(request: HttpRequest) -> HomeSection | None:
    """What the latest patent allows today; nothing for a person without one."""
    patent = own_patents(request.user).order_by("-pk").first()
    if patent is None:
        return None
    answer = validity(patent, on=civil_today(patent))
    context = {
        "patent": patent,
        "region": regions.region(patent.region),
        "profession": professions.name(patent.profession),
        "answer": answer,
        "state": answer.value.value,
    }
    return HomeSection("patents/home/today.html", context, _("Today"))
