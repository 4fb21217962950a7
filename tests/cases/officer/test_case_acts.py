"""Each button of the case page, through HTTP, as officers with a second factor."""

from datetime import timedelta

import pytest

from cases.models import Case, Decision
from cases.selectors import open_request, proposal
from portal import clock
from portal.events.models import Event
from profiles.models import AccessRecord
from tests.cases.officer import world

pytestmark = pytest.mark.django_db
WORDS = "Условия закона соблюдены."


def page(case: Case, act: str = "") -> str:
    return f"/admin/case/{case.reference}/{act}"


def held_case(desk: world.Desk, **fields: object) -> Case:
    return world.case(status="in_review", holder=desk.user, **fields)  # type: ignore[arg-type]


def proposed(first: world.Desk, **sent: str) -> Case:
    case = held_case(first)
    first.client.post(page(case, "propose/"), {"expected_version": case.version, "outcome": "granted", "reason": WORDS, **sent})
    case.refresh_from_db()
    assert case.status == "proposed"
    return case


def shown_hash(case: Case) -> dict[str, str]:
    waiting = proposal(case)
    return {"content_hash": waiting.content_hash if waiting else ""}


def test_taking_a_case_gives_it_to_the_officer() -> None:
    case, desk = world.case(), world.desk()
    response = desk.client.post(page(case, "take/"))
    assert response["Location"] == page(case)
    case.refresh_from_db()
    assert (case.status, case.assigned_to_id) == ("in_review", desk.user.pk)


def test_giving_a_case_back_puts_it_into_the_queue() -> None:
    desk = world.desk()
    case = held_case(desk)
    desk.client.post(page(case, "release/"))
    case.refresh_from_db()
    assert (case.status, case.assigned_to_id) == ("submitted", None)


def test_a_supervisor_gives_back_what_an_officer_holds() -> None:
    case = held_case(world.desk())
    world.desk(world.Role.SUPERVISOR).client.post(page(case, "release/"))
    case.refresh_from_db()
    assert case.status == "submitted"


def test_a_colleague_does_not_give_back_what_another_holds() -> None:
    case = held_case(world.desk())
    response = world.desk().client.post(page(case, "release/"))
    case.refresh_from_db()
    assert (response.status_code, case.status) == (403, "in_review")


def test_asking_the_applicant_moves_the_case_to_them() -> None:
    desk = world.desk()
    case = held_case(desk)
    day = clock.today() + timedelta(days=7)
    sent = {
        "expected_version": case.version,
        "text": "The scan is dark.",
        "document_kinds": ["photo"],
        "answer_by": day.strftime("%d.%m.%Y"),
    }
    response = desk.client.post(page(case, "ask/"), sent)
    assert response.status_code == 302, response.content
    case.refresh_from_db()
    asked = open_request(case)
    assert case.status == "info_requested"
    assert asked is not None
    assert (asked.text, asked.document_kinds, asked.answer_by) == ("The scan is dark.", ["photo"], day)


def test_a_grant_is_proposed_by_one_and_confirmed_by_another() -> None:
    first, second = world.desk(), world.desk()
    case = proposed(first)
    response = second.client.post(page(case, "confirm/"), shown_hash(case))
    assert response.status_code == 302, response.content
    case.refresh_from_db()
    decision = case.decisions.get()
    assert case.status == "granted"
    assert (decision.proposed_by_id, decision.confirmed_by_id) == (first.user.pk, second.user.pk)
    assert Event.objects.filter(name="cases.CaseGranted", subject_id=case.pk).count() == 1


def test_a_refusal_names_its_ground_and_its_last_day_of_appeal() -> None:
    first, second = world.desk(), world.desk()
    case = held_case(first)
    sent = {"expected_version": case.version, "outcome": "refused", "ground": "NO_EXAM", "reason": "Сертификата нет."}
    assert first.client.post(page(case, "propose/"), sent).status_code == 302
    assert second.client.post(page(case, "confirm/"), shown_hash(case)).status_code == 302
    case.refresh_from_db()
    decision = case.decisions.get()
    assert (case.status, decision.ground, decision.reason) == ("refused", "NO_EXAM", "Сертификата нет.")
    assert decision.appeal_by is not None


def test_a_proposal_is_returned_with_words_that_the_first_officer_reads() -> None:
    first, second = world.desk(), world.desk()
    case = proposed(first)
    assert second.client.post(page(case, "return/"), {"reason": "The photo is missing."}).status_code == 302
    case.refresh_from_db()
    assert case.status == "in_review"
    assert "The photo is missing." in first.client.get(page(case)).content.decode()


@pytest.mark.parametrize("act", ["", "?act=ask", "?act=grant", "?act=refuse", "?act=refuse&ground=NO_EXAM", "?act=nonsense", "?act=return"])
def test_the_case_page_opens_with_every_form(act: str) -> None:
    desk = world.desk()
    response = desk.client.get(page(held_case(desk), act))
    assert response.status_code == 200
    assert b"RAKHIMOVA" in response.content


def test_opening_a_case_is_written_into_the_list_of_who_looked() -> None:
    case, desk = world.case(), world.desk()
    desk.client.get(page(case))
    record = AccessRecord.objects.get(person=case.person)
    assert (record.reader_id, record.what, record.reason) == (desk.user.pk, "case", case.reference)


def test_the_words_of_a_ground_alone_are_not_enough_until_they_are_confirmed() -> None:
    desk = world.desk()
    case = held_case(desk)
    form = desk.client.get(page(case, "?act=refuse&ground=NO_EXAM")).context["page"].form
    sent = {"expected_version": case.version, "outcome": "refused", "ground": "NO_EXAM", "reason": form.initial["reason"]}
    assert desk.client.post(page(case, "propose/"), sent).status_code == 422
    assert not Decision.objects.exists()
    assert desk.client.post(page(case, "propose/"), {**sent, "words_fit": "on"}).status_code == 302
