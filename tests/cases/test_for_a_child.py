"""A parent applies for a child: the child's cases are hers to open and send until the 18th birthday, and nobody else's."""

from typing import Any

import pytest

from cases import permissions
from cases.officer.reads import QUEUES, cases_in, office_cases
from cases.selectors import own_cases
from cases.services import withdraw_case
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import Guardianship
from tests.cases import walk
from tests.factories import make_applicant, make_case, make_child, make_office, make_user, sign_in

pytestmark = pytest.mark.django_db


def of_a_child(status: str = "submitted", **fields: Any) -> tuple[Any, Any]:
    held = make_child()
    return make_case(status, person=held.child, **fields), held


def test_the_parent_sees_the_childs_case_under_its_name():
    case, held = of_a_child()
    for address in ("/", "/cases/", walk.url(case), walk.url(case, "sent")):
        text = walk.browser(held.guardian.user).get(address).content.decode()
        assert "For your child:" in text, address
        assert "RAHIMOVA AMINA" in text, address


def test_another_parent_a_grown_child_and_an_ended_guardianship_see_nothing():
    case, held = of_a_child()
    other, parent = make_child().guardian.user, held.guardian.user
    assert list(own_cases(parent)) == [case]
    assert permissions.is_applicant(parent, case)
    assert not own_cases(other).exists()
    assert not permissions.is_applicant(other, case)
    assert walk.browser(other).get(walk.url(case)).status_code == 404
    for ended in ({"majority_at": clock.now()}, {"majority_at": held.majority_at, "ended_on": clock.today(), "end_reason": "guardian"}):
        Guardianship.objects.filter(pk=held.pk).update(**ended)
        assert not own_cases(parent).exists()
        assert walk.browser(parent).get(walk.url(case)).status_code == 404


def test_an_officer_never_works_on_the_case_of_a_child_she_acted_for():
    office = make_office()
    officer, colleague = make_user("officer", office=office), make_user("officer", office=office)
    held = make_child(make_applicant(officer), ended_on=clock.today(), end_reason="guardian")
    case = make_case("submitted", person=held.child, office=office)
    for user, sees in ((officer, False), (colleague, True)):
        assert permissions.can_review(user, case) is sees
        assert office_cases(user).filter(pk=case.pk).exists() is sees
        assert cases_in(QUEUES[0], office=office, user=user, today=clock.today()).filter(pk=case.pk).exists() is sees


def test_letters_about_a_child_go_to_the_parent_in_her_language_and_name_the_child():
    case, held = of_a_child()
    parent = held.guardian.user
    parent.language = "ru"
    parent.save()
    withdraw_case(case_id=case.pk, actor=SYSTEM)
    dispatch_pending()
    letter = Message.objects.get(channel="inbox")
    assert (letter.recipient, letter.language) == (parent, "ru")
    assert letter.subject.startswith("RAHIMOVA AMINA: ")
    assert letter.body.startswith("Это письмо о вашем ребёнке: RAHIMOVA AMINA.")


def test_nobody_is_written_to_about_a_child_that_has_grown_up():
    case, held = of_a_child()
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now())
    withdraw_case(case_id=case.pk, actor=SYSTEM)
    dispatch_pending()
    assert not Message.objects.exists()


def test_officers_read_who_acts_for_the_child_and_who_sent():
    case, held = of_a_child("in_review")
    client = walk.browser(case.assigned_to)
    text = client.get(f"/admin/case/{case.reference}/").content.decode()
    assert "A child. Acts for it:" in text
    assert held.guardian.family_name in text


def test_programs_are_told_whose_case_it_is():
    case, held = of_a_child()
    own = make_case(person=held.guardian)
    answer = sign_in(held.guardian.user).get("/api/v1/cases/").json()
    rows = {row["reference"]: row["child"] for row in answer["results"]}
    assert rows == {case.reference: "RAHIMOVA AMINA", own.reference: ""}
