"""What orders make of the last day of a document (domain of law: 115-FZ and the decrees of 2020-2022, docs/permits.md).

Each order reckons from the day that the document states. Orders do not add up: the latest result stands, and the explanation names
the others. So the order in which they were applied does not matter, and a repeal is the same reckoning without one order.

`permits.extensions.sql` says the same as an expression of the database; a property test compares the two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_noop as _

from permits.extensions.rules.terms import DocumentFacts, Mode, OrderTerms
from portal.legal.explained import Explained, Step
from portal.legal.wording import said


class Why(StrEnum):
    """How an order stands to a document."""

    COVERED = "covered"
    KIND = "kind"
    CITIZENSHIP = "citizenship"
    REGION = "region"
    WINDOW = "window"
    ENDED = "ended"  # the document was over before the order came into force
    COUNTED = "counted"  # the stated day follows one that orders had moved: not once more
    GIVES_NOTHING = "gives_nothing"  # its day is not later than the stated one
    ASK_STAFF = "ask_staff"  # issued after the last day of issue that the order speaks of: a person decides


@dataclass(frozen=True)
class Result:
    """One order and one document: `gives` is its day when the document is covered."""

    order: OrderTerms
    why: Why
    gives: date | None = None


@dataclass(frozen=True)
class Reckoning:
    """`answer` is the last day and how it was found; `standing` the result that made it, None where the stated day stands."""

    answer: Explained[date]
    results: tuple[Result, ...]
    standing: Result | None

    @property
    def to_ask(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.why is Why.ASK_STAFF)


def reckon(document: DocumentFacts, orders: Iterable[OrderTerms]) -> Reckoning:
    """The last day of a document under these orders, which are in force. Of two with the same day the first named stands."""
    results = tuple(result_of(document, order) for order in orders)
    covering = [result for result in results if result.gives is not None]
    standing = max(covering, key=lambda result: result.gives or date.min, default=None)
    value = standing.gives if standing and standing.gives else document.stated
    return Reckoning(Explained(value, tuple(_steps(document, results, standing))), results, standing)


def result_of(document: DocumentFacts, order: OrderTerms) -> Result:
    """What one order alone makes of the document."""
    why = _standing_of(document, order)
    gives = _gives(document, order)
    if why is Why.COVERED and gives <= document.stated:
        why = Why.GIVES_NOTHING
    if why is Why.COVERED and _is_issued_too_late(document, order):
        why = Why.ASK_STAFF
    return Result(order, why, gives if why is Why.COVERED else None)


def _standing_of(document: DocumentFacts, order: OrderTerms) -> Why:
    if document.kind not in order.kinds:
        return Why.KIND
    if order.citizenships and document.citizenship is not None and document.citizenship not in order.citizenships:
        return Why.CITIZENSHIP
    if order.regions and document.region is not None and document.region not in order.regions:
        return Why.REGION
    if document.stated < order.window_from or (order.window_to is not None and document.stated > order.window_to):
        return Why.WINDOW
    if document.ended_on is not None and document.ended_on < order.effective_from:
        return Why.ENDED
    if order.key in document.orders_counted:
        return Why.COUNTED
    return Why.COVERED


def _is_issued_too_late(document: DocumentFacts, order: OrderTerms) -> bool:
    return order.last_issue_day is not None and document.issued_on is not None and document.issued_on > order.last_issue_day


def _gives(document: DocumentFacts, order: OrderTerms) -> date:
    if order.mode is Mode.FIXED:
        assert order.until is not None
        return order.until
    return later(document.stated, days_of(document, order))


def days_of(document: DocumentFacts, order: OrderTerms) -> int:
    """How many days an order of the other two modes adds. A term that was suspended between two days goes on for as many days as
    the document lived through the suspension: from its beginning, or from the first day of its term when that is later."""
    if order.mode is Mode.PLUS_DAYS:
        assert order.days is not None
        return order.days
    assert order.suspended_from is not None
    assert order.suspended_to is not None
    if document.stated < order.suspended_from:
        return 0
    first = max(order.suspended_from, document.runs_from or order.suspended_from)
    return max((order.suspended_to - first).days + 1, 0)


def later(day: date, days: int) -> date:
    """So many days later; the calendar ends with the year 9999."""
    return date.max if (date.max - day).days < days else day + timedelta(days=days)


# ---- in words


def _steps(document: DocumentFacts, results: tuple[Result, ...], standing: Result | None) -> Iterable[Step]:
    yield Step(said(_("The document itself says: through %(day)s."), day=document.stated), document.stated)
    for result in results:
        if result.gives is not None:
            yield Step(_how(document, result), result.gives, result.order.source)
        elif result.why is Why.ASK_STAFF:
            yield _ask(result.order)
        elif result.why is Why.COUNTED:
            words = _("The day on this document follows one that orders had moved already: this order does not move it again.")
            yield Step(said(words), document.stated, result.order.source)
    if standing is None:
        yield Step(said(_("No order moves this day.")), document.stated)
        return
    if sum(result.gives is not None for result in results) > 1:
        yield Step(
            said(_("Extensions do not add up: each counts from the day on the document, and the latest day stands.")), standing.gives
        )
    yield from _conditions(document, standing.order)


def _how(document: DocumentFacts, result: Result) -> Any:
    order = result.order
    if order.mode is Mode.FIXED:
        return said(_("Documents that end in these days are valid through %(day)s."), day=result.gives)
    if order.mode is Mode.PLUS_DAYS:
        return said(_("%(days)s days from %(stated)s: through %(day)s."), days=order.days, stated=document.stated, day=result.gives)
    words = _("The term stood still from %(first)s to %(last)s and goes on for %(days)s more days: through %(day)s.")
    days = days_of(document, order)
    first = max(order.suspended_from or date.min, document.runs_from or date.min)
    return said(words, first=first, last=order.suspended_to, days=days, day=result.gives)


def _ask(order: OrderTerms) -> Step:
    words = _("This order speaks of documents issued by %(day)s; this one was issued later. The office decides; ask there.")
    return Step(said(words, day=order.last_issue_day), None, order.source)


def _conditions(document: DocumentFacts, order: OrderTerms) -> Iterable[Step]:
    if order.last_issue_day is not None and document.issued_on is None:
        yield Step(said(_("This holds if the document was issued by %(day)s."), day=order.last_issue_day), None, order.source)
    if order.only_in_country:
        yield Step(said(_("The order speaks of people who are in Russia.")), None, order.source)


__all__ = ["Reckoning", "Result", "Why", "days_of", "later", "reckon", "result_of"]
