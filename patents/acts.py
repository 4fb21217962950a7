"""What the holder of a patent can do today, and what later: the list on the patent's page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from patents.excerpt import Excerpt, excerpt_of
from patents.models import Patent
from patents.selectors import contract_due, contract_notice, reissue_window, validity, waiting_reprint
from portal.euphony import well_said
from portal.ui.formats import civil_date, countdown


@dataclass(frozen=True)
class Act:
    """`url` is empty while the act is not possible; `note` says why, or from which day until which it is."""

    title: Any
    note: str
    url: str = ""


Offer = Callable[[Excerpt], Act | None]
_offers: list[Offer] = []


def register_offer(offer: Offer) -> None:
    """Let an upper floor put a button on the page of a patent. Call it in `AppConfig.ready`."""
    if offer not in _offers:
        _offers.append(offer)


def offers(patent: Patent) -> list[Act]:
    """The buttons that upper floors have for this patent of the signed-in person."""
    asked = excerpt_of(patent)
    return [act for offer in _offers if (act := offer(asked))]


def acts(patent: Patent, *, on: date) -> list[Act]:
    """On a civil date of the patent's region. The contract is waited for from the issue on, so it can be sent before the first day;
    nothing else for a patent that is not in force."""
    state = validity(patent, on=on).value
    if state == "not_yet":
        return [act for act in (_contract(patent, on),) if act]
    if state != "valid":
        return []
    first = [act for act in (_new_sheet(patent), _contract(patent, on)) if act]
    return [
        *first,
        _reissue(patent, on),
        Act(_("Get a duplicate"), _("If the patent was lost or damaged. Number and dates stay."), _start("work-patent-duplicate")),
        Act(
            _("Change the data"),
            _("If your name, passport or profession has changed. Put a new name or passport into your profile first."),
            _start("work-patent-data-change"),
        ),
        Act(_("End the patent"), _("If you no longer need it. It cannot be restored afterwards."), _start("work-patent-annulment")),
    ]


def _reissue(patent: Patent, on: date) -> Act:
    title, open_days = _("Have it reissued for the next term"), reissue_window(patent, on=on)
    assert open_days is not None  # a patent in force was issued
    first, last = civil_date(open_days.first.value), civil_date(open_days.last.value)
    if following := Patent.objects.filter(predecessor=patent).first():
        return _following(title, following)
    if on < open_days.first.value:
        return Act(title, well_said(_("From %(first)s until %(last)s.") % {"first": first, "last": last}))
    if on > open_days.last.value:
        return Act(title, _("The last day was %(last)s. Ask the office before this patent ends what you can do.") % {"last": last})
    left = countdown(open_days.last.value, on)
    return Act(
        title, _("Until %(last)s (%(left)s). You need not leave Russia.") % {"last": last, "left": left}, _start("work-patent-reissue")
    )


def _following(title: Any, following: Patent) -> Act:
    """A next patent that is granted only does not begin until it is paid."""
    if following.status == Patent.Status.GRANTED:
        note = _("The next patent is granted. Pay its fee and first month before this one ends: until both are counted it does not begin.")
        return Act(title, note, reverse("patents:bills", args=[following.series, following.number]))
    return Act(title, _("Done: the next patent is in the list of your patents."))


def _contract(patent: Patent, on: date) -> Act | None:
    due = contract_due(patent)
    if due is None or contract_notice(patent):
        return None
    url = reverse("patents:contract", args=[patent.series, patent.number])
    day = civil_date(due.value)
    if on > due.value:
        late = _("The last day was %(day)s. Send it now: it is taken all the same, and marked as late.") % {"day": day}
        return Act(_("Send the copy of your contract"), late, url)
    note = _("Not later than %(day)s (%(left)s).") % {"day": day, "left": countdown(due.value, on)}
    return Act(_("Send the copy of your contract"), note, url)


def _new_sheet(patent: Patent) -> Act | None:
    if waiting_reprint(patent) is None:
        return None
    url = reverse("patents:bills", args=[patent.series, patent.number])
    return Act(
        _("Pay the fee for the new sheet"), _("The new sheet is in force once the fee is counted; until then the one you have holds."), url
    )


def _start(code: str) -> str:
    return reverse("cases:start", args=[code])
