"""A receipt that was given without the worker's consent tells nothing that the public check does not: also not by the acts it names."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employment import receipts
from employment.models import PatentCheck
from employment.services import check_by_code, check_by_number
from employment.services.checks import asking_organisation
from employment.services.many_checks import NumberQuestion, check_numbers
from patents.models import Patent
from portal import clock
from portal.events.actor import actor_of
from tests.employment.test_employer_api import URL, ask, read
from tests.employment.test_tokens import new_token
from tests.employment.world import BORN, make_consent, make_organisation, owner_of
from tests.patents.life import in_force
from tests.patents.orders_world import ISSUED, PAID, applied, two_months

pytestmark = pytest.mark.django_db
TODAY = PAID + timedelta(days=1)  # the day after the last paid one
NOT_FOUND = "2699999999"


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    def on(today: date) -> None:
        noon = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: noon)
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: noon.astimezone(zone).date())

    on(TODAY)
    return on


def annulled() -> Patent:
    patent = in_force(ISSUED, issued_on=ISSUED, months=12)
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=TODAY)
    return patent


def expired() -> Patent:
    year_ago = date(2025, 3, 15)
    return in_force(TODAY, issued_on=year_ago, months=12)


def not_begun() -> Patent:
    return in_force(TODAY, issued_on=TODAY + timedelta(days=10), months=1)


def extended(day: Callable[[date], None]) -> Patent:
    patent = two_months()
    day(TODAY - timedelta(days=5))
    applied()
    day(TODAY)
    return patent


@pytest.fixture
def patents(day: Callable[[date], None]) -> dict[str, Patent]:
    by_order = extended(day)
    return {
        "valid, a month": in_force(TODAY, issued_on=ISSUED, months=3),
        "valid, all months": in_force(TODAY, issued_on=ISSUED, months=12),
        "valid, by an order": by_order,
        "not paid": two_months(),
        "annulled": annulled(),
        "expired": expired(),
        "not begun": not_begun(),
    }


def numbers(patents: dict[str, Patent]) -> dict[str, str]:
    return {**{name: patent.number for name, patent in patents.items()}, "not found": NOT_FOUND}


def law(check: PatentCheck) -> tuple[str, ...]:
    return tuple(receipts.content(check)["law"])


def test_the_patents_of_this_test_have_the_states_they_are_named_after(patents: dict[str, Patent]):
    from patents.excerpt import excerpt

    states = {name: str(excerpt(patent.pk).validity.value) for name, patent in patents.items()}
    assert states == {
        "valid, a month": "valid", "valid, all months": "valid", "valid, by an order": "valid", "not paid": "lapsed_unpaid",
        "annulled": "annulled", "expired": "expired", "not begun": "not_yet",
    }  # fmt: skip


def test_by_number_every_answer_names_the_same_acts_has_the_same_size_and_asks_the_same_queries(patents: dict[str, Patent]):
    organisation = make_organisation()
    actor, laws, sizes, queries = actor_of(owner_of(organisation)), set(), {}, {}
    check_by_number(
        organisation_id=organisation.pk, series="77", number=NOT_FOUND, submission_key=uuid.uuid4(), actor=actor
    )  # reads the key
    for name, number in numbers(patents).items():
        with CaptureQueriesContext(connection) as asked:
            check = check_by_number(organisation_id=organisation.pk, series="77", number=number, submission_key=uuid.uuid4(), actor=actor)
        laws.add(law(check))
        sizes.setdefault(check.result, set()).add(len(check.document))
        queries.setdefault(check.result, {})[name] = len(asked)
    assert len(laws) == 1
    assert sorted(sizes) == ["not_found", "not_valid", "valid"]
    assert all(len(same) == 1 for same in sizes.values()), sizes
    assert len({count for result in ("valid", "not_valid") for count in queries[result].values()}) == 1, queries


def test_a_list_names_the_same_acts_for_every_row(patents: dict[str, Patent]):
    organisation = make_organisation()
    actor = actor_of(owner_of(organisation))
    asked = [NumberQuestion("77", number, uuid.uuid4()) for number in numbers(patents).values()]
    checks = check_numbers(asking_organisation(organisation.pk, actor), asked, actor=actor)
    assert {check.result for check in checks if check} == {"valid", "not_valid", "not_found"}
    assert len({law(check) for check in checks if check}) == 1


def test_a_program_is_told_the_same_acts_for_every_answer(patents: dict[str, Patent]):
    _token, secret = new_token(make_organisation())
    laws = set()
    for number in numbers(patents).values():
        told = ask(secret, {"series": "77", "number": number}).json()
        body = read(secret, f"{URL}{told['number']}/").json()
        laws.add(json.dumps(receipts.verify(body["receipt"])["law"]))
    assert len(laws) == 1


def test_by_the_workers_code_the_receipt_names_the_acts_of_this_very_answer(patents: dict[str, Patent]):
    organisation, laws = make_organisation(), {}
    for name in ("not paid", "annulled", "valid, by an order"):
        _consent, code = make_consent(organisation, patent=patents[name])
        check = check_by_code(
            organisation_id=organisation.pk, code=code, birth_date=BORN, submission_key=uuid.uuid4(),
            actor=actor_of(owner_of(organisation)), on=TODAY,
        )  # fmt: skip
        assert check is not None
        laws[name] = law(check)
    assert any("227.1" in act for act in laws["not paid"])
    assert not any("227.1" in act for act in laws["annulled"])
    assert any("274" in act for act in laws["valid, by an order"])
    assert len(set(laws.values())) == 3
