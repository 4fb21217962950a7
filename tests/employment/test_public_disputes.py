"""An answer of the public check leaves no receipt, and can be disputed all the same: by the holder and by an employer."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from employment.disputes import services
from employment.disputes.errors import DisputePending, OwnDispute
from employment.disputes.models import Dispute
from employment.errors import MayNot
from patents.models import Patent
from portal import clock
from portal.events.actor import Actor
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.employment.watch_world import make_endpoint, make_member, make_organisation, member_client
from tests.factories import make_office, make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db


def open_public(patent: Patent | None, user: Any, *, organisation: Any = None, number: str = "", **fields: Any) -> Dispute:
    asked = services.PublicAnswer("77", patent.number if patent else number, clock.today(), "not_valid")
    said = {"about": "paid", "text": "It was paid on 3 June.", "uploaded_file": None, "submission_key": uuid.uuid4(), **fields}
    organisation_id = organisation.pk if organisation else None
    return services.open_public_dispute(answer=asked, organisation_id=organisation_id, actor=Actor("person", user.pk), **said)


def sent_form(page: Any, **fields: Any) -> dict[str, Any]:
    form = page.context["form"]
    return {"about": "paid", "text": "Paid.", "submission_key": form["submission_key"].value(), **form.initial, **fields}


def test_the_holder_disputes_from_the_page_of_the_patent_and_both_clock_and_decision_are_the_same():
    patent = make_patent("issued")
    client = sign_in(patent.person.user)
    address = f"/disputes/patent/77/{patent.number}/"
    assert address in client.get(f"/patents/77/{patent.number}/").content.decode()
    page = client.get(address)
    assert (page.context["today"].result, page.context["form"].initial["told"]) == ("valid", "valid")
    answer = client.post(address, sent_form(page, on="01.06.2026", told="not_valid"))
    dispute = Dispute.objects.get()
    assert answer.headers["Location"] == f"/disputes/{dispute.reference}/"
    assert (dispute.side, dispute.told, dispute.answer_on.isoformat()) == ("worker", "not_valid", "2026-06-01")
    assert (dispute.person, dispute.office, dispute.employer) == (patent.person, patent.case.office, None)
    shown = client.get(f"/disputes/{dispute.reference}/")
    assert shown.context["deadline"].value == dispute.decide_by
    assert f"77 {patent.number}" in shown.content.decode()
    assert client.get(f"/disputes/{dispute.reference}/dispute.pdf").content.startswith(b"%PDF")


def test_an_officer_sees_the_patent_and_decides_and_the_holder_hears_of_it():
    patent = make_patent("issued")
    dispute = open_public(patent, patent.person.user)
    officer = make_user("officer", office=dispute.office)
    client = sign_in(officer)
    client.post(f"/admin/disputes/{dispute.reference}/take/")
    page = client.get(f"/admin/disputes/{dispute.reference}/")
    assert page.context["patent_url"].endswith(f"/77/{patent.number}/")
    version = page.context["form"]["expected_version"].value()
    sent = {"expected_version": version, "outcome": "upheld", "reason": "It came late."}
    assert client.post(f"/admin/disputes/{dispute.reference}/decide/", sent).status_code == 302
    dispatch_pending()
    told = Message.objects.filter(event__name__startswith="disputes.", recipient=patent.person.user, channel="inbox")
    assert told.count() == 2
    assert all(dispute.reference in message.subject and "None" not in message.body for message in told)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_employer_disputes_and_the_worker_hears_for_whom(language: str):
    patent, organisation = make_patent("issued"), make_organisation()
    patent.person.user.language = language
    patent.person.user.save()
    make_endpoint(organisation)
    client = member_client(organisation)
    page = client.get(f"/disputes/answer/?series=77&number={patent.number}&told=not_valid")
    client.post("/disputes/answer/", sent_form(page))
    dispute = Dispute.objects.get()
    assert (dispute.side, dispute.employer, dispute.person) == ("employer", organisation, patent.person)
    worker = sign_in(patent.person.user).get(f"/disputes/{dispute.reference}/")
    assert organisation.name in worker.content.decode()
    officer = make_user("officer", office=dispute.office)
    services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", officer.pk))
    dispute.refresh_from_db()
    services.decide_dispute(
        dispute_id=dispute.pk, expected_version=dispute.version, outcome="upheld", reason="x", actor=Actor("officer", officer.pk),
        on=clock.today(),
    )  # fmt: skip
    dispatch_pending()
    body = Message.objects.get(event__name="disputes.DisputeOpened", recipient=patent.person.user, channel="inbox").body
    assert re.search(r"None|check\s+is|проверки\s+оспорен", body) is None
    row = organisation.webhook_endpoints.get().deliveries.get()
    assert row.payload["data"] == {"dispute": dispute.reference, "receipt": None, "outcome": "upheld"}


def test_a_number_that_was_not_found_goes_to_the_office_of_the_employers_region():
    office, organisation = make_office("770-001"), make_organisation()
    user = organisation.members.get().user
    dispute = open_public(None, user, organisation=organisation, number="2600000000")
    assert (dispute.office, dispute.person) == (office, None)


def test_nobody_disputes_for_others():
    patent, organisation = make_patent("issued"), make_organisation()
    stranger, viewer = make_user(), make_member(organisation, "viewer")
    for user, asked_for in ((stranger, None), (stranger, organisation), (viewer, organisation)):
        with pytest.raises(MayNot):
            open_public(patent, user, organisation=asked_for)
    assert sign_in(stranger).get(f"/disputes/patent/77/{patent.number}/").status_code == 404
    page = sign_in(stranger).post("/disputes/answer/", {"series": "77", "number": patent.number})
    assert page.status_code == 200
    assert b"<textarea" not in page.content
    assert not Dispute.objects.exists()


def test_a_second_dispute_of_one_side_waits_for_the_first_and_the_other_side_has_its_own():
    patent, one, other = make_patent("issued"), make_organisation(), make_organisation()
    holder, key = patent.person.user, uuid.uuid4()
    first = open_public(patent, holder, submission_key=key)
    assert open_public(patent, holder, submission_key=key) == first
    with pytest.raises(DisputePending):
        open_public(patent, holder)
    open_public(patent, one.members.get().user, organisation=one)
    open_public(patent, other.members.get().user, organisation=other)
    with pytest.raises(DisputePending):
        open_public(patent, one.members.get().user, organisation=one)
    assert Dispute.objects.count() == 3
    stranger = member_client(make_organisation())
    assert [stranger.get(f"/disputes/{dispute.reference}/").status_code for dispute in Dispute.objects.all()] == [404, 404, 404]


def test_an_officer_who_acts_for_the_employer_leaves_it_to_another():
    patent, organisation = make_patent("issued"), make_organisation()
    dispute = open_public(patent, organisation.members.get().user, organisation=organisation)
    officer = make_user("officer", office=dispute.office)
    make_member(organisation, "viewer", officer)
    with pytest.raises(OwnDispute):
        services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", officer.pk))
    assert dispute.reference not in sign_in(officer).get("/admin/disputes/").content.decode()


def test_the_database_keeps_a_dispute_to_one_answer_of_one_side():
    patent = make_patent("issued")
    dispute = open_public(patent, patent.person.user)
    for wrong in ({"told": ""}, {"answer_on": None}, {"series": ""}, {"organisation": make_organisation()}, {"side": "employer"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispute.objects.filter(pk=dispute.pk).update(**wrong)


def test_a_day_to_come_is_refused():
    patent = make_patent("issued")
    client = sign_in(patent.person.user)
    address = f"/disputes/patent/77/{patent.number}/"
    later = (clock.today() + timedelta(days=3)).strftime("%d.%m.%Y")
    page = client.post(address, sent_form(client.get(address), on=later))
    assert "on" in page.context["form"].errors
    assert not Dispute.objects.exists()


def test_the_public_answer_leads_to_its_dispute_and_a_stranger_to_the_door_and_the_holder_to_the_own_page(client: Any):
    patent = make_patent("issued")
    asked = {"series": "77", "number": patent.number}
    page = client.post("/check/", asked).content.decode()
    address = re.search(r'href="(/disputes/answer/[^"]*)"', page)
    assert address is not None
    link = address[1].replace("&amp;", "&")
    assert link.endswith(f"?series=77&number={patent.number}&told=valid")
    assert client.get(link).headers["Location"].startswith("/accounts/login/")
    assert sign_in(patent.person.user).get(link).headers["Location"] == f"/disputes/patent/77/{patent.number}/"


def test_an_employer_that_has_a_receipt_disputes_that():
    patent, organisation = make_patent("issued"), make_organisation()
    client = member_client(organisation)
    form = client.get("/check/").context["form"]
    page = client.post("/check/", {"series": "77", "number": patent.number, "submission_key": form["submission_key"].value()})
    content = page.content.decode()
    assert f"/disputes/of/{organisation.checks.get().number}/" in content
    assert "/disputes/answer/" not in content


def test_the_public_check_names_no_region_so_none_is_offered_and_an_objection_must_fit_the_answer():
    patent = make_patent("issued")
    client = sign_in(patent.person.user)
    address = f"/disputes/patent/77/{patent.number}/"
    page = client.get(address)
    assert [about for about, _words in page.context["form"].fields["about"].choices] == ["paid", "ended", "found", "other"]
    refused = client.post(address, sent_form(page, on=clock.today().strftime("%d.%m.%Y"), told="valid"))
    assert list(refused.context["form"].errors) == ["about"]
    assert not Dispute.objects.exists()
