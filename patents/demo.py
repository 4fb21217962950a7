"""Invented applications: one that ended in a patent whose next month is paid in part, one that nobody looked at in time."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.conf import settings

from cases import services as cases
from cases.models import Case
from cases.procedures import procedure
from cases.selectors import application_of, proposal
from patents import demo_later
from patents.demo_money import arrive
from patents.due import bill, receipts
from patents.models import Patent
from patents.services import record_payment
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.legal.errors import MissingLegalParameter
from profiles.models import Person
from profiles.selectors import documents_of

APPLIED_AND_GRANTED = "dilnoza@demo.example"
DAYS_AGO = 57  # paid for two months: it ends in a few days
APPLIED_AND_FORGOTTEN = "rustam@demo.example"
LATER_LIFE = ((demo_later.ENDS_SOON, 330, 12), (demo_later.WITHOUT_CONTRACT, 100, 4))


def make_demo() -> None:
    """Running it again changes nothing. Raises outside demo mode."""
    if not settings.DEMO:
        raise RuntimeError("demo applications belong to the demo only")
    granted = _applied(APPLIED_AND_GRANTED, days_ago=DAYS_AGO + 10)
    if granted:
        _granted_and_paid(granted, days_ago=DAYS_AGO, months=2)
        arrive(Patent.objects.get(case=granted), today=clock.today())
    _applied(APPLIED_AND_FORGOTTEN, days_ago=28)
    for email, days_ago, months in LATER_LIFE:
        if case := _applied(email, days_ago=days_ago + 10):
            _granted_and_paid(case, days_ago=days_ago, months=months)
    demo_later.propose_to_annul()


def _applied(email: str, *, days_ago: int) -> Case | None:
    """The application sent so many days ago; None when the person is not there or has applied already."""
    person = Person.objects.filter(user__email=email).first()
    if person is None or person.cases.exists():
        return None
    actor, on = Actor("demo", person.user_id), clock.today() - timedelta(days=days_ago)
    with _moment(on):
        case = cases.open_draft(person_id=person.pk, procedure_code="work-patent", actor=actor)
        for page, answers in _answers(on).items():
            cases.save_answers(case_id=case.pk, page=page, answers=answers, seen=None, actor=actor)
        _attach(case, person, actor, on)
        return cases.submit_case(case_id=case.pk, submission_key=uuid.uuid4(), actor=actor, on=on)


def _answers(on: date) -> dict[str, dict[str, str]]:
    begins, ends = on - timedelta(days=3), on + timedelta(days=362)
    return {
        "region": {"region": "77"},
        "work": {"profession": "construction-worker", "employer": "company"},
        "exam": {"kind": "certificate", "issued_on": begins.isoformat()},
        "insurance": {"kind": "policy", "number": "ДМС-77-000123", "valid_from": begins.isoformat(), "valid_until": ends.isoformat()},
        "medical": {"issued_on": begins.isoformat()},
    }


def _attach(case: Case, person: Person, actor: Actor, on: date) -> None:
    needed = {document.kind for document in procedure("work-patent").documents(application_of(case, on=on))}
    for document in documents_of(person):
        if document.kind in needed:
            cases.attach_document(case_id=case.pk, document_id=document.pk, kind=document.kind, actor=actor)


def _granted_and_paid(case: Case, *, days_ago: int, months: int) -> None:
    on = clock.today() - timedelta(days=days_ago)
    first, second = (Actor("officer", User.objects.get(email=f"{name}@demo.example").pk) for name in ("ivanova", "petrov"))
    with _moment(on):
        version = cases.take_case(case_id=case.pk, actor=first).version
        cases.propose_decision(
            case_id=case.pk, expected_version=version, outcome="granted", ground="", reason="Документы в порядке.", actor=first
        )
        decision = proposal(case)
        assert decision is not None
        cases.confirm_decision(decision_id=decision.pk, content_hash=decision.content_hash, actor=second, on=on)
        _pay(Patent.objects.get(case=case), months=months, on=on)


def _pay(patent: Patent, *, months: int, on: date) -> None:
    """Nothing where the price of that day is not established: the patent then waits for its payment."""
    try:
        due = bill(patent, months=months, paid_on=on)
    except MissingLegalParameter:
        return
    actor = Actor("demo", patent.person.user_id)
    record_payment(patent_id=patent.pk, receipts=receipts(due, source="demo", key=uuid.uuid4()), actor=actor, on=on)


@contextmanager
def _moment(on: date) -> Iterator[None]:
    """What happens inside is recorded as of noon of that day in Moscow: the demonstration has a past."""
    with patch.object(clock, "now", return_value=datetime.combine(on, time(12), tzinfo=clock.MOSCOW)):
        yield
