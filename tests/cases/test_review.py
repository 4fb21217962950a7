"""An officer takes a case, gives it back, asks; the applicant answers."""

import threading
from datetime import timedelta

import pytest

from cases import services
from cases.errors import CaseMoved, DocumentsMissing, RequestNotOpen, TakenByAnother
from cases.models import Case
from cases.services import review
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import SYSTEM, actor_of
from tests.cases import acts
from tests.factories import make_case

pytestmark = pytest.mark.django_db
OFFICERS = 20


def take(case: Case, officer=None) -> Case:
    return services.take_case(case_id=case.pk, actor=actor_of(officer or acts.officer()))


def ask(case: Case, officer=None, **fields) -> object:
    base = {"expected_version": case.version, "text": "Why?", "document_kinds": [], "answer_by": clock.today() + timedelta(days=3)}
    return services.ask_applicant(case_id=case.pk, actor=actor_of(officer or case.assigned_to), **{**base, **fields})


def provide(case: Case, request, answer: str = "Here.") -> Case:
    return services.provide_information(request_id=request.pk, answer=answer, actor=acts.applicant(case))


# ---- take and release


def test_taking_gives_the_case_to_one_officer():
    case, officer = acts.sent_case(), acts.officer()
    taken = take(case, officer)
    assert (taken.status, taken.assigned_to) == ("in_review", officer)
    assert acts.events(case)[-1] == "CaseTaken"


def test_taking_ones_own_case_again_changes_nothing():
    case = acts.held_case()
    with acts.nothing_changes():
        take(case, case.assigned_to)


def test_a_taken_case_is_refused_to_another():
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(TakenByAnother):
        take(case)


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_does_not_wait_is_not_taken(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        take(case)


@pytest.mark.parametrize("status", ["granted", "refused", "proposed", "info_requested"])
def test_what_another_works_on_or_decided_is_not_taken(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(TakenByAnother):
        take(case)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_officers_at_once_one_wins():
    case, officers = acts.sent_case(), [acts.officer() for _n in range(OFFICERS)]
    answers = acts.at_once(OFFICERS, lambda number: take(case, officers[number]))
    assert sum(isinstance(answer, Case) for answer in answers) == 1
    assert sum(isinstance(answer, TakenByAnother) for answer in answers) == OFFICERS - 1
    assert acts.events(case).count("CaseTaken") == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_race_without_the_lock_has_several_winners(monkeypatch):
    case, officers = acts.sent_case(), [acts.officer() for _n in range(OFFICERS)]
    acts.without_locks(monkeypatch)
    everybody_has_looked, guard_move = threading.Barrier(OFFICERS), review.guard_move

    def slow(case: Case, to: str) -> None:
        everybody_has_looked.wait(timeout=20)
        guard_move(case, to)

    monkeypatch.setattr(review, "guard_move", slow)
    answers = acts.at_once(OFFICERS, lambda number: take(case, officers[number]))
    assert sum(isinstance(answer, Case) for answer in answers) > 1


def test_giving_back_puts_the_case_into_the_queue():
    case = acts.held_case()
    released = services.release_case(case_id=case.pk, actor=actor_of(case.assigned_to))
    assert (released.status, released.assigned_to, released.assigned_at) == ("submitted", None, None)
    assert acts.events(case)[-1] == "CaseReleased"
    assert take(case).status == "in_review"


@pytest.mark.parametrize("status", sorted(set(Case.Status.values) - {"in_review"}))
def test_what_is_not_under_review_is_not_given_back(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        services.release_case(case_id=case.pk, actor=SYSTEM)


# ---- ask and answer


def test_asking_moves_the_case_to_the_applicant_and_leaves_the_deadline():
    case = acts.held_case()
    deadline = case.decide_by
    ask(case)
    case.refresh_from_db()
    assert (case.status, case.decide_by) == ("info_requested", deadline)
    assert acts.events(case)[-1] == "InformationRequested"


def test_only_the_officer_who_holds_the_case_asks():
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(TakenByAnother):
        ask(case, acts.officer())


def test_a_stale_page_of_the_officer_asks_nothing():
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(StaleVersion):
        ask(case, expected_version=case.version - 1)


@pytest.mark.parametrize("status", ["info_requested", "proposed", "granted", "refused"])
def test_nothing_is_asked_about_a_case_that_is_not_under_review(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        ask(case)


def test_the_answer_brings_the_case_back_to_its_officer_with_a_new_version():
    case, request = acts.asked_case()
    acts.better_photo(case)
    holder = case.assigned_to
    answered = provide(case, request)
    assert (answered.status, answered.assigned_to) == ("in_review", holder)
    first, second = case.versions.order_by("number")
    assert first.documents != second.documents
    request.refresh_from_db()
    assert request.answer == "Here."
    assert acts.events(case)[-1] == "InformationProvided"


def test_documents_must_be_newer_than_the_question():
    case, request = acts.asked_case()
    with acts.nothing_changes(), pytest.raises(DocumentsMissing) as refused:
        provide(case, request)
    assert refused.value.context == {"kinds": ["photo"]}


def test_the_old_document_attached_again_is_no_answer():
    case, request = acts.asked_case()
    old = case.attachments.get(kind="photo").document
    services.attach_document(case_id=case.pk, document_id=old.pk, kind="photo", actor=acts.applicant(case))
    with acts.nothing_changes(), pytest.raises(DocumentsMissing):
        provide(case, request)


def test_every_document_asked_for_is_needed():
    case, request = acts.asked_case(("photo", "migration_card"))
    acts.better_photo(case)
    with acts.nothing_changes(), pytest.raises(DocumentsMissing) as refused:
        provide(case, request)
    assert refused.value.context == {"kinds": ["migration_card"]}


def test_words_alone_answer_a_question_about_words():
    case, request = acts.asked_case(())
    assert provide(case, request).status == "in_review"


def test_a_question_is_answered_once():
    case, request = acts.asked_case(())
    provide(case, request)
    with acts.nothing_changes(), pytest.raises(RequestNotOpen):
        provide(case, request)


def test_a_question_about_a_withdrawn_case_is_closed():
    case, request = acts.asked_case(())
    services.withdraw_case(case_id=case.pk, actor=acts.applicant(case))
    with acts.nothing_changes(), pytest.raises(RequestNotOpen):
        provide(case, request)


def test_dying_at_any_step_of_a_review_leaves_all_or_nothing():
    case, officer = acts.sent_case(), acts.officer()
    acts.fails_at_every_step(lambda: take(case, officer))
    case.refresh_from_db()
    acts.fails_at_every_step(lambda: ask(case))
    case.refresh_from_db()
    request = case.requests.get()
    acts.fails_at_every_step(lambda: provide(case, request))
    acts.fails_at_every_step(lambda: services.release_case(case_id=case.pk, actor=actor_of(officer)))
    assert acts.events(case)[1:] == ["CaseTaken", "InformationRequested", "InformationProvided", "CaseReleased"]
