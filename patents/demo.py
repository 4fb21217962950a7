"""Invented applications: one that ended in a patent whose next month is paid in part, one that nobody looked at in time."""

import uuid
from datetime import date, timedelta

from django.conf import settings

from cases.demo_acts import applied, granted, moment, newcomer
from cases.models import Case
from patents import demo_later
from patents.demo_money import arrive
from patents.due import bill, receipts
from patents.models import Patent
from patents.services import record_payment
from portal import clock
from portal.events.actor import Actor
from portal.legal.errors import MissingLegalParameter

APPLIED_AND_GRANTED = "dilnoza@demo.example"
DAYS_AGO = 57  # paid for two months: it ends in a few days
APPLIED_AND_FORGOTTEN = "rustam@demo.example"
LATER_LIFE = ((demo_later.ENDS_SOON, 330, 12), (demo_later.WITHOUT_CONTRACT, 100, 4))


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo applications belong to the demo only")
    if case := _applied(APPLIED_AND_GRANTED, days_ago=DAYS_AGO + 10):
        _granted_and_paid(case, days_ago=DAYS_AGO, months=2)
        arrive(Patent.objects.get(case=case), today=clock.today())
    _applied(APPLIED_AND_FORGOTTEN, days_ago=28)
    for email, days_ago, months in LATER_LIFE:
        if case := _applied(email, days_ago=days_ago + 10):
            _granted_and_paid(case, days_ago=days_ago, months=months)
    demo_later.propose_to_annul()


def _applied(email: str, *, days_ago: int) -> Case | None:
    """The application sent so many days ago; None when the person is not there or has applied already."""
    person = newcomer(email)
    return applied(person, "work-patent", _answers(clock.today() - timedelta(days=days_ago)), days_ago=days_ago) if person else None


def _answers(on: date) -> dict[str, dict[str, str]]:
    begins, ends = on - timedelta(days=3), on + timedelta(days=362)
    return {
        "region": {"region": "77"},
        "work": {"profession": "construction-worker", "employer": "company"},
        "exam": {"kind": "certificate", "issued_on": begins.isoformat()},
        "insurance": {"kind": "policy", "number": "ДМС-77-000123", "valid_from": begins.isoformat(), "valid_until": ends.isoformat()},
        "medical": {"issued_on": begins.isoformat()},
    }


def _granted_and_paid(case: Case, *, days_ago: int, months: int) -> None:
    on = clock.today() - timedelta(days=days_ago)
    granted(case, days_ago=days_ago)
    with moment(on):
        _pay(Patent.objects.get(case=case), months=months, on=on)


def _pay(patent: Patent, *, months: int, on: date) -> None:
    """Nothing where the price of that day is not established: the patent then waits for its payment."""
    try:
        due = bill(patent, months=months, paid_on=on)
    except MissingLegalParameter:
        return
    actor = Actor("demo", patent.person.user_id)
    record_payment(patent_id=patent.pk, receipts=receipts(due, source="demo", key=uuid.uuid4()), actor=actor, on=on)
