"""What the case page refuses: in words, with what was typed kept, and with nothing changed."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cases import services
from cases.models import Case, Decision
from cases.selectors import proposal
from portal import clock
from tests.cases.officer import world
from tests.cases.officer.test_case_acts import WORDS, held_case, page, proposed, shown_hash
from tests.factories import make_case, make_user, sign_in

pytestmark = pytest.mark.django_db
ACTS = ["", "take/", "release/", "ask/", "propose/", "confirm/", "return/"]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def impersonal(response: object, reference: str) -> str:
    """The page without what differs from one answer to the next: the address and the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text(response).replace(reference, ""))


# ---- who sees what


def test_another_offices_case_answers_like_one_that_never_existed() -> None:
    elsewhere, desk = world.case(world.office("78")), world.desk()
    for act in ACTS:
        method = desk.client.get if act == "" else desk.client.post
        there, nowhere = method(page(elsewhere, act)), method(f"/admin/case/M26-AAAA-AAAA-A/{act}")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert impersonal(there, elsewhere.reference) == impersonal(nowhere, "M26-AAAA-AAAA-A")
    elsewhere.refresh_from_db()
    assert elsewhere.status == "submitted"


def test_a_draft_is_not_there() -> None:
    draft = make_case("draft", person=world.person(), office=world.office())
    assert world.desk().client.get(page(draft)).status_code == 404


def test_nobody_opens_their_own_case() -> None:
    desk = world.desk()
    own = world.case(applicant=world.person(user=desk.user))
    assert desk.client.get(page(own)).status_code == 404
    assert own.reference not in text(desk.client.get("/admin/queue/"))


@pytest.mark.parametrize("role", ["analyst", "operator"])
def test_staff_without_an_office_see_no_case(role: str) -> None:
    assert world.desk(role).client.get(page(world.case())).status_code == 403


def test_an_applicant_sees_nothing_of_it() -> None:
    case = world.case()
    assert sign_in(case.person.user).get(page(case), follow=True).status_code == 403


# ---- somebody else was faster


def test_a_stale_form_keeps_what_was_typed_and_changes_nothing() -> None:
    desk = world.desk()
    case = held_case(desk)
    sent = {"expected_version": case.version - 1 or 99, "outcome": "refused", "ground": "NO_EXAM", "reason": "My careful words"}
    response = desk.client.post(page(case, "propose/"), sent)
    assert response.status_code == 409
    assert "My careful words" in text(response)
    assert "out of date" in text(response)
    assert f'name="expected_version" value="{case.version}"' in text(response)
    assert not Decision.objects.exists()


def test_words_for_an_act_that_is_no_longer_possible_are_still_shown() -> None:
    desk = world.desk()
    case = held_case(desk)
    services.release_case(case_id=case.pk, actor=desk.actor)
    day = (clock.today() + timedelta(days=5)).isoformat()
    response = desk.client.post(
        page(case, "ask/"), {"expected_version": case.version, "text": "Please <b>scan</b> again", "answer_by": day}
    )
    assert response.status_code == 409
    assert "Please &lt;b&gt;scan&lt;/b&gt; again" in text(response)


def test_a_case_that_another_took_is_not_taken_twice() -> None:
    case, slow = world.case(), world.desk()
    fast = world.desk()
    fast.client.post(page(case, "take/"))
    response = slow.client.post(page(case, "take/"))
    assert response.status_code == 409
    assert "Another officer has taken this case" in text(response)
    case.refresh_from_db()
    assert case.assigned_to_id == fast.user.pk


@pytest.mark.parametrize("act", ["ask/", "propose/"])
def test_who_does_not_hold_the_case_does_not_work_on_it(act: str) -> None:
    case = held_case(world.desk())
    day = (clock.today() + timedelta(days=5)).isoformat()
    sent = {"expected_version": case.version, "text": "?", "answer_by": day, "outcome": "granted", "reason": WORDS}
    assert world.desk().client.post(page(case, act), sent).status_code == 409
    case.refresh_from_db()
    assert case.status == "in_review"


# ---- two people


def test_who_proposed_cannot_confirm_by_any_way_in() -> None:
    first = world.desk()
    case = proposed(first)
    assert "Confirm the grant" not in text(first.client.get(page(case)))
    response = first.client.post(page(case, "confirm/"), shown_hash(case))
    assert response.status_code == 403
    assert "Another officer must confirm" in text(response)
    assert first.client.post(page(case, "return/"), {"reason": "I changed my mind"}).status_code == 403
    case.refresh_from_db()
    assert case.status == "proposed"


def test_a_second_role_does_not_make_a_second_person() -> None:
    first = world.desk()
    first.user.roles.create(role="supervisor", office=world.office())
    case = proposed(first)
    assert first.client.post(page(case, "confirm/"), shown_hash(case)).status_code == 403


def test_an_officer_of_another_office_is_not_the_second_person() -> None:
    case = proposed(world.desk())
    assert world.desk(where=world.office("78")).client.post(page(case, "confirm/"), shown_hash(case)).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"content_hash": "0" * 64}, {"content_hash": "x"}, {"content_hash": "\u0661" * 64}])
def test_a_confirmation_carries_what_was_proposed(sent: dict[str, str]) -> None:
    case = proposed(world.desk())
    response = world.desk().client.post(page(case, "confirm/"), sent)
    assert response.status_code == 409
    assert "not the one you were shown" in text(response)
    case.refresh_from_db()
    assert case.status == "proposed"


