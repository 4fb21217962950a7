"""Applications for residence, ready to be sent, and what officers do with them. People and numbers are invented."""

import uuid
from datetime import date, timedelta
from typing import Any

from cases import services
from cases.models import Case
from cases.procedures import procedure
from cases.selectors import application_of, proposal
from permits.quota.models import Quota
from permits.quota.services import set_quota
from portal import clock
from portal.events.actor import actor_of
from profiles.models import Person
from tests.factories import acting_user, make_applicant, make_case, make_document, make_office, make_user


def answers(**pages: Any) -> dict[str, dict[str, Any]]:
    """Answers to every question page of a temporary residence permit on a place of the quota."""
    today = clock.today()
    return {
        "region": {"region": "77"},
        "ground": {"ground": "QUOTA"},
        "exam": {"kind": "certificate", "issued_on": (today - timedelta(days=100)).isoformat()},
        "medical": {"issued_on": (today - timedelta(days=5)).isoformat()},
        "fingerprints": {"done": "yes", "done_on": None},
        **pages,
    }


def make_quota(places: int = 5, *, region: str = "77", year: int | None = None) -> Quota:
    actor = actor_of(make_user("operator"))
    return set_quota(region=region, year=year or clock.today().year, places=places, citation="Act 1", actor=actor)


def staying(person: Person, until: date | None) -> Person:
    """The migration card of the person allows the stay through this day."""
    person.entries.update(stay_until=until)
    return person


def ready(code: str = "temporary-residence", *, person: Person | None = None, given: dict[str, Any] | None = None, **fields: Any) -> Case:
    """A draft with every answer and document, one act away from being sent."""
    make_office()
    person = person or make_applicant()
    case = make_case(procedure=code, person=person, submission_key=uuid.uuid4(), answers=answers() if given is None else given, **fields)
    for needed in procedure(code).documents(application_of(case, on=clock.today())):
        case.attachments.create(document=make_document(person, needed.kind), kind=needed.kind)
    return case


def send(case: Case, *, on: date | None = None) -> Case:
    return services.submit_case(case_id=case.pk, submission_key=None, actor=actor_of(acting_user(case.person)), on=on or clock.today())


def decide(case: Case, outcome: str = "granted", *, ground: str = "", on: date | None = None) -> Case:
    """Two officers: one proposes, another confirms."""
    first, second = make_user("officer", office=case.office), make_user("officer", office=case.office)
    version = services.take_case(case_id=case.pk, actor=actor_of(first)).version
    told = {"outcome": outcome, "ground": ground, "reason": "Because."}
    services.propose_decision(case_id=case.pk, expected_version=version, actor=actor_of(first), **told)
    decision = proposal(case)
    assert decision is not None
    return services.confirm_decision(
        decision_id=decision.pk, content_hash=decision.content_hash, actor=actor_of(second), on=on or clock.today()
    )
