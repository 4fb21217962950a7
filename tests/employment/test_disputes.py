"""A disputed answer has a clock that both see, an officer who is not a side, and a decision that changes no data."""

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from PIL import Image

from employment.disputes import services
from employment.disputes.errors import DisputeMoved, DisputePending, NotTheHolder, OwnDispute, ReasonMissing
from employment.disputes.models import DISPUTE_TRANSITIONS, Dispute
from employment.models import PatentCheck
from employment.services import check_by_number
from patents.models import Patent
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import Actor
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.files import strays
from profiles.invariants import documents_without_file
from profiles.models import AccessRecord
from profiles.services.documents import sweep_stray_files
from tests.employment.watch_world import make_check, make_endpoint, make_member, member_client
from tests.employment.world import add_member, make_organisation
from tests.factories import make_child, make_office, make_patent, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(kept, "PNG")
    return kept.getvalue()


def open_one(receipt: PatentCheck | None = None, *, side: str = "worker", user: Any = None, **fields: Any) -> Dispute:
    receipt = receipt or make_check(patent=make_patent("issued"))
    if user is None:
        user = receipt.person.user if side == "worker" and receipt.person else receipt.asked_by
    base = {"about": "paid", "text": "It was paid on 3 June.", "uploaded_file": None, "submission_key": uuid.uuid4()}
    return services.open_dispute(receipt_id=receipt.pk, side=side, actor=Actor("person", user.pk), **{**base, **fields})


def taken(dispute: Dispute) -> tuple[Dispute, Any]:
    officer = make_user("officer", office=dispute.office)
    return services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", officer.pk)), officer


def decide(dispute: Dispute, officer: Any, outcome: str = "upheld", **fields: Any) -> Dispute:
    base = {"expected_version": dispute.version, "reason": "The payment came a day late."}
    return services.decide_dispute(
        dispute_id=dispute.pk, outcome=outcome, actor=Actor("officer", officer.pk), on=clock.today(), **{**base, **fields}
    )


def test_the_answer_is_due_after_fifteen_working_days_and_says_why(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda *_zone: date(2026, 6, 1))
    dispute = open_one()
    assert dispute.decide_by == date(2026, 6, 23)  # 12 June is a day off
    assert any("210-FZ" in step["citation"] for step in dispute.decide_by_steps["en"])
    assert dispute.office == dispute.check_receipt.patent.case.office


def test_a_patent_that_was_not_found_goes_to_the_office_of_the_employers_region():
    office = make_office("770-001")
    receipt = make_check()
    assert open_one(receipt, side="employer").office == office


def test_the_same_form_twice_and_a_second_dispute_of_one_side_are_one():
    receipt, key = make_check(patent=make_patent("issued")), uuid.uuid4()
    first = open_one(receipt, submission_key=key)
    assert open_one(receipt, submission_key=key) == first
    with pytest.raises(DisputePending):
        open_one(receipt)
    assert open_one(receipt, side="employer").side == "employer"
    assert Event.objects.filter(name="disputes.DisputeOpened").count() == 2


def test_a_decision_changes_no_patent_and_tells_both_sides():
    receipt = make_check(patent=make_patent("issued"))
    make_endpoint(receipt.organisation)
    hr = make_member(receipt.organisation, "hr")
    make_member(receipt.organisation, "viewer")
    before = Patent.objects.filter(pk=receipt.patent_id).values().get()
    dispute, officer = taken(open_one(receipt))
    decide(dispute, officer, "corrected", was_wrong="A payment was not counted.", mended_by="Act of counting no. 7")
    dispatch_pending()
    assert Patent.objects.filter(pk=receipt.patent_id).values().get() == before
    owner = receipt.organisation.members.get(role="owner").user
    told = set(Message.objects.filter(event__name="disputes.DisputeDecided").values_list("recipient_id", flat=True))
    assert told == {receipt.person.user_id, owner.pk, hr.pk}
    row = receipt.organisation.webhook_endpoints.get().deliveries.get()
    assert row.payload["data"] == {"dispute": dispute.reference, "receipt": receipt.number, "outcome": "corrected"}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_letter_is_written_in_both_languages(language: str):
    patent = make_patent("issued")
    patent.person.user.language = language
    patent.person.user.save()
    dispute, officer = taken(open_one(make_check(patent=patent)))
    decide(dispute, officer)
    dispatch_pending()
    bodies = Message.objects.filter(recipient=patent.person.user, channel="inbox", event__name__startswith="disputes.")
    assert bodies.count() == 2
    assert all(dispute.reference in message.subject for message in bodies)
    assert all("payment came" not in message.body for message in bodies)  # the reason stands on the page only