def test_a_proposal_made_anew_needs_to_be_read_anew() -> None:
    first, second = world.desk(), world.desk()
    case = proposed(first)
    old = shown_hash(case)
    second.client.post(page(case, "return/"), {"reason": "Say more."})
    case.refresh_from_db()
    sent = {"expected_version": case.version, "outcome": "granted", "reason": "More."}
    assert first.client.post(page(case, "propose/"), sent).status_code == 302
    assert second.client.post(page(case, "confirm/"), old).status_code == 409


def test_words_edited_in_the_database_are_not_confirmed() -> None:
    case = proposed(world.desk())
    sent = shown_hash(case)
    Decision.objects.filter(case=case).update(reason="Other words.")
    assert world.desk().client.post(page(case, "confirm/"), sent).status_code == 409


def test_confirming_takes_a_recent_proof_of_who_it_is() -> None:
    case = proposed(world.desk())
    late = world.signed_in(world.staff(), seconds_ago=901)
    assert "Prove that it is me" in text(late.get(page(case)))
    response = late.post(page(case, "confirm/"), shown_hash(case))
    assert response["Location"] == f"/accounts/reauthenticate/?next=%2Fadmin%2Fcase%2F{case.reference}%2F"
    case.refresh_from_db()
    assert case.status == "proposed"


def test_a_decided_case_offers_nothing_and_takes_nothing() -> None:
    first, second = world.desk(), world.desk()
    case = proposed(first)
    sent = shown_hash(case)
    second.client.post(page(case, "confirm/"), sent)
    for act, data in (("take/", {}), ("release/", {}), ("confirm/", sent), ("return/", {"reason": "?"})):
        assert second.client.post(page(case, act), data).status_code == 409, act
    assert second.client.get(page(case)).context["standing"].acts == frozenset()


# ---- what was typed


@pytest.mark.parametrize("day", ["", "31.02.2026", "0001-01-01", "9999-12-31", "14.06.٢٠٢٧", "yesterday", "=1+1"])
def test_an_impossible_day_is_told_and_the_question_is_kept(day: str) -> None:
    desk = world.desk()
    case = held_case(desk)
    response = desk.client.post(page(case, "ask/"), {"expected_version": case.version, "text": "A better scan, please", "answer_by": day})
    assert response.status_code == 422
    assert "A better scan, please" in text(response)
    assert not case.requests.exists()


@pytest.mark.parametrize(
    "sent", [{"ground": ""}, {"ground": "NO_SUCH"}, {"ground": "x" * 400}, {"reason": ""}, {"reason": "a\u0000b"}, {"outcome": "maybe"}]
)
def test_a_refusal_without_ground_or_words_is_not_proposed(sent: dict[str, str]) -> None:
    desk = world.desk()
    case = held_case(desk)
    full = {"expected_version": case.version, "outcome": "refused", "ground": "NO_EXAM", "reason": "Нет сертификата", **sent}
    response = desk.client.post(page(case, "propose/"), full)
    assert response.status_code == 422
    assert "Nothing was changed" in text(response)
    assert not Decision.objects.exists()


def test_fields_that_are_not_asked_change_nothing() -> None:
    desk = world.desk()
    case = held_case(desk)
    extra = {
        "status": "granted",
        "confirmed_by": world.staff().pk,
        "assigned_to": world.staff().pk,
        "case": world.case().pk,
        "decided_on": "2026-01-01",
    }
    desk.client.post(page(case, "propose/"), {"expected_version": case.version, "outcome": "granted", "reason": WORDS, **extra})
    decision = Decision.objects.get()
    assert (decision.case_id, decision.confirmed_by_id, decision.decided_on) == (case.pk, None, None)
    assert decision.proposed_by_id == desk.user.pk


def test_switching_the_language_keeps_the_words_and_sends_nothing() -> None:
    desk = world.desk()
    case = held_case(desk)
    sent = {"expected_version": case.version, "text": "A better scan, please", "answer_by": "x", "_language": "ru"}
    response = desk.client.post(page(case, "ask/"), sent)
    assert response.status_code == 200
    assert "A better scan, please" in text(response)
    assert '<html lang="ru"' in text(response)
    assert not case.requests.exists()


@pytest.mark.parametrize("act", ["ask/", "propose/", "return/"])
def test_a_bare_visit_to_an_act_leads_to_the_case(act: str) -> None:
    desk = world.desk()
    case = held_case(desk)
    assert desk.client.get(page(case, act))["Location"] == page(case)


@pytest.mark.parametrize("act", ["take/", "release/", "confirm/"])
def test_a_visit_changes_nothing(act: str) -> None:
    case = world.case()
    assert world.desk().client.get(page(case, act)).status_code == 405


def test_forms_need_their_token() -> None:
    case, desk = world.case(), world.desk()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.client.cookies
    assert strict.post(page(case, "take/")).status_code == 403


def test_hostile_words_of_an_applicant_stay_words() -> None:
    desk = world.desk()
    hostile = "<img src=x onerror=alert(1)>"
    case = held_case(desk, applicant=world.person(family_name=hostile, birth_place="\u202egnp.exe {{7*7}}"))
    case.answers = {"work": {"profession": hostile, "employer": "company"}, "unknown page": {"x": "y"}}
    case.save(update_fields=["answers"])
    world.version(case)
    body = text(desk.client.get(page(case)))
    assert "<img src=x" not in body
    assert "{{7*7}}" in body


def test_a_migrant_with_a_copied_address_learns_nothing() -> None:
    case = proposed(world.desk())
    stranger = sign_in(make_user())
    assert stranger.post(page(case, "confirm/"), shown_hash(case), follow=True).status_code == 403
    assert proposal(Case.objects.get(pk=case.pk)) is not None
