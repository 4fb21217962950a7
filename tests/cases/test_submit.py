"""Sending an application: once, complete, with the legal day of decision."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from cases import services
from cases.errors import AnswersIncomplete, CaseMoved, DocumentsMissing, NoReceivingOffice, NotEligible
from cases.models import Case
from portal import clock
from portal.accounts.models import Office
from portal.legal.errors import MissingLegalParameter
from tests.cases import acts
from tests.factories import make_applicant, make_case, make_office, make_ready_case, ready_answers

pytestmark = pytest.mark.django_db
VECTORS = [  # domain.md, section 11: the day of acceptance is not counted
    (date(2024, 4, 26), date(2024, 5, 16)),
    (date(2024, 12, 20), date(2025, 1, 14)),
    (date(2025, 4, 29), date(2025, 5, 19)),
    (date(2025, 12, 30), date(2026, 1, 23)),
    (date(2026, 3, 5), date(2026, 3, 20)),
]


def send(case: Case, **fields: Any) -> Case:
    base = {"case_id": case.pk, "submission_key": case.submission_key, "actor": acts.applicant(case), "on": clock.today()}
    return services.submit_case(**{**base, **fields})


def test_sends_a_complete_draft_with_one_event_and_one_version():
    case = make_ready_case()
    sent = send(case)
    assert (sent.status, sent.office, sent.accepted_on) == ("submitted", make_office(), clock.today())
    assert acts.events(case) == ["CaseSubmitted"]
    version = case.versions.get()
    assert (version.number, version.answers, version.sent_by) == (1, case.answers, case.person.user)
    assert version.person["family_name"] == case.person.family_name
    assert len(version.documents) == case.attachments.count()


@pytest.mark.parametrize(("accepted", "decide_by"), VECTORS)
def test_the_decision_is_due_ten_working_days_after_acceptance(accepted, decide_by):
    person = make_applicant(birth_date=date(1990, 1, 1))
    person.entries.update(entered_on=accepted - timedelta(days=10))
    answers = ready_answers() | {"medical": {"issued_on": accepted.isoformat()}}
    assert send(make_ready_case(person, answers=answers), on=accepted).decide_by == decide_by


def test_the_reasoning_of_the_day_is_kept_in_every_language():
    steps = send(make_ready_case()).decide_by_steps
    assert set(steps) == {"ru", "en"}
    assert steps["ru"] != steps["en"]
    assert all(step["text"] for language in steps.values() for step in language)


def test_the_version_does_not_follow_later_changes_of_the_profile():
    case = send(make_ready_case())
    case.person.family_name = "OTHER"
    case.person.save()
    assert case.versions.get().person["family_name"] == "RAHIMOVA"


@pytest.mark.parametrize(("field", "value"), [("citizenship", "KG"), ("birth_date", clock.today() - timedelta(days=17 * 365))])
def test_a_person_who_may_not_apply_sends_nothing(field, value):
    case = make_ready_case(make_applicant(**{field: value}))
    with acts.nothing_changes(), pytest.raises(NotEligible):
        send(case)


def test_a_draft_with_an_open_question_is_not_sent():
    answers = ready_answers()
    del answers["medical"]
    case = make_ready_case(answers=answers)
    with acts.nothing_changes(), pytest.raises(AnswersIncomplete):
        send(case)


def test_a_draft_of_an_incomplete_profile_is_not_sent():
    case = make_ready_case(make_applicant(phone=""))
    with acts.nothing_changes(), pytest.raises(AnswersIncomplete):
        send(case)


def test_day_31_asks_one_more_question_before_sending():
    person = make_applicant()
    person.entries.update(entered_on=clock.today() - timedelta(days=31))
    case = make_ready_case(person)
    with acts.nothing_changes(), pytest.raises(AnswersIncomplete):
        send(case)


def test_a_draft_without_a_document_is_not_sent_and_the_refusal_names_it():
    case = make_ready_case()
    case.attachments.filter(kind="photo").delete()
    with acts.nothing_changes(), pytest.raises(DocumentsMissing) as refused:
        send(case)
    assert refused.value.context == {"kinds": ["photo"]}


@pytest.mark.parametrize("change", [{"receives_applications": False}, {"region": "40"}])
def test_without_a_receiving_office_nothing_is_sent(change):
    case = make_ready_case()
    Office.objects.update(**change)
    with acts.nothing_changes(), pytest.raises(NoReceivingOffice):
        send(case)


def test_a_missing_figure_of_the_law_stops_the_sending():
    person, before_the_order = make_applicant(), date(2020, 12, 31)
    person.entries.update(entered_on=before_the_order)
    case = make_ready_case(person)
    with acts.nothing_changes(), pytest.raises(MissingLegalParameter) as stopped:
        send(case, on=before_the_order)
    assert stopped.value.context["key"] == "patents.decision_term"


@pytest.mark.parametrize("status", sorted(set(Case.Status.values) - {"draft"}))
def test_a_case_that_is_no_draft_is_not_sent(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        send(case, submission_key=uuid.uuid4())


def test_the_same_submission_twice_is_one():
    case = make_ready_case()
    send(case)
    with acts.nothing_changes():
        assert send(case).status == "submitted"


def test_a_repeat_that_comes_after_the_officer_took_the_case_changes_nothing():
    case = acts.held_case()
    with acts.nothing_changes():
        assert send(case).status == "in_review"


def test_another_submission_of_a_sent_case_is_refused():
    case = acts.sent_case()
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        send(case, submission_key=uuid.uuid4())


@pytest.mark.django_db(transaction=True)
def test_ten_parallel_repeats_make_one_submission_and_one_event():
    case = make_ready_case()
    answers = acts.at_once(10, lambda _n: send(case).status)
    assert answers == ["submitted"] * 10
    assert acts.events(case) == ["CaseSubmitted"]
    assert case.versions.count() == 1


def test_dying_at_any_step_sends_all_or_nothing():
    case = make_ready_case()
    assert acts.fails_at_every_step(lambda: send(case)) > 10
    assert (acts.events(case), case.versions.count()) == (["CaseSubmitted"], 1)


@pytest.mark.django_db(transaction=True)
def test_an_answer_saved_while_the_case_is_sent_is_in_the_version_or_refused():
    case = make_ready_case()
    painter = {"profession": "painter", "employer": "company"}

    def act(number: int) -> object:
        if number:
            return send(case)
        seen = case.answers["work"]
        return services.save_answers(case_id=case.pk, page="work", answers=painter, seen=seen, actor=acts.applicant(case))

    saved, sent = acts.at_once(2, act)
    assert isinstance(sent, Case)
    case.refresh_from_db()
    assert case.versions.get().answers == case.answers
    assert (case.answers["work"] == painter) == isinstance(saved, Case)


@pytest.mark.django_db(transaction=True)
def test_sent_and_withdrawn_at_once_ends_withdrawn_with_a_whole_history():
    case = make_ready_case()
    withdraw = services.withdraw_case
    acts.at_once(2, lambda number: withdraw(case_id=case.pk, actor=acts.applicant(case)) if number else send(case))
    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert (case.submitted_at is not None) == ("CaseSubmitted" in acts.events(case))
