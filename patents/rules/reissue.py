"""When a patent may be reissued for the next term (115-FZ art. 13.3 (8)). Days are civil dates of the patent's region."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.procedures import Reason
from patents.rules.validity import months_of
from portal.legal.explained import Explained, Step
from portal.legal.figures import Term, Unit
from portal.legal.rules.calendar import WorkingCalendar, add_months, add_working_days
from portal.legal.wording import said

ARTICLE = _("Federal Law 115-FZ, art. 13.3, para. 8")


@dataclass(frozen=True)
class ReissueWindow:
    """The first and the last day to apply, both inclusive."""

    first: Explained[date]
    last: Explained[date]

    def is_open(self, on: date) -> bool:
        return self.first.value <= on <= self.last.value


def window(*, expires_on: date, through: date | None = None, notice: Term, earliest: Term, working: WorkingCalendar) -> ReissueWindow:
    """`expires_on` is the end of the longest term; `through` the later day to which an extension order moved it, if one did: it puts
    off the last day to apply and never the first one. `notice` is `patents.reissue_notice` (working days before it),
    `earliest` is `patents.reissue_earliest` (months before it). Raises `ValueError` for terms counted in something else."""
    if notice.unit != Unit.WORKING_DAYS:
        raise ValueError(f"the notice is counted in working days, not in {notice.unit}")
    ends = through or expires_on
    last = add_working_days(ends, -notice.amount, working=working)
    first = add_months(expires_on, -months_of(earliest))
    counted = said(gettext_noop("Working days before the last possible day of the patent, %(day)s."), day=ends)
    law = Step(counted, notice.amount, ARTICLE)
    opens = Step(said(gettext_noop("The portal takes the application from %(day)s."), day=first), first, earliest.citation)
    return ReissueWindow(Explained(first, (opens,)), Explained(last.value, (law, *last.steps)))


def reissue_reasons(open_days: ReissueWindow, *, on: date, has_successor: bool) -> list[Reason]:
    """`on` is the day of applying."""
    if has_successor:
        return [_done()]
    if on < open_days.first.value:
        return [_early(open_days)]
    if on > open_days.last.value:
        return [_late(open_days)]
    return []


def _done() -> Reason:
    return Reason(
        "already_reissued",
        True,
        _("This patent has been reissued already"),
        _("You have a patent that follows this one."),
        _("Open “My patents”: the new patent says what to pay and from which day it is valid."),
        ARTICLE,
    )


def _early(open_days: ReissueWindow) -> Reason:
    text: Any = said(gettext_noop("The portal takes this application from %(day)s."), day=open_days.first.value)
    what: Any = said(
        gettext_noop("Come back between %(first)s and %(last)s. Until then go on paying each month in advance."),
        first=open_days.first.value,
        last=open_days.last.value,
    )
    return Reason("too_early", True, _("It is too early to reissue this patent"), text, what, ARTICLE)


def _late(open_days: ReissueWindow) -> Reason:
    text: Any = said(
        gettext_noop("The last day to apply was %(day)s. The law asks for the application in good time before the longest term ends."),
        day=open_days.last.value,
    )
    what = _(
        "You may work under this patent as long as it is paid and its longest term lasts. After that day you may not. "
        "For another patent make a new application; ask the office before this patent ends whether you must leave Russia and enter again."
    )
    return Reason("too_late", True, _("It is too late to reissue this patent"), text, what, ARTICLE)