def test_nobody_decides_a_dispute_about_themselves():
    officer = make_user("officer")
    receipt = make_check(patent=make_patent("issued"))
    with pytest.raises(OwnDispute):
        services.take_dispute(dispute_id=open_one(receipt, side="employer", user=officer).pk, actor=Actor("officer", officer.pk))
    dispute = open_one(receipt)
    with pytest.raises(OwnDispute):
        services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", receipt.person.user_id))
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(taken_by=dispute.opened_by)


@pytest.mark.parametrize("close", ["child", "employer"])
def test_nobody_decides_or_sees_in_the_queue_a_dispute_of_people_close_to_them(close: str):
    officer, receipt = make_user("officer"), make_check(patent=make_patent("issued"))
    other = open_one(make_check(patent=make_patent("issued")))
    dispute = open_one(receipt)
    if close == "child":
        child = make_child(make_person(officer)).child
        Dispute.objects.filter(pk=dispute.pk).update(person=child)
    else:
        add_member(receipt.organisation, officer, "viewer")
    with pytest.raises(OwnDispute):
        services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", officer.pk))
    client = sign_in(officer)
    assert [row.pk for row, _today in client.get("/admin/disputes/").context["disputes"]] == [other.pk]
    assert client.get(f"/admin/disputes/{dispute.reference}/").status_code == 404


def test_only_the_officer_who_took_it_decides_and_with_words():
    dispute, officer = taken(open_one())
    with pytest.raises(NotTheHolder):
        decide(dispute, make_user("officer"))
    with pytest.raises(ReasonMissing):
        decide(dispute, officer, reason="")
    with pytest.raises(ReasonMissing):
        decide(dispute, officer, "corrected", was_wrong="x")
    with pytest.raises(StaleVersion):
        decide(dispute, officer, expected_version=dispute.version - 1)
    dispute.refresh_from_db()
    assert (dispute.status, dispute.decided_at) == ("in_review", None)
    assert not Event.objects.filter(name="disputes.DisputeDecided").exists()


@pytest.mark.parametrize("status", ["upheld", "corrected", "withdrawn"])
def test_what_is_over_moves_no_more(status: str):
    dispute, officer = taken(open_one())
    if status == "withdrawn":
        services.withdraw_dispute(dispute_id=dispute.pk, actor=Actor("person", dispute.opened_by_id))
    else:
        decide(dispute, officer, status, was_wrong="x", mended_by="y")
    dispute.refresh_from_db()
    with pytest.raises(DisputeMoved):
        decide(dispute, officer)
    with pytest.raises(DisputeMoved):
        services.withdraw_dispute(dispute_id=dispute.pk, actor=Actor("person", dispute.opened_by_id))
    with pytest.raises(DisputeMoved):
        services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", make_user("officer").pk))


def test_the_database_refuses_every_step_that_the_table_lacks():
    for to in Dispute.Status.values:
        dispute = open_one()
        if to != "open" and ("open", to) not in DISPUTE_TRANSITIONS:
            with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
                Dispute.objects.filter(pk=dispute.pk).update(status=to)


def test_a_worker_disputes_from_the_receipt_and_sees_the_clock():
    receipt = make_check(patent=make_patent("issued"))
    client = sign_in(receipt.person.user)
    page = client.get(f"/disputes/of/{receipt.number}/")
    form = page.context["form"]
    sent = {
        "about": "paid", "text": "Paid on 3 June.", "submission_key": form["submission_key"].value(),
        "file": SimpleUploadedFile("slip.png", picture(), "image/png"),
    }  # fmt: skip
    answer = client.post(f"/disputes/of/{receipt.number}/", sent)
    dispute = Dispute.objects.get()
    assert answer.headers["Location"] == f"/disputes/{dispute.reference}/"
    assert client.get(f"/disputes/{dispute.reference}/").context["deadline"].value == dispute.decide_by
    assert client.get(f"/disputes/{dispute.reference}/file/").headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/disputes/{dispute.reference}/dispute.pdf").content.startswith(b"%PDF")
    assert client.get("/disputes/").status_code == 200


