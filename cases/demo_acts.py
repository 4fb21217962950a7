"""What the invented people of the demonstration did, on days of the past."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

from cases import services as cases
from cases.models import Case
from cases.procedures import procedure
from cases.selectors import application_of, proposal
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from profiles.models import Person
from profiles.selectors import documents_of


def newcomer(email: str) -> Person | None:
    """The person, unless she is not there or has applied already."""
    person = Person.objects.filter(user__email=email).first()
    return None if person is None or person.cases.exists() else person


def applied(person: Person, code: str, answers: dict[str, dict[str, Any]], *, days_ago: int) -> Case:
    """An application with these answers and the documents of the profile, sent so many days ago."""
    actor, on = Actor("demo", person.user_id), clock.today() - timedelta(days=days_ago)
    with moment(on):
        case = cases.open_draft(person_id=person.pk, procedure_code=code, actor=actor)
        for page, given in answers.items():
            cases.save_answers(case_id=case.pk, page=page, answers=given, seen=None, actor=actor)
        case.refresh_from_db()
        needed = {document.kind for document in procedure(code).documents(application_of(case, on=on))}
        for document in documents_of(person):
            if document.kind in needed:
                cases.attach_document(case_id=case.pk, document_id=document.pk, kind=document.kind, actor=actor)
        return cases.submit_case(case_id=case.pk, submission_key=uuid.uuid4(), actor=actor, on=on)


def granted(case: Case, *, days_ago: int) -> None:
    """Two officers decided it so many days ago."""
    on = clock.today() - timedelta(days=days_ago)
    first, second = (Actor("officer", User.objects.get(email=f"{name}@demo.example").pk) for name in ("ivanova", "petrov"))
    with moment(on):
        version = cases.take_case(case_id=case.pk, actor=first).version
        cases.propose_decision(
            case_id=case.pk, expected_version=version, outcome="granted", ground="", reason="Документы в порядке.", actor=first
        )
        decision = proposal(case)
        assert decision is not None
        cases.confirm_decision(decision_id=decision.pk, content_hash=decision.content_hash, actor=second, on=on)


@contextmanager
def moment(on: date) -> Iterator[None]:
    """What happens inside is recorded as of noon of that day in Moscow: the demonstration has a past."""
    with patch.object(clock, "now", return_value=datetime.combine(on, time(12), tzinfo=clock.MOSCOW)):
        yield


__all__ = ["applied", "granted", "moment", "newcomer"]
