"""What tests of cases do again and again: a case in a state made by the services, failures, races, and what changed."""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import QuerySet

from cases import services
from cases.models import Case, CaseDocument, CaseVersion, Decision, InformationRequest, SeenAtCounter
from cases.selectors import proposal
from patents.models import Annulment, ContractNotice, ContractReminder, NumberSequence, Patent, PatentReprint, Payment
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor, actor_of
from portal.events.models import Delivery, Event
from tests.factories import make_document, make_ready_case, make_user

FACTS: tuple[type[models.Model], ...] = (
    Case, CaseVersion, CaseDocument, InformationRequest, Decision, Patent, NumberSequence, Payment, Event, Delivery,
    PatentReprint, ContractNotice, ContractReminder, Annulment, SeenAtCounter,
)  # fmt: skip


def applicant(case: Case) -> Actor:
    return actor_of(case.person.user)


def officer() -> User:
    return make_user("officer")


def sent_case(**fields: Any) -> Case:
    """A case that its applicant has sent."""
    case = make_ready_case(**fields)
    return services.submit_case(case_id=case.pk, submission_key=case.submission_key, actor=applicant(case), on=clock.today())


def held_case(holder: User | None = None) -> Case:
    """A case that an officer has taken."""
    return services.take_case(case_id=sent_case().pk, actor=actor_of(holder or officer()))


def asked_case(kinds: tuple[str, ...] = ("photo",)) -> tuple[Case, InformationRequest]:
    """A case whose officer waits for the applicant."""
    case = held_case()
    answer_by = clock.today() + timedelta(days=5)
    request = services.ask_applicant(
        case_id=case.pk, expected_version=case.version, text="The photo is dark.", document_kinds=list(kinds), answer_by=answer_by,
        actor=actor_of(case.assigned_to),
    )  # fmt: skip
    case.refresh_from_db()
    return case, request


def propose(case: Case, outcome: str = "granted", **fields: Any) -> Decision:
    base: dict[str, Any] = {
        "case_id": case.pk, "expected_version": case.version, "outcome": outcome, "ground": "NO_EXAM" if outcome == "refused" else "",
        "reason": "Words for the applicant.", "actor": actor_of(case.assigned_to),
    }  # fmt: skip
    return services.propose_decision(**{**base, **fields})


def proposed_case(outcome: str = "granted") -> Case:
    """A case whose decision waits for its second person."""
    case = held_case()
    propose(case, outcome)
    case.refresh_from_db()
    return case


def confirm(case: Case, second: User | None = None, *, on: date | None = None) -> Case:
    decision = proposal(case)
    assert decision is not None
    actor = actor_of(second or officer())
    return services.confirm_decision(decision_id=decision.pk, content_hash=decision.content_hash, actor=actor, on=on or clock.today())


def better_photo(case: Case) -> CaseDocument:
    document = make_document(case.person, "photo")
    return services.attach_document(case_id=case.pk, document_id=document.pk, kind="photo", actor=applicant(case))


# ---- what is there


def events(subject: models.Model) -> list[str]:
    """Names of what happened to the subject, oldest first, without the app."""
    kind = f"{subject._meta.app_label}.{subject._meta.model_name}"
    names = Event.objects.filter(subject_type=kind, subject_id=subject.pk).order_by("pk").values_list("name", flat=True)
    return [name.partition(".")[2] for name in names]


def everything() -> list[list[tuple[Any, ...]]]:
    """Every row of every fact, to be compared before and after."""
    return [list(model._default_manager.order_by("pk").values_list()) for model in FACTS]


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = everything()
    yield
    assert everything() == before


# ---- failures


class Injected(Exception):
    """The machine dies here."""


def fails_at_every_step(act: Callable[[], object]) -> int:
    """Runs `act` again and again, dying before its first statement, its second ... until it comes through.

    After each death everything is as it was. Returns how many deaths there were."""
    before = everything()
    for step in itertools.count(1):
        with _dies_at(step) as came_so_far, suppress(Injected):
            act()
            if came_so_far():
                raise AssertionError("a failure inside was swallowed")
            return step - 1
        assert everything() == before, f"something stayed after a failure at statement {step}"
    raise AssertionError


@contextmanager
def _dies_at(step: int) -> Iterator[Callable[[], bool]]:
    seen = itertools.count(1)
    died = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # Savepoints are how the service takes its work back: the machine that fails here is not the database.
        if not sql.startswith(("SAVEPOINT", "ROLLBACK", "RELEASE")) and next(seen) == step:
            died.append(step)
            raise Injected
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield lambda: bool(died)


# ---- races


def at_once(times: int, act: Callable[[int], object]) -> list[object]:
    """`act(0)` ... `act(times - 1)` in threads that start together; each answer, or the exception it raised."""
    start = threading.Barrier(times)

    def one(number: int) -> object:
        try:
            start.wait(timeout=60)
            return act(number)
        except Exception as error:  # noqa: BLE001 (an answer like any other)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(one, range(times)))


def all_at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act answered, or raised, when all start together."""
    return at_once(len(acts), lambda number: acts[number]())


def without_locks(patch: pytest.MonkeyPatch) -> None:
    """For controls: rows are read, not locked."""
    patch.setattr(QuerySet, "select_for_update", lambda self, **_options: self.all())
