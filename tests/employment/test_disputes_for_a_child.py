"""Whoever may act for a person may dispute an answer about the person's patent, as long as she acts; nobody else may.

A patent is given from 18 and acting for a child ends there, so the two meet only where an age was lowered or a date of birth was
mended. A check of an employer touches patents alone: no receipt is ever about another document of a child."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from employment.disputes import services
from employment.disputes.errors import DisputePending, OwnDispute
from employment.disputes.models import Dispute
from employment.errors import MayNot
from employment.models import PatentCheck
from patents.models import Patent
from portal import clock
from portal.events.actor import Actor
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import Guardianship
from tests.employment.watch_world import make_check, make_organisation
from tests.factories import make_applicant, make_child, make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Guardianship:
    return make_child()


@pytest.fixture
def patent(held: Guardianship) -> Patent:
    return make_patent("issued", person=held.child)


@pytest.fixture
def receipt(patent: Patent) -> PatentCheck:
    return make_check(patent=patent)


def parent_of(held: Guardianship) -> Any:
    return held.guardian.user


def second_parent(held: Guardianship) -> Any:
    fields = {"kinship": "parent", "child_born": held.child_born, "since": held.since, "majority_at": held.majority_at}
    return Guardianship.objects.create(guardian=make_applicant(), child=held.child, **fields).guardian.user


def grown_up(held: Guardianship) -> Any:
    """The child is 18 and has taken its profile over."""
    Guardianship.objects.filter(child=held.child).update(majority_at=clock.now() - timedelta(minutes=1))
    held.child.user = make_user()
    held.child.save(update_fields=["user"])
    return held.child.user


def disputed(receipt: PatentCheck, user: Any) -> Dispute:
    said = {"about": "paid", "text": "Paid by me on 3 June.", "uploaded_file": None, "submission_key": uuid.uuid4()}
    return services.open_dispute(receipt_id=receipt.pk, side="worker", actor=Actor("person", user.pk), **said)


def sent(page: Any, **fields: Any) -> dict[str, Any]:
    form = page.context["form"]
    return {"about": "paid", "text": "Paid.", "submission_key": form["submission_key"].value(), **form.initial, **fields}


def test_a_parent_disputes_from_the_receipt_and_both_parents_follow_it(held: Guardianship, receipt: PatentCheck):
    second = second_parent(held)
    client, other = sign_in(parent_of(held)), sign_in(second)
    address = f"/disputes/of/{receipt.number}/"
    client.post(address, sent(client.get(address)))
    dispute = Dispute.objects.get()
    assert (dispute.side, dispute.person) == ("worker", held.child)
    for parent in (client, other):
        page = parent.get(f"/disputes/{dispute.reference}/")
        assert (page.context["is_author"], dispute.text in page.content.decode()) == (True, True)
    assert dispute.reference in other.get("/disputes/").content.decode()
    with pytest.raises(DisputePending):
        disputed(receipt, second)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_parent_disputes_the_public_answer_and_reads_that_it_is_the_childs(held: Guardianship, patent: Patent, language: str):
    client = sign_in(parent_of(held))
    asked = client.get(f"/disputes/answer/?series=77&number={patent.number}&told=valid")
    address = f"/disputes/patent/77/{patent.number}/"
    assert asked.headers["Location"] == address
    page = client.get(address, headers={"accept-language": language})
    words = {"ru": "вашего ребёнка", "en": "of your child"}[language]
    assert words in page.content.decode().replace("\u00a0", " ")
    assert f'href="/patents/77/{patent.number}/"' not in page.content.decode()  # a page that is the child's own
    client.post(address, sent(page, on=clock.today().strftime("%d.%m.%Y"), told="not_valid"))
    assert Dispute.objects.get().person == held.child


@pytest.mark.parametrize("language", ["ru", "en"])
def test_letters_tell_each_parent_whose_patent_it_is_and_the_employer_that_it_was_the_worker(
    held: Guardianship, receipt: PatentCheck, language: str
):
    other = second_parent(held)
    for user in (parent_of(held), other, receipt.asked_by):
        user.language = language
        user.save(update_fields=["language"])
    disputed(receipt, parent_of(held))
    dispatch_pending()
    told = {message.recipient_id: message.body for message in Message.objects.filter(event__name="disputes.DisputeOpened", channel="inbox")}
    words = {"ru": ("Вы сообщили", "имени вашего ребёнка", "Работник сообщил"), "en": ("You told", "name of your child", "The worker told")}
    for user, said in zip((parent_of(held), other, receipt.asked_by), words[language], strict=True):
        assert said in told[user.pk]


def test_a_parent_whose_acting_ended_neither_disputes_nor_sees_nor_hears(held: Guardianship, receipt: PatentCheck):
    parent = parent_of(held)
    dispute = disputed(receipt, parent)
    Guardianship.objects.filter(pk=held.pk).update(ended_on=clock.today(), end_reason="officers")
    client = sign_in(parent)
    for address in (f"/disputes/of/{receipt.number}/", f"/disputes/{dispute.reference}/", f"/disputes/{dispute.reference}/dispute.pdf"):
        assert client.get(address).status_code == 404
    assert client.post(f"/disputes/{dispute.reference}/withdraw/").status_code == 404
    assert dispute.reference not in client.get("/disputes/").content.decode()
    dispatch_pending()
    assert not Message.objects.filter(event__name="disputes.DisputeOpened", recipient=parent).exists()


def test_a_grown_up_child_reads_and_takes_back_what_a_parent_opened(held: Guardianship, receipt: PatentCheck):
    parent = parent_of(held)
    dispute = disputed(receipt, parent)
    client = sign_in(grown_up(held))
    assert dispute.text in client.get(f"/disputes/{dispute.reference}/").content.decode()
    assert sign_in(parent).get(f"/disputes/{dispute.reference}/").status_code == 404
    assert client.post(f"/disputes/{dispute.reference}/withdraw/").status_code == 302
    dispute.refresh_from_db()
    assert dispute.status == "withdrawn"


def test_a_stranger_and_another_childs_parent_find_nothing(held: Guardianship, patent: Patent, receipt: PatentCheck):
    dispute = disputed(receipt, parent_of(held))
    other = make_child().guardian.user
    answer = services.PublicAnswer("77", patent.number, clock.today(), "not_valid")
    for user in (other, make_user()):
        client = sign_in(user)
        for address in (f"/disputes/of/{receipt.number}/", f"/disputes/patent/77/{patent.number}/", f"/disputes/{dispute.reference}/"):
            assert client.get(address).status_code == 404
        with pytest.raises(MayNot):
            services.open_public_dispute(
                answer=answer, organisation_id=None, actor=Actor("person", user.pk), about="paid", text="x", uploaded_file=None,
                submission_key=uuid.uuid4(),
            )  # fmt: skip


def test_an_officer_who_is_the_parent_leaves_it_to_another(held: Guardianship, receipt: PatentCheck):
    dispute = disputed(receipt, parent_of(held))
    officer = make_user("officer", office=dispute.office)
    held.guardian.user = officer
    held.guardian.save(update_fields=["user"])
    with pytest.raises(OwnDispute):
        services.take_dispute(dispute_id=dispute.pk, actor=Actor("officer", officer.pk))


def test_a_colleague_of_the_employer_reads_that_it_is_the_employers_own_dispute():
    receipt = make_check(patent=make_patent("issued"), organisation=make_organisation())
    colleague = make_user(language="en")
    receipt.organisation.members.create(user=colleague, role="hr", joined_at=clock.now())
    said = {"about": "paid", "text": "x", "uploaded_file": None, "submission_key": uuid.uuid4()}
    services.open_dispute(receipt_id=receipt.pk, side="employer", actor=Actor("person", receipt.asked_by_id), **said)
    dispatch_pending()
    body = Message.objects.get(event__name="disputes.DisputeOpened", recipient=colleague, channel="inbox").body
    assert "A colleague of yours" in body
    assert "your patent" not in body
