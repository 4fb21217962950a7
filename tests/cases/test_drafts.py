"""A draft is opened once, keeps what was answered, and holds documents of its own person."""

import uuid

import pytest

from cases import services
from cases.errors import CaseMoved, DocumentGone, OpenCaseExists
from cases.models import Case
from cases.selectors import application_of, current_attachments
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import SYSTEM, actor_of
from profiles.models import Document
from profiles.services import remove_document
from tests.cases import acts
from tests.factories import make_applicant, make_case, make_document, make_person, make_ready_case

pytestmark = pytest.mark.django_db
MOSCOW, KALUGA = {"region": "77"}, {"region": "40"}
SENT = sorted(set(Case.Status.values) - {"draft", "info_requested"})


def opened(person=None) -> Case:
    person = person or make_person()
    return services.open_draft(person_id=person.pk, procedure_code="work-patent", actor=actor_of(person.user))


def save(case: Case, answers: dict, *, seen: dict | None) -> Case:
    return services.save_answers(case_id=case.pk, page="region", answers=answers, seen=seen, actor=acts.applicant(case))


def attach(case: Case, document: Document, kind: str = "photo"):
    return services.attach_document(case_id=case.pk, document_id=document.pk, kind=kind, actor=acts.applicant(case))


def test_opens_a_draft_with_a_number_and_one_event():
    case = opened()
    assert (case.status, case.version, acts.events(case)) == ("draft", 1, ["CaseOpened"])


@pytest.mark.parametrize("status", sorted({"draft", *Case.OPEN}))
def test_one_open_case_per_person_and_procedure(status):
    person = make_person()
    make_case(status, person=person)
    with acts.nothing_changes(), pytest.raises(OpenCaseExists):
        opened(person)


@pytest.mark.parametrize("status", sorted(Case.FINAL))
def test_a_finished_case_does_not_stand_in_the_way(status):
    person = make_person()
    make_case(status, person=person)
    assert opened(person).status == "draft"


def test_an_unknown_procedure_opens_nothing():
    person = make_person()
    with acts.nothing_changes(), pytest.raises(KeyError):
        services.open_draft(person_id=person.pk, procedure_code="no-such", actor=actor_of(person.user))


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_open_one_draft():
    person = make_person()
    answers = acts.at_once(10, lambda _n: opened(person))
    assert sum(isinstance(answer, Case) for answer in answers) == 1
    assert all(isinstance(answer, Case | OpenCaseExists) for answer in answers)
    assert acts.events(Case.objects.get()) == ["CaseOpened"]


def test_keeps_the_answers_of_a_page_and_counts_the_change():
    case = save(opened(), MOSCOW, seen=None)
    assert (case.answers, case.version) == ({"region": MOSCOW}, 2)
    assert save(case, KALUGA, seen=MOSCOW).answers == {"region": KALUGA}


def test_a_second_tab_does_not_overwrite_what_the_first_one_saved():
    case = save(opened(), MOSCOW, seen=None)
    with acts.nothing_changes(), pytest.raises(StaleVersion):
        save(case, KALUGA, seen=None)


def test_two_tabs_with_the_same_answer_do_not_quarrel():
    case = save(opened(), MOSCOW, seen=None)
    assert save(case, MOSCOW, seen=None).answers == {"region": MOSCOW}


def test_tabs_on_different_pages_do_not_meet():
    case = save(opened(), MOSCOW, seen=None)
    saved = services.save_answers(case_id=case.pk, page="work", answers={"a": "b"}, seen=None, actor=acts.applicant(case))
    assert saved.answers == {"region": MOSCOW, "work": {"a": "b"}}


@pytest.mark.parametrize("status", sorted(set(Case.Status.values) - {"draft"}))
def test_answers_of_a_case_that_is_no_draft_stay(status):
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        save(case, MOSCOW, seen=None)


def test_a_document_replaces_the_one_of_its_kind_in_a_draft_without_trace():
    case = make_case()
    first, second = make_document(case.person), make_document(case.person)
    attach(case, first)
    attach(case, second)
    assert [item.document for item in case.attachments.all()] == [second]


def test_the_same_document_twice_is_attached_once():
    case = make_case()
    document = make_document(case.person)
    assert attach(case, document) == attach(case, document)


def test_a_better_document_keeps_the_old_one_for_the_record_while_the_officer_waits():
    case, _request = acts.asked_case()
    old = case.attachments.get(kind="photo")
    new = acts.better_photo(case)
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert current_attachments(case).get(kind="photo") == new


def test_another_persons_document_is_refused():
    case, stranger = make_case(), make_document(make_person())
    with acts.nothing_changes(), pytest.raises(DocumentGone):
        attach(case, stranger)


def test_a_document_taken_out_of_the_profile_cannot_be_attached():
    case = make_case()
    document = make_document(case.person, removed_at=clock.now())
    with acts.nothing_changes(), pytest.raises(DocumentGone):
        attach(case, document)


def test_a_document_taken_out_of_the_profile_leaves_the_draft_incomplete():
    case = make_ready_case()
    removed = case.attachments.get(kind="photo").document
    remove_document(person_id=case.person_id, document_id=removed.pk, actor=acts.applicant(case))
    assert "photo" not in application_of(case, on=clock.today()).documents
    assert not current_attachments(case).filter(kind="photo").exists()


@pytest.mark.parametrize("status", SENT)
def test_documents_of_a_case_that_nobody_asks_about_stay(status):
    case = make_case(status)
    document = make_document(case.person)
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        attach(case, document)


def test_detaching_keeps_the_document_in_the_profile():
    case = make_case()
    document = make_document(case.person)
    attach(case, document)
    services.detach_document(case_id=case.pk, kind="photo", actor=acts.applicant(case))
    assert not case.attachments.exists()
    document.refresh_from_db()
    assert document.removed_at is None


@pytest.mark.parametrize("status", sorted(set(Case.Status.values) - {"draft"}))
def test_nothing_is_detached_from_a_case_that_is_no_draft(status):
    case = make_case(status)
    case.attachments.create(document=make_document(case.person), kind="photo")
    with acts.nothing_changes(), pytest.raises(CaseMoved):
        services.detach_document(case_id=case.pk, kind="photo", actor=acts.applicant(case))


def test_dying_at_any_step_of_opening_and_attaching_leaves_nothing():
    person = make_applicant()
    acts.fails_at_every_step(lambda: opened(person))
    case, document = Case.objects.get(), make_document(person)
    acts.fails_at_every_step(lambda: save(case, MOSCOW, seen=None))
    acts.fails_at_every_step(lambda: attach(case, document))


def test_a_case_that_does_not_exist_is_not_made():
    with acts.nothing_changes(), pytest.raises(Case.DoesNotExist):
        services.attach_document(case_id=0, document_id=uuid.uuid4(), kind="photo", actor=SYSTEM)
