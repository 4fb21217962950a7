"""What the person's home page shows of their patents."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from patents import professions
from patents.models import Patent
from patents.selectors import (
    civil_today,
    contract_due,
    extending_order,
    last_possible_day,
    own_patents,
    profession_as_printed,
    reissue_window,
    validity,
)
from portal.legal import regions
from portal.ui.formats import countdown
from portal.ui.home import HomeSection

MOST = 20  # patents of one person that are looked at
MONTH = 30  # days before the last one from which the home page speaks of the contract: the first reminder


def today(request: HttpRequest) -> HomeSection | None:
    """What the person's patent allows today: the one that is valid, else the latest; nothing for a person without one."""
    answers = [(patent, validity(patent, on=civil_today(patent))) for patent in own_patents(request.user).order_by("-pk")[:MOST]]
    if not answers:
        return None
    patent, answer = next((found for found in answers if found[1].value == "valid"), answers[0])
    context = {
        "patent": patent,
        "region": regions.region(patent.region),
        "profession": professions.name(profession_as_printed(patent)),
        "answer": answer,
        "order": extending_order(patent),
        "state": answer.value.value,
    }
    return HomeSection("patents/home/today.html", context, _("Today"))


def contract(request: HttpRequest) -> HomeSection | None:
    """The copy of the contract that the office still waits for: once its month has begun, and after the last day. Its days run from the
    issue, also those of a patent that begins later."""
    patent = own_patents(request.user).filter(status=Patent.Status.ISSUED, contract_notice=None).order_by("-pk").first()
    if patent is None:
        return None
    on, due = civil_today(patent), contract_due(patent)
    if due is None or (due.value - on).days > MONTH or validity(patent, on=on).value not in {"valid", "not_yet"}:
        return None
    context = {"patent": patent, "due": due.value, "left": countdown(due.value, on), "is_late": on > due.value}
    return HomeSection("patents/home/contract.html", context, _("Waiting on you"))


def next_to_pay(request: HttpRequest) -> HomeSection | None:
    """The next patent, while it waits for its money and the one before it lasts: nobody may work after that day until it is paid."""
    found = own_patents(request.user).filter(status=Patent.Status.ISSUED, successor__status=Patent.Status.GRANTED)
    patent = found.select_related("successor").order_by("-pk").first()
    if patent is None:
        return None
    on, last = civil_today(patent), last_possible_day(patent)
    if last is None or validity(patent, on=on).value != "valid":
        return None
    context = {"next": patent.successor, "last": last, "left": countdown(last, on)}
    return HomeSection("patents/home/next_to_pay.html", context, _("The next patent"))


def reissue(request: HttpRequest) -> HomeSection | None:
    """The days in which the latest patent can be reissued."""
    patent = own_patents(request.user).filter(status=Patent.Status.ISSUED, successor=None).order_by("-pk").first()
    last = _last_day_to_reissue(patent, civil_today(patent)) if patent else None
    if patent is None or last is None:
        return None
    context = {"patent": patent, "last": last, "left": countdown(last, civil_today(patent))}
    return HomeSection("patents/home/reissue.html", context, _("Coming up"))


def _last_day_to_reissue(patent: Patent, on: date) -> date | None:
    open_days = reissue_window(patent, on=on)
    if open_days is None or not open_days.is_open(on) or validity(patent, on=on).value != "valid":
        return None
    return open_days.last.value
