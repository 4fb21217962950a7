"""A dispute that was opened for an employer belongs to the employer: who checks workers for it today reads it and takes it back."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from employment.disputes.models import Dispute
from employment.disputes.selectors import speaks_for_author
from employment.models import Member
from employment.services import remove_member
from portal.accounts.models import User
from portal.events.actor import actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.employment.test_disputes import decide, open_one, picture, taken
from tests.employment.test_public_disputes import open_public
from tests.employment.watch_world import make_check, make_member, make_organisation
from tests.factories import make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db

WRITTEN = "Our clerk saw the slip of 3 June."


@pytest.fixture(params=["receipt", "public answer"])
def opened(request: pytest.FixtureRequest) -> tuple[Dispute, User]:
    """By an employee, and the employee."""
    organisation = make_organisation()
    clerk, patent = make_member(organisation, "hr"), make_patent("issued")
    if request.param == "public answer":
        return open_public(patent, clerk, organisation=organisation, text=WRITTEN), clerk
    receipt = make_check(patent=patent, organisation=organisation)
    paper = SimpleUploadedFile("slip.png", picture(), "image/png")
    return open_one(receipt, side="employer", user=clerk, text=WRITTEN, uploaded_file=paper), clerk


def employer(dispute: Dispute) -> Any:
    assert dispute.employer is not None
    return dispute.employer


def owner_of(dispute: Dispute) -> User:
    return employer(dispute).members.get(role="owner").user


def addresses(dispute: Dispute) -> list[str]:
    found = [f"/disputes/{dispute.reference}/", f"/disputes/{dispute.reference}/dispute.pdf"]
    return [*found, f"/disputes/{dispute.reference}/file/"] if hasattr(dispute, "attached") else found


def finds_nothing(client: Client, dispute: Dispute) -> bool:
    """As of one that never was, and nothing is taken back."""
    never = [client.get(f"/disputes/D26-{uuid.uuid4().hex[:4]}/").status_code]
    answers = [client.get(address).status_code for address in addresses(dispute)]
    answers.append(client.post(f"/disputes/{dispute.reference}/withdraw/").status_code)
    dispute.refresh_from_db()
    listed = dispute.reference in client.get("/disputes/").content.decode()
    return {*never, *answers} == {404} and not listed and dispute.status == "open"


def reads(client: Client, dispute: Dispute) -> bool:
    answers = [client.get(address) for address in addresses(dispute)]
    listed = dispute.reference in client.get("/disputes/").content.decode()
    return listed and WRITTEN in answers[0].content.decode() and {answer.status_code for answer in answers} == {200}


def test_whoever_was_removed_reads_and_withdraws_nothing_also_not_what_she_opened(opened: tuple[Dispute, User]):
    dispute, clerk = opened
    client = sign_in(clerk)
    assert reads(client, dispute)
    remove_member(member_id=employer(dispute).members.get(user=clerk).pk, actor=actor_of(owner_of(dispute)))
    assert finds_nothing(client, dispute)


def test_whoever_only_views_from_now_on_reads_and_withdraws_nothing(opened: tuple[Dispute, User]):
    dispute, clerk = opened
    Member.objects.filter(user=clerk).update(role="viewer")
    assert finds_nothing(sign_in(clerk), dispute)


@pytest.mark.parametrize("role", ["owner", "hr"])
def test_owner_and_personnel_read_and_withdraw_what_a_colleague_opened_who_has_left(opened: tuple[Dispute, User], role: str):
    dispute, clerk = opened
    Member.objects.filter(user=clerk).delete()
    client = sign_in(owner_of(dispute) if role == "owner" else make_member(employer(dispute), "hr"))
    assert reads(client, dispute)
    assert client.post(f"/disputes/{dispute.reference}/withdraw/").status_code == 302
    dispute.refresh_from_db()
    assert dispute.status == "withdrawn"


def test_viewers_strangers_other_employers_and_their_owners_find_nothing(opened: tuple[Dispute, User]):
    dispute, _clerk = opened
    for user in (make_member(employer(dispute), "viewer"), make_user(), make_organisation().members.get().user):
        assert finds_nothing(sign_in(user), dispute)


def test_the_worker_sees_it_and_neither_reads_what_the_employer_wrote_nor_withdraws_it(opened: tuple[Dispute, User]):
    dispute, _clerk = opened
    assert dispute.person is not None
    client = sign_in(dispute.person.user)
    page = client.get(f"/disputes/{dispute.reference}/")
    assert (page.status_code, WRITTEN in page.content.decode()) == (200, False)
    assert client.post(f"/disputes/{dispute.reference}/withdraw/").status_code == 404


def test_owner_and_personnel_neither_read_what_the_worker_wrote_nor_withdraw_it():
    receipt = make_check(patent=make_patent("issued"))
    dispute = open_one(receipt, text=WRITTEN)
    for user in (owner_of(dispute), make_member(receipt.organisation, "hr")):
        client = sign_in(user)
        assert WRITTEN not in client.get(f"/disputes/{dispute.reference}/").content.decode()
        assert client.post(f"/disputes/{dispute.reference}/withdraw/").status_code == 404
        assert not speaks_for_author(dispute, user)


def test_whoever_was_removed_hears_no_decision_and_the_owner_does(opened: tuple[Dispute, User]):
    dispute, clerk = opened
    Member.objects.filter(user=clerk).delete()
    decide(*taken(dispute))
    dispatch_pending()
    told = Message.objects.filter(event__name="disputes.DisputeDecided").values_list("recipient_id", flat=True)
    assert set(told) == {owner_of(dispute).pk, dispute.person.user_id if dispute.person else None}
