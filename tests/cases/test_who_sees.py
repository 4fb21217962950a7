"""Every read starts from who is looking."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cases import permissions, selectors
from cases.models import Case
from cases.officer.reads import office_cases
from patents import selectors as patents
from portal.accounts.models import User
from tests.cases import acts
from tests.factories import make_case, make_office, make_patent, make_person, make_user

pytestmark = pytest.mark.django_db
PETERSBURG = "780-001"
LOOKERS: dict[str, tuple[Callable[[Case], Any], bool]] = {
    "the applicant": (lambda case: case.person.user, True),
    "another person": (lambda _case: make_person().user, False),
    "an officer of the office": (lambda _case: make_user("officer"), True),
    "a supervisor of the office": (lambda _case: make_user("supervisor"), True),
    "an officer of another office": (lambda _case: make_user("officer", office=make_office(PETERSBURG)), False),
    "a supervisor of another office": (lambda _case: make_user("supervisor", office=make_office(PETERSBURG)), False),
    "an analyst": (lambda _case: make_user("analyst"), False),
    "an operator": (lambda _case: make_user("operator"), False),
    "an employer": (lambda _case: make_user("employer"), False),
    "nobody": (lambda _case: AnonymousUser(), False),
}
lookers = pytest.mark.parametrize("looker", LOOKERS)


def seen(user: Any, case: Case) -> bool:
    """By the two places where every door starts."""
    return selectors.own_cases(user).filter(pk=case.pk).exists() or office_cases(user).filter(pk=case.pk).exists()


@lookers
def test_who_sees_a_sent_case(looker):
    case = make_case("submitted")
    user, sees = LOOKERS[looker]
    assert seen(user(case), case) == sees


@lookers
@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_was_never_sent_is_seen_by_its_owner_alone(looker, status):
    case = make_case(status, office=make_office())
    Case.objects.filter(pk=case.pk).update(office=make_office())
    user, _sees = LOOKERS[looker]
    assert seen(user(case), case) == (looker == "the applicant")


@lookers
def test_whose_a_patent_is(looker):
    patent = make_patent("issued")
    user, _sees = LOOKERS[looker]
    assert patents.own_patents(user(patent.case)).filter(pk=patent.pk).exists() == (looker == "the applicant")


@lookers
def test_who_may_take_a_waiting_case(looker):
    case = make_case("submitted")
    user, sees = LOOKERS[looker]
    assert permissions.can_take(user(case), case) == (sees and looker != "the applicant")


def test_nobody_decides_their_own_case_or_the_case_of_a_colleague_twice():
    officer: User = make_user("officer")
    own = make_case("submitted", person=make_person(officer))
    assert not permissions.can_review(officer, own)
    proposed = make_case("proposed", officer=officer)
    decision = proposed.decisions.get()
    assert not permissions.can_confirm(officer, proposed, decision)
    assert permissions.can_confirm(make_user("officer"), proposed, decision)


def test_only_the_holder_works_on_a_case_and_a_supervisor_may_give_it_back():
    case = acts.held_case()
    colleague, chief = make_user("officer"), make_user("supervisor")
    assert [permissions.holds(user, case) for user in (case.assigned_to, colleague, chief)] == [True, False, False]
    assert [permissions.can_release(user, case) for user in (case.assigned_to, colleague, chief)] == [True, False, True]


# ---- the civil day of a case


@pytest.mark.parametrize(("answers", "zone"), [({}, "Europe/Moscow"), ({"region": {"region": "41"}}, "Asia/Kamchatka")])
def test_the_day_of_a_draft_is_that_of_the_region_it_names(answers, zone, monkeypatch):
    monkeypatch.setattr("cases.selectors.clock.today", lambda zone=None: str(zone or "Europe/Moscow"))
    assert selectors.civil_today(make_case(answers=answers)) == zone


def test_the_day_of_a_sent_case_is_that_of_its_office(monkeypatch):
    monkeypatch.setattr("cases.selectors.clock.today", str)
    case = make_case("submitted", office=make_office("410-001"), answers={"region": {"region": "77"}})
    assert selectors.civil_today(case) == "Asia/Kamchatka"
