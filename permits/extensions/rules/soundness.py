"""What is wrong with the words of an order, by field, and how it meets the orders in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.extensions.rules.terms import LONGEST, Mode, OrderTerms
from portal.legal.wording import said

FIRST_DAY, LAST_DAY = date(1992, 1, 1), date(2099, 12, 31)
_OWN_FIELDS: Final = {Mode.FIXED: ("until",), Mode.PLUS_DAYS: ("days",), Mode.SUSPENDED: ("suspended_from", "suspended_to")}
_DAYS: Final = ("window_from", "window_to", "until", "suspended_from", "suspended_to", "effective_from", "last_issue_day")
Errors = dict[str, list[Any]]


def problems(content: Mapping[str, Any], *, kinds: Iterable[str]) -> Errors:
    """What is wrong with the content of an order alone. `kinds` are those that an order may name."""
    found: Errors = defaultdict(list)
    if not str(content["act"]).strip():
        found["act"].append(_("Name the act."))
    _judge_kinds(content, set(kinds), found)
    for name in _DAYS:
        if content[name] is not None and not FIRST_DAY <= content[name] <= LAST_DAY:
            found[name].append(said(gettext_noop("The day must lie between %(first)s and %(last)s."), first=FIRST_DAY, last=LAST_DAY))
    if content["effective_from"] is None:
        found["effective_from"].append(_("From which day is the order in force?"))
    _judge_window(content, found)
    _judge_mode(content, found)
    return dict(found)


def _judge_kinds(content: Mapping[str, Any], known: set[str], found: Errors) -> None:
    if not content["kinds"]:
        found["kinds"].append(_("Name at least one kind of document: an order covers nothing that it does not name."))
    if set(content["kinds"]) - known:
        found["kinds"].append(_("An order cannot name this kind of document."))


def _judge_window(content: Mapping[str, Any], found: Errors) -> None:
    begins, ends = content["window_from"], content["window_to"]
    if begins is None:
        found["window_from"].append(_("From which stated last day on? Documents that ended before it are not revived."))
    if content["is_open_ended"] and ends is not None:
        found["window_to"].append(_("The window either has an end or has none: leave out one of the two."))
    if not content["is_open_ended"] and ends is None:
        found["window_to"].append(_("Give the end of the window, or say that it has none."))
    if begins and ends and ends < begins:
        found["window_to"].append(_("The window is upside down: it ends before it begins."))


def _judge_mode(content: Mapping[str, Any], found: Errors) -> None:
    own = _OWN_FIELDS.get(content["mode"], ())
    if not own:
        found["mode"].append(_("Say what the order does."))
        return
    for names in _OWN_FIELDS.values():
        for name in names:
            if name in own and content[name] is None:
                found[name].append(_("This way of extending needs this field."))
            elif name not in own and content[name] is not None:
                found[name].append(_("This field belongs to another way of extending: leave it empty."))
    _judge_amounts(content, found)


def _judge_amounts(content: Mapping[str, Any], found: Errors) -> None:
    days, until, begins = content["days"], content["until"], content["window_from"]
    first, last = content["suspended_from"], content["suspended_to"]
    if days is not None and not 1 <= days <= LONGEST:
        found["days"].append(said(gettext_noop("Between 1 and %(most)s days."), most=LONGEST))
    if until and begins and until <= begins:
        found["until"].append(_("This day is not later than the window begins: nothing would be extended."))
    if first and last and last < first:
        found["suspended_to"].append(_("The suspension is upside down: it ends before it begins."))
    if first and last and (last - first).days + 1 > LONGEST:
        found["suspended_to"].append(_("A suspension of more than ten years makes no sense."))


def is_same(one: OrderTerms, other: OrderTerms) -> bool:
    """Whether two orders do the same to some document: same window and way of extending, and they share kinds, states and regions."""
    same = ("window_from", "window_to", "mode", "until", "days", "suspended_from", "suspended_to")
    return all(getattr(one, name) == getattr(other, name) for name in same) and _share_documents(one, other)


def meet(one: OrderTerms, other: OrderTerms) -> bool:
    """Whether some document may fall under both."""
    ends, others_end = one.window_to or date.max, other.window_to or date.max
    return one.window_from <= others_end and other.window_from <= ends and _share_documents(one, other)


def _share_documents(one: OrderTerms, other: OrderTerms) -> bool:
    return bool(
        one.kinds & other.kinds
        and (not one.citizenships or not other.citizenships or one.citizenships & other.citizenships)
        and (not one.regions or not other.regions or one.regions & other.regions)
    )


__all__ = ["Errors", "is_same", "meet", "problems"]