def test_a_pending_dispute_is_shown_where_the_answer_could_be_disputed_and_a_decided_one_may_be_followed_by_another():
    patent, organisation = make_patent("issued"), make_organisation()
    receipt = check_by_number(
        organisation_id=organisation.pk, actor=Actor("person", organisation.members.get(role="owner").user_id),
        series=patent.series, number=patent.number, submission_key=uuid.uuid4(),
    )  # fmt: skip
    employer, worker = member_client(receipt.organisation), sign_in(receipt.person.user)
    dispute = open_one(receipt, side="employer")
    address, result = f"/disputes/of/{receipt.number}/", f"/employer/{receipt.organisation.number}/checks/{receipt.number}/"
    assert employer.get(address).headers["Location"] == f"/disputes/{dispute.reference}/"
    assert "Disputed: see what is said" in employer.get(result, headers={"accept-language": "en"}).content.decode()
    own = worker.get("/profile/sharing/", headers={"accept-language": "en"}).content.decode()
    assert ("Disputed:" in own, worker.get(address).status_code) == (False, 200)  # the other side's does not stand in the way
    decide(*taken(dispute))
    assert employer.get(address).status_code == 200


def test_the_worker_reads_beside_a_check_that_it_is_disputed():
    receipt = make_check(patent=make_patent("issued"))
    open_one(receipt)
    page = sign_in(receipt.person.user).get("/profile/sharing/", headers={"accept-language": "en"}).content.decode()
    assert "Disputed: see what is said" in page


def test_the_other_side_sees_the_dispute_and_not_what_the_author_wrote():
    receipt = make_check(patent=make_patent("issued"))
    dispute = open_one(receipt, text="My landlord is ill.")
    page = member_client(receipt.organisation).get(f"/disputes/{dispute.reference}/")
    assert page.status_code == 200
    assert "landlord" not in page.content.decode()
    assert member_client(receipt.organisation).post(f"/disputes/{dispute.reference}/withdraw/").status_code == 404


def test_strangers_viewers_and_other_organisations_find_nothing():
    receipt = make_check(patent=make_patent("issued"))
    dispute = open_one(receipt)
    for client in (sign_in(make_user()), member_client(make_check().organisation), member_client(receipt.organisation, "viewer")):
        for address in (f"/disputes/of/{receipt.number}/", f"/disputes/{dispute.reference}/", f"/disputes/{dispute.reference}/dispute.pdf"):
            assert client.get(address).status_code == 404


def test_an_officer_of_the_office_takes_looks_and_decides_and_the_look_is_recorded():
    dispute = open_one()
    officer = make_user("officer", office=dispute.office)
    client = sign_in(officer)
    assert dispute.reference in client.get("/admin/disputes/").content.decode()
    client.post(f"/admin/disputes/{dispute.reference}/take/")
    page = client.get(f"/admin/disputes/{dispute.reference}/")
    assert AccessRecord.objects.filter(person=dispute.person, reader=officer, what="dispute").exists()
    version = page.context["form"]["expected_version"].value()
    wrong = client.post(
        f"/admin/disputes/{dispute.reference}/decide/", {"expected_version": version, "outcome": "corrected", "reason": "x"}
    )
    assert wrong.status_code == 422
    sent = {"expected_version": version, "outcome": "upheld", "reason": "It came late."}
    assert client.post(f"/admin/disputes/{dispute.reference}/decide/", sent).status_code == 302
    dispute.refresh_from_db()
    assert (dispute.status, dispute.reason, dispute.taken_by) == ("upheld", "It came late.", officer)
    assert client.get("/admin/disputes/?show=decided").status_code == 200
    elsewhere = sign_in(make_user("officer", office=make_office("780-001")))
    assert elsewhere.get(f"/admin/disputes/{dispute.reference}/").status_code == 404


def test_a_hostile_file_is_refused_and_nothing_is_kept():
    receipt = make_check(patent=make_patent("issued"))
    client = sign_in(receipt.person.user)
    sent = {"about": "paid", "text": "x", "submission_key": uuid.uuid4(), "file": SimpleUploadedFile("a.pdf", b"MZ\x90", "application/pdf")}
    assert client.post(f"/disputes/of/{receipt.number}/", sent).status_code == 200
    assert not Dispute.objects.exists()


def test_a_dispute_that_is_not_written_leaves_no_file_and_the_sweep_finds_what_a_crash_left(monkeypatch):
    monkeypatch.setattr(strays, "ON_ITS_WAY", timedelta(seconds=-5))
    sweep_stray_files()  # what earlier tests left
    receipt = make_check(patent=make_patent("issued"))
    kept = open_one(receipt, uploaded_file=SimpleUploadedFile("slip.png", picture())).attached.file.name
    with pytest.raises(DisputePending):
        open_one(receipt, uploaded_file=SimpleUploadedFile("slip.png", picture()))
    assert [name for name in strays.present_names() if name.startswith("disputes/")] == [kept]
    left = default_storage.save("disputes/ab/left.png", ContentFile(b"x"))  # the process was killed before the row
    assert (strays.stray_files(), sweep_stray_files()) == ([left], 1)
    assert default_storage.exists(kept)
    default_storage.delete(kept)
    assert documents_without_file() == 1
