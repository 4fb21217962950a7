"""The officer decides about what was sent, whatever the applicant's profile says afterwards."""

import pytest

from cases.selectors import application_of
from portal import clock
from tests.cases import acts
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def test_the_case_page_names_the_person_who_was_sent_and_not_the_profile_of_today():
    case = acts.sent_case()
    family_name = case.person.family_name
    case.person.family_name = "STRANGER"
    case.person.save()
    page = sign_in(make_user("officer", office=case.office)).get(f"/admin/case/{case.reference}/").content.decode()
    assert f"<h1><bdi>{family_name}" in page
    assert "<h1><bdi>STRANGER" not in page


def test_machine_checks_look_at_what_was_sent():
    case = acts.sent_case()
    sent = application_of(case, on=clock.today()).facts
    case.person.identity_documents.filter(is_current=True).update(expires_on=sent.document_expires_on.replace(year=2099))
    case.refresh_from_db()
    assert application_of(case, on=clock.today()).facts.document_expires_on == sent.document_expires_on


def test_the_queue_names_the_person_who_was_sent():
    case = acts.sent_case()
    family_name = case.person.family_name
    case.person.family_name = "STRANGER"
    case.person.save()
    page = sign_in(make_user("officer", office=case.office)).get("/admin/queue/?show=open").content.decode()
    assert family_name in page
    assert "STRANGER" not in page
