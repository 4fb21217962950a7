"""How many full answers to "what am I today" the rules alone give in a second on one core: grounds, duties with reasons, days counted.

Nothing is kept between two answers but the law; sentences are put into a language where they are read, not here. Four people, each
with three applications that wait and with what makes much work: a patent with all its duties, a resident, a visa-free stay after many
trips, a citizen of the Union with a contract."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.aims import judged
from patents.rules import status as patent_rules
from patents.rules.status import HeldPatent, PatentStanding
from patents.rules.validity import PatentFacts
from permits.status.reading import Law
from permits.status.rules import applications, arrival, entrants, residence
from permits.status.rules.applications import Applications
from permits.status.rules.asking import Asked
from permits.status.rules.compose import compose
from permits.status.rules.values import ContractFacts, PermitFacts, Sent, Status, StatusFacts
from portal.legal.citizenships import Regime
from portal.legal.loader import load_all
from profiles.rules.stays import StayDays

ON = date(2026, 4, 20)
DAY = timedelta(days=1)
LEAST = 2000
SECONDS = 3.0
APPLIED = Applications(
    sent=tuple(
        Sent(procedure=code, reference=f"R-{code}", sent_on=ON - 9 * DAY, decide_by=ON + 90 * DAY)
        for code in ("permanent-residence", "permit-replacement", "temporary-stay")
    ),
    exam_issued_on=ON - 100 * DAY,
    medical_issued_on=ON - 20 * DAY,
    fingerprints_on=ON - 20 * DAY,
)


def run() -> None:
    load_all()
    law = Law.read()
    print(f"\nstatus: full answers a second by the rules alone, one core (at least {LEAST:,})")
    rates = []
    for name, facts, standing in people():
        asked = Asked(on=ON, facts=facts, book=law.book, working=law.working)
        rate = per_second(lambda asked=asked, standing=standing: answer(asked, standing))
        told = answer(asked, standing)
        rates.append(rate)
        print(f"  {name:34} {rate:8,.0f}   {len(told.duties)} duties, {len(told.others) + bool(told.ground)} grounds")
    mean = len(rates) / sum(1 / rate for rate in rates)
    print(f"  {'all four in turn':34} {mean:8,.0f}   {judged('status: full answers a second', met=mean >= LEAST) or 'kept'}")


def answer(asked: Asked, standing: PatentStanding) -> Status:
    found = [arrival.found(asked), entrants.found(asked), residence.found(asked), patent_rules.found(asked, standing)]
    return compose(asked, [*found, applications.found(asked, APPLIED)])


def per_second(act: Callable[[], object]) -> float:
    act()
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        act()
        count += 1
    return count / spent


def people() -> list[tuple[str, StatusFacts, PatentStanding]]:
    entered = date(2026, 3, 10)
    trips = tuple(StayDays(entered_on=date(2022, 1, 1) + 10 * n * DAY, left_on=date(2022, 1, 1) + (10 * n + 3) * DAY) for n in range(140))
    return [
        ("a patent and all its duties", _facts(entered), _patent(entered)),
        (
            "a resident",
            _facts(date(2025, 3, 1), permits=(_permit("temporary_residence"), _permit("residence_registration"))),
            PatentStanding(),
        ),
        ("visa-free after 140 trips", _facts(entered, stays=(*trips, StayDays(entered_on=entered, left_on=None))), PatentStanding()),
        ("a contract in the Union", _facts(entered, citizenship="KG", regime=Regime.EAEU, contract=_contract(entered)), PatentStanding()),
    ]


def _facts(entered: date, **more: Any) -> StatusFacts:
    known: dict[str, Any] = {
        "citizenship": "MD", "regime": Regime.VISA_FREE, "birth_date": date(1994, 5, 17), "passport_expires_on": date(2030, 1, 1),
        "entered_on": entered, "purpose": "work", "card_until": entered + 89 * DAY, "address_told_on": entered + 3 * DAY,
        "registered_until": entered + 89 * DAY, "stays": (StayDays(entered_on=entered, left_on=None),),
    }  # fmt: skip
    return StatusFacts(**{**known, **more})


def _permit(kind: str) -> PermitFacts:
    stated = date(2028, 3, 9)
    return PermitFacts(
        kind=kind, number="77 2600000001", region="77", issued_on=date(2025, 3, 10), valid_until_stated=stated, valid_until=stated
    )


def _contract(entered: date) -> ContractFacts:
    return ContractFacts(begins_on=entered, ends_on=entered + 300 * DAY)


def _patent(entered: date) -> PatentStanding:
    issued = entered + 15 * DAY
    dates = PatentFacts(issued_on=issued, paid_months=2, expires_on=date(2027, 3, 24))
    held = HeldPatent(
        series="77", number="2600000017", region="77", profession="bricklayer", facts=dates, valid_through=date(2026, 5, 24),
        handed_out_on=issued, contract_received_on=None, is_followed=False,
    )  # fmt: skip
    return PatentStanding(patents=(held,), applied_on=entered + 2 * DAY, exam_issued_on=entered, medical_issued_on=entered)
