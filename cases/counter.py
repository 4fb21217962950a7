"""What the counter adds to a case: originals that were seen, fingerprints that were given. The rooms of appointments stand above and
tell it by `cases.services.record_seen`; what is asked of them comes by `register_booking` and `register_visits`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, InformationRequest, SeenAtCounter
from cases.procedures import Check
from portal.ui.formats import civil_date

# What can be shown or given; what a service confirms (`appointments.Service.confirms`) are codes of this table.
COUNTER: Final[dict[str, Promise]] = {
    "originals": _("show the originals of your documents"),
    "biometrics": _("give your fingerprints"),
}
_TITLES: Final = {"originals": _("Originals seen"), "biometrics": _("Fingerprints taken")}

Booking = Callable[[Case], str]
_bookings: list[Booking] = []


@dataclass(frozen=True)
class CaseVisit:
    """An appointment for a case: day and hour by the clock of the office. `url` is the page of the applicant, `tag` a kind of status tag;
    `state` is said to her, `told` to an officer."""

    number: str
    url: str
    day: date
    at: time
    service: str
    office: str
    state: str
    told: str
    tag: str
    is_ahead: bool


Visits = Callable[[Case], Sequence[CaseVisit]]
_visits: list[Visits] = []


def register_booking(address: Booking) -> None:
    """`address(case)`: the page where the applicant chooses a time for this case, "" when there is none."""
    if address not in _bookings:
        _bookings.append(address)


def register_visits(visits: Visits) -> None:
    """`visits(case)`: the appointments that were made for it, in the words of the active language, the last one first."""
    if visits not in _visits:
        _visits.append(visits)


def visits_of(case: Case) -> list[CaseVisit]:
    return [visit for visits in _visits for visit in visits(case)] if case.submitted_at is not None else []


def booking_url(case: Case) -> str:
    return next((url for address in _bookings if (url := address(case))), "")


def open_invitation(case: Case) -> InformationRequest | None:
    return next((asked for asked in case.requests.filter(answered_at__isnull=True) if asked.counter), None)


def seen_for(case: Case, asked: InformationRequest) -> set[str]:
    """What was seen since this invitation."""
    return set(case.seen.filter(seen_at__gte=asked.asked_at).values_list("what", flat=True))


def counter_checks(case: Case, *, requests: Iterable[InformationRequest] | None = None, was_seen: bool = True) -> list[Check]:
    """One check for each thing that was asked for or seen: open until an officer has seen it. Nothing for a case that asked nothing.

    `requests` and `was_seen`: what the page has read already of the questions of the case and of its history."""
    rows = case.requests.exclude(counter=[]) if requests is None else requests
    asked = {what for request in rows for what in request.counter}
    seen: dict[str, SeenAtCounter] = {row.what: row for row in case.seen.order_by("pk")} if was_seen else {}
    return [_check(what, seen.get(what)) for what in COUNTER if what in asked or what in seen]


def _check(what: str, row: SeenAtCounter | None) -> Check:
    detail: Any = civil_date(row.seen_on) if row else _("The applicant has not come for it yet.")
    return Check(f"counter_{what}", _TITLES[what], True if row else None, detail)


def seen_words(codes: Sequence[str]) -> str:
    """For a history: what was seen or taken, in the language of who reads it."""
    return str(format_lazy("{}.", format_lazy(", ".join(["{}"] * len(codes)), *(_TITLES[code] for code in codes))))


__all__ = [
    "COUNTER", "CaseVisit", "booking_url", "counter_checks", "open_invitation", "register_booking", "register_visits", "seen_for",
    "seen_words", "visits_of",
]  # fmt: skip
