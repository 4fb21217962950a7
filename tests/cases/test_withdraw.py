"""The applicant changes their mind, until a decision is being confirmed."""

import pytest

from cases import services
from cases.errors import CaseMoved
from cases.models import TRANSITIONS
from cases.selectors import open_request
from tests.cases import acts
from tests.factories import make_case

pytestmark = pytest.mark.django_db
POSSIBLE = sorted(start for start, end in TRANSITIONS if end == "withdrawn")


def withdraw(case):
    return services.withdraw_case(case_id=case.pk, actor=acts.applicant(case))


def test_the_states_from_which_one_may_withdraw():
    assert POSSIBLE == ["draft", "in_review", "info_requested", "submitted"]


@pytest.mark.parametrize("status", POSSIBLE)
def test_withdraws(status):
    case = withdraw(make_case(status))
    assert case.status == "withdrawn"
    assert case.closed_at is not None
    assert acts.events(case) == ["CaseWithdrawn"]


@pytest.mark.parametrize("status", ["proposed", "granted", "refused", "withdrawn"])
def test_too_late_to_withdraw(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        withdraw(case)


def test_an_open_question_of_a_withdrawn_case_waits_for_nobody():
    case, _request = acts.asked_case()
    assert open_request(withdraw(case)) is None


def test_after_withdrawing_a_new_draft_can_be_opened():
    case = withdraw(make_case("submitted"))
    opened = services.open_draft(person_id=case.person_id, procedure_code="work-patent", actor=acts.applicant(case))
    assert opened.status == "draft"


def test_dying_at_any_step_leaves_all_or_nothing():
    case = make_case("in_review")
    acts.fails_at_every_step(lambda: withdraw(case))
    assert acts.events(case) == ["CaseWithdrawn"]
