"""What yearly notices tell of a person's status: the day on which the last one came, and the oldest year that nobody told about in
time. The duty of the year that runs is a rule of `permits.status`. Read with them, so that the page takes no query more: the day by
which somebody leaves whose permit officers ended."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_noop

from permits.desk.leaving import Ended, leave_after_ending
from permits.models import Permit
from permits.selectors import that_stand
from permits.status.rules.asking import Asked, gather
from permits.status.rules.residence import yearly_notice
from permits.status.rules.values import Duty, Found, PermitFacts
from permits.status.sources import StatusSource, register_source
from permits.yearly.selectors import KINDS
from portal.legal.rules.calendar import add_months
from portal.legal.wording import said
from profiles.models import Person


@dataclass(frozen=True)
class Told:
    """`years`: kind and number of the permit, and the year that its holder told about."""

    last: date | None
    years: frozenset[tuple[str, str, int]]
    ended: Ended | None = None


def read(person: Person, on: date) -> Told:
    """One query: the notices that had come by the day, and the last early end by then that names a day to leave."""
    columns = ("kind", "series", "number", "yearly_notices__year", "yearly_notices__received_on")
    rows = list(that_stand(Permit.objects.filter(person=person)).values_list(*columns, "pk", "endings__ends_on", "endings__leave_by"))
    sent = [row for row in rows if row[4] is not None and row[4] <= on]
    years = frozenset((kind, f"{series} {number}".strip(), year) for kind, series, number, year, _day, *_more in sent)
    left = [Ended(pk, ends_on, leave_by) for *_notice, pk, ends_on, leave_by in rows if leave_by is not None and ends_on <= on]
    return Told(max((row[4] for row in sent), default=None), years, max(left, key=lambda one: (one.ends_on, one.permit_id), default=None))


def rules(asked: Asked, told: Told) -> Found:
    found = Found(settled={"yearly_notice": told.last} if told.last else {})
    if leave := leave_after_ending(asked, told.ended):
        found.duties.append(leave)
    return gather(found, asked, (lambda one, found: _missed(one, found, told),))


def _missed(asked: Asked, found: Found, told: Told) -> None:
    for permit in asked.facts.permits:
        if permit.kind in KINDS and (duty := _oldest_missed(asked, permit, told)):
            found.duties.append(duty)


def _oldest_missed(asked: Asked, permit: PermitFacts, told: Told) -> Duty | None:
    """A notice is taken late too, so the year stays a duty until it is told about, here or at the office."""
    year = 1
    while (over := add_months(permit.issued_on, 12 * year)) < asked.on and (permit.valid_until is None or over <= permit.valid_until):
        if (permit.kind, permit.number, year) not in told.years:
            duty = yearly_notice(asked, permit, over, year)
            if duty.due.value >= asked.on:
                return None
            if not duty.done:
                named = said(gettext_noop("Yearly notice of residence, year %(year)s of the permit"), year=year)
                return replace(duty, code="yearly_notice_missed", title=named)
        year += 1
    return None


def register() -> None:
    register_source(StatusSource(name="yearly", rules=rules, read=read))


__all__ = ["register"]
