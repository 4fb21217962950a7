"""Reads what the rules of the status need, in few queries whatever the history, and asks them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.timezone import localdate

from permits.extensions.models import PermitExtension
from permits.extensions.rules.terms import source_of
from permits.selectors import permits_told
from permits.status.models import DutyDone, WorkContract
from permits.status.rules.asking import Asked
from permits.status.rules.compose import compose
from permits.status.rules.values import ContractFacts, Found, Gap, Moved, PermitFacts, Status, StatusFacts
from permits.status.sources import all_sources, figures
from portal import clock
from portal.legal import calendar, citizenships, gaps, regions
from portal.legal.book import Book, read_book
from portal.legal.citizenships import Regime
from portal.legal.errors import MissingLegalParameter
from portal.legal.rules.calendar import WorkingCalendar
from profiles.models import Person
from profiles.rules.stays import with_entry
from profiles.selectors import current_papers, stays_told


class Law:
    """The figures and the working calendar, read once and used for many people."""

    def __init__(self, book: Book, working: WorkingCalendar) -> None:
        self.book, self.working = book, working

    @classmethod
    def read(cls) -> "Law":
        return cls(read_book(figures()), calendar.current())


@dataclass(frozen=True)
class Seen:
    """The answer, what it was reckoned from, and the person's own date of today."""

    status: Status
    asked: Asked
    today: date


def status_of(person: Person | None, *, on: date | None = None, law: Law | None = None) -> Seen:
    """The answer for a day, by default the person's today. Without a profile it is all questions."""
    law = law or Law.read()
    papers = current_papers(person.pk) if person else {}
    today = _today(papers.get("address__region"))
    day = on or today
    facts = _facts(person, papers, on=day) if person else StatusFacts()
    asked = Asked(on=day, facts=facts, book=law.book, working=law.working)
    status = compose(asked, _found(person, asked))
    notice_gaps(status.gaps)
    return Seen(status, asked, today)


def notice_gaps(found: Iterable[Gap]) -> None:
    """Operators hear of figures that were missing, unless somebody only asks about some other day."""
    for gap in found:
        gaps.notice(key=gap.key, scope=gap.scope, on=gap.on)


def _found(person: Person | None, asked: Asked) -> Iterator[Found]:
    read: dict[Any, Any] = {}  # what several sources ask for is read once
    for source in all_sources():
        if source.read is None:
            yield source.rules(asked, None)
        elif person is not None:
            if source.read not in read:
                read[source.read] = source.read(person, asked.on)
            yield source.rules(asked, read[source.read])


def _today(region: str | None) -> date:
    """Where the person is registered; in Moscow when that is not known."""
    return clock.today(regions.region(region).zone) if region and regions.exists(region) else clock.today()


def _facts(person: Person, papers: dict[str, Any], *, on: date) -> StatusFacts:
    regime = regime_of(person.citizenship, on)
    told = _told(person)
    permits: list[Any] = list(permits_told(person.pk, on=on).annotate(orders=_ORDERS))
    return StatusFacts(
        citizenship=person.citizenship,
        regime=regime,
        birth_date=person.birth_date,
        passport_expires_on=papers["document__expires_on"],
        entered_on=papers["entry__entered_on"],
        purpose=papers["entry__purpose"] or "",
        card_until=papers["entry__stay_until"],
        address_told_on=_told_on(papers),
        registered_until=papers["address__registered_until"],
        left_address_on=papers["left_on"],
        stays=with_entry(stays_told(person), papers["entry__entered_on"]),
        over=next((_permit(permit) for permit in permits if permit.is_over), None),
        permits=tuple(_permit(permit) for permit in permits if not permit.is_over),
        told_done=frozenset(told["done"]),
        contract=_contract(told) if regime == Regime.EAEU else None,
    )


def _told_on(papers: dict[str, Any]) -> date | None:
    told, region = papers["address__created_at"], papers["address__region"]
    if told is None:
        return None
    zone = regions.region(region).zone if regions.exists(region) else clock.MOSCOW
    return localdate(told, zone)


def regime_of(citizenship: str, on: date) -> Regime | None:
    """None for what international law calls a status, for a state that is not listed, and before the first regime that we know."""
    if not citizenships.exists(citizenship):
        return None
    try:
        return citizenships.citizenship(citizenship, on).regime
    except MissingLegalParameter:
        return None


def _permit(permit: Any) -> PermitFacts:
    return PermitFacts(
        kind=permit.kind,
        number=f"{permit.series} {permit.number}".strip(),
        region=permit.region,
        issued_on=permit.issued_on,
        valid_until_stated=permit.valid_until_stated,
        valid_until=permit.valid_until,
        ground=permit.ground,
        extensions=tuple(_moved(row) for row in permit.orders),
        ended_on=permit.ended_on,
    )


# What orders in force did to a permit, by its ledger; as JSON, so that all permits and their orders take one query.
_ORDERS: Final = ArraySubquery(
    PermitExtension.objects.filter(document=OuterRef("pk"), taken_back=None)
    .order_by("pk")
    .values(
        row=JSONObject(
            number="order__number",
            act="order__act",
            citation="order__citation",
            act_en="order__act_en",
            citation_en="order__citation_en",
            gives="gives",
            days="days",
        )
    )
)


def _moved(row: dict[str, Any]) -> Moved:
    source = source_of(row["act"], row["citation"], row["act_en"], row["citation_en"])
    return Moved(order=row["number"], source=source, days=row["days"], gives=date.fromisoformat(row["gives"]))


def _told(person: Person) -> dict[str, Any]:
    """What only the person can tell, in one query: keys of duties done, and the days of the contract of work."""
    done = DutyDone.objects.filter(person=OuterRef("pk"), taken_back_at=None)
    contract = WorkContract.objects.filter(person=OuterRef("pk"), retired_at=None)
    told = Person.objects.values(
        done=ArraySubquery(done.values("key")),
        begins_on=Subquery(contract.values("begins_on")[:1]),
        ends_on=Subquery(contract.values("ends_on")[:1]),
    )
    return dict(told.get(pk=person.pk))


def _contract(told: dict[str, Any]) -> ContractFacts | None:
    return ContractFacts(begins_on=told["begins_on"], ends_on=told["ends_on"]) if told["begins_on"] else None


__all__ = ["Law", "Seen", "notice_gaps", "status_of"]
