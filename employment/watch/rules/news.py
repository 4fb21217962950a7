"""What an employer who watches a patent is told on a day, from what was known before and what is true now.

Days are civil dates of the patent's region; `until` is the last valid day, inclusive."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

DAYS_BEFORE: Final = (30, 15, 5, 1)


class Change(StrEnum):
    """What happened to the right to work."""

    ANNULLED = "annulled"
    LAPSED = "lapsed"  # not paid in time
    EXPIRED = "expired"  # the longest term is over
    BEGAN = "began"  # a patent that was not valid before is
    RESTORED = "restored"  # valid again: the payment had been made in time, or an annulment was set aside
    EXTENDED = "extended"  # paid further or extended by an order, after its end had been announced
    SHORTENED = "shortened"  # the last valid day is earlier than the one known
    PROFESSION = "profession"  # the sheet in force names another one: by it the worker may be employed as nothing else


class Reason(StrEnum):
    """Why a patent ends on the day that is announced."""

    PAYMENT = "payment"  # it goes on if the next month is paid by then
    TERM = "term"  # all months are paid: nothing makes it longer


@dataclass(frozen=True)
class Standing:
    """`state` is a `ValidityAnswer`; `until` is None where nothing is valid or paid; `profession` is a code, None where it is not known."""

    state: str
    until: date | None
    profession: str | None = None


@dataclass(frozen=True)
class News:
    """`days` is one of `DAYS_BEFORE` and `reason` a `Reason` for an end to come, 0 and "" for a change; `profession` is the new one
    where that is the news."""

    kind: str
    until: date | None
    days: int = 0
    profession: str = ""
    reason: str = ""


def change_of(before: Standing | None, now: Standing, *, end_was_announced: bool) -> News | None:
    """The change worth telling, or None. A first look (`before` is None) tells nothing: the employer has just asked."""
    if before is None or before == now:
        return None
    was_valid, is_valid = before.state == "valid", now.state == "valid"
    if was_valid and not is_valid:
        return News(_ENDS.get(now.state, Change.LAPSED), now.until)
    if is_valid and not was_valid:
        return News(Change.BEGAN if before.state == "not_yet" else Change.RESTORED, now.until)
    if is_valid and before.until and now.until and now.until != before.until:
        if now.until < before.until:
            return News(Change.SHORTENED, now.until)
        return News(Change.EXTENDED, now.until) if end_was_announced else None
    if before.state != now.state and now.state == "annulled":
        return News(Change.ANNULLED, now.until)
    return None


def profession_change(before: Standing, now: Standing) -> News | None:
    """Another profession than the one known, told while the patent is valid: of one that begins, the beginning is the news."""
    if now.state != "valid" or before.state == "not_yet" or not before.profession or not now.profession:
        return None
    return None if now.profession == before.profession else News(Change.PROFESSION, now.until, profession=now.profession)


def known_profession(before: Standing, now: Standing) -> str | None:
    """What the employer knows after the look: while the patent is not valid another profession is neither told nor taken as known."""
    return now.profession if now.state == "valid" or before.profession is None else before.profession


_ENDS: Final = {"annulled": Change.ANNULLED, "lapsed_unpaid": Change.LAPSED, "expired": Change.EXPIRED}


def ending(now: Standing, *, on: date, is_paid_to_the_end: bool) -> News | None:
    """The nearest announcement that is due on `on`: after days without a look only the last one is told, with its true date."""
    if now.state != "valid" or now.until is None:
        return None
    left = (now.until - on).days
    due = [days for days in DAYS_BEFORE if left <= days]
    reason = Reason.TERM if is_paid_to_the_end else Reason.PAYMENT
    return News("ending", now.until, min(due), reason=reason) if due else None


__all__ = ["DAYS_BEFORE", "Change", "News", "Reason", "Standing", "change_of", "ending", "known_profession", "profession_change"]
