"""Supervisors' pages of an order: what they show, who may press what, and that every look at a person is recorded."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from permits.extensions.events import PermitExtended, PermitShortened
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.extensions.services.locking import content_hash
from portal import clock
from portal.accounts.models import User
from portal.edge.letters import render_letter
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.jobs.services import run_due_jobs, run_piece
from portal.notifications.registry import notices_of
from profiles.models import AccessRecord
from tests.factories import make_permit, make_user, sign_in
from tests.permits.extensions.documents import make_order

pytestmark = pytest.mark.django_db
TYPED = {
    "act": "Decree 1", "kinds": ["temporary_residence"], "window_from": "01.01.2028", "window_to": "31.12.2028", "mode": "plus_days",
    "days": "90", "effective_from": "01.01.2026",
}  # fmt: skip


def client_of(user: User) -> Client:
    client = sign_in(user)
    client.cookies["language"] = "en"
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def clients() -> tuple[Client, Client]:
    return client_of(make_user("supervisor")), client_of(make_user("supervisor"))


def address(order: ExtensionOrder, act: str = "") -> str:
    return reverse("admin:extension_order_act", args=[order.number, act]) if act else reverse("admin:extension_order", args=[order.number])


def text(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(("language", "words"), [("en", "25 % of the work is done"), ("ru", "сделано 25 % работы")])
def test_a_paused_order_says_so_and_goes_on_where_its_bar_stood(clients, language: str, words: str):
    """Eight rows of work: four documents, gone through and then checked."""
    client = clients[0]
    for _n in range(4):
        make_permit(valid_until_stated=date(2028, 3, 1))
    client.post(reverse("admin:extension_order_new"), TYPED)
    order = ExtensionOrder.objects.get()
    client.post(address(order, "try"))
    run_due_jobs()
    order.refresh_from_db()
    clients[1].post(address(order, "approve"), {"content_hash": order.content_hash})
    client.post(address(order, "apply"))
    run = order.runs.get(purpose="apply")
    type(run).objects.filter(pk=run.pk).update(step=2)
    run_piece(run.job_id)
    client.post(address(order, "pause"))
    client.cookies["language"] = language
    shown = text(client.get(address(order), headers={"accept-language": language}))
    assert words in shown
    assert not any(word in shown for word in ("Cancelled", "Отменено"))
    client.post(address(order, "resume"))
    run.refresh_from_db()
    assert (run.job.done, run.job.total) == (2, 8)
    run_due_jobs()
    run.job.refresh_from_db()
    assert (run.job.done, run.job.state) == (8, "done")


def test_the_whole_life_of_an_order_on_its_pages(clients):
    author, second = clients
    one = make_permit(valid_until_stated=date(2028, 3, 1))
    author.post(reverse("admin:extension_order_new"), TYPED)
    order = ExtensionOrder.objects.get()
    author.post(address(order, "try"))
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "ready"
    page = text(second.get(address(order)))
    assert "would be extended" in page
    assert "Approve the order" in page
    assert "Approve the order" not in text(author.get(address(order)))
    assert author.post(address(order, "approve"), {"content_hash": order.content_hash}).status_code == 409
    second.post(address(order, "approve"), {"content_hash": order.content_hash})
    second.post(address(order, "apply"))
    run_due_jobs()
    order.refresh_from_db()
    assert order.status == "applied"
    assert "Documents written to the ledger: 1" in text(author.get(address(order)))
    author.post(address(order, "propose-repeal"), {"repeal_act": "Decree 2"})
    order.refresh_from_db()
    assert author.post(address(order, "confirm-repeal"), {"version": order.version}).status_code == 409
    second.post(address(order, "confirm-repeal"), {"version": order.version})
    run_due_jobs()
    order.refresh_from_db()
    one.refresh_from_db()
    assert (order.status, one.valid_until, PermitExtension.objects.count()) == ("repealed", date(2028, 3, 1), 1)


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(clients):
    wrong = {**TYPED, "window_to": "31.12.2027", "kinds": [], "citizenships": "TJ ZZ", "days": "0"}
    page = clients[0].post(reverse("admin:extension_order_new"), wrong)
    assert page.status_code == 422
    for words in ("upside down", "Name at least one kind", "There is no such citizenship: ZZ", "31.12.2027", "Decree 1"):
        assert words in text(page), words
    assert not ExtensionOrder.objects.exists()


@pytest.mark.parametrize(
    ("status", "typed", "words"),
    [
        ("applied", {"act": "Other"}, "in force, does the same"),
        ("paused", {"act": "Other", "citizenships": "TJ"}, "in force, does the same"),
        ("repealed", {"act": "decree  1", "days": "30"}, "of the same act was repealed"),
    ],
)
def test_an_order_like_one_in_force_or_of_a_repealed_act_is_refused_on_the_page(clients, status, typed, words):
    make_order(status, act="Decree 1")
    page = clients[0].post(reverse("admin:extension_order_new"), {**TYPED, **typed})
    assert page.status_code == 422
    assert words in text(page)
    assert ExtensionOrder.objects.count() == 1


def test_who_approves_an_order_like_one_that_came_into_force_meanwhile_reads_which(clients):
    order = make_order("ready", act="Decree 2")
    order.content_hash = content_hash(order)
    order.save(update_fields=["content_hash"])
    first = make_order("applied", act="Decree 1")
    page = clients[0].post(address(order, "approve"), {"content_hash": order.content_hash})
    assert page.status_code == 422
    assert f"Order {first.number}, which is approved or in force, does the same" in text(page)
    order.refresh_from_db()
    assert order.status == "ready"


def test_an_overlap_is_refused_beside_a_box_to_tick_and_the_second_person_reads_it_before_approving(clients):
    author, second = clients
    make_permit(valid_until_stated=date(2028, 3, 1))
    first = make_order("applied", act="Decree 1")
    new, typed = reverse("admin:extension_order_new"), {**TYPED, "act": "Decree 2", "days": "120"}
    assert "adds_to" not in text(author.get(new))
    page = author.post(new, typed)
    assert page.status_code == 422
    assert f"fall under this order and under order {first.number}" in text(page)
    assert f"This order adds to order {first.number}: Decree 1" in text(page)
    gone = author.post(new, {**typed, "days": "7", "citizenships": "KG", "adds_to": "no-such-order"})
    assert (gone.status_code, "Order no-such-order is not approved or in force" in text(gone)) == (422, True)
    assert author.post(new, {**typed, "adds_to": first.number}).status_code == 302
    order = ExtensionOrder.objects.exclude(pk=first.pk).get()
    edit = text(author.get(reverse("admin:extension_order_edit", args=[order.number])))
    box = edit[edit.index('name="adds_to"') :]
    assert "checked" in box[: box.index(">")]
    author.post(address(order, "try"))
    run_due_jobs()
    page = text(second.get(address(order)))
    assert f"orders that extend the same documents: {first.number}" in page
    assert f"Together with order {first.number}" in page
    order.refresh_from_db()
    second.post(address(order, "approve"), {"content_hash": order.content_hash})
    order.refresh_from_db()
    assert order.status == "approved"


def test_a_tick_for_an_order_that_shares_nothing_stays_on_the_page_with_its_error(clients):
    first = make_order("applied", kinds=["permanent_residence"])
    page = clients[0].post(reverse("admin:extension_order_new"), {**TYPED, "adds_to": first.number})
    assert page.status_code == 422
    assert "take the tick away" in text(page)
    assert f'value="{first.number}"' in text(page)


def test_a_shipped_order_that_overlaps_opens_as_a_form_with_the_box_to_tick(clients):
    first = make_order("applied", window_from=date(2026, 1, 1))
    page = clients[0].post(reverse("admin:extension_order_example", args=["iom-2021-b"]), follow=True)
    assert f"This order adds to order {first.number}" in text(page)
    assert not ExtensionOrder.objects.filter(example="iom-2021-b").exists()
    (url, _status) = page.redirect_chain[-1]
    typed = {
        "act": "Decree 2", "kinds": ["temporary_residence"], "window_from": "01.01.2022", "is_open_ended": "on", "mode": "plus_days",
        "days": "199", "effective_from": "01.01.2022", "adds_to": first.number,
    }  # fmt: skip
    clients[0].post(url, typed)
    assert ExtensionOrder.objects.get(example="iom-2021-b").adds_to == [first.number]
    assert clients[0].get(url).status_code == 404


def test_an_order_that_overlaps_one_in_force_is_shown_beside_it(clients):
    order, other = make_order("draft", days=30), make_order("applied")
    assert other.number in text(clients[0].get(address(order)))


def test_a_draft_that_was_edited_meanwhile_is_not_overwritten(clients):
    clients[0].post(reverse("admin:extension_order_new"), TYPED)
    order = ExtensionOrder.objects.get()
    edit = reverse("admin:extension_order_edit", args=[order.number])
    clients[0].post(edit, {**TYPED, "days": "91", "version": 1})
    page = clients[1].post(edit, {**TYPED, "days": "92", "version": 1})
    order.refresh_from_db()
    assert (page.status_code, order.days) == (422, 91)
    assert "out of date" in text(page)


def test_whoever_signed_in_long_ago_proves_it_before_the_act(clients):
    order = make_order("ready", content_hash="0" * 64)
    session = clients[0].session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}, {"method": "mfa", "type": "totp", "at": 1}]
    session.save()
    for act in ("approve", "apply", "confirm-repeal"):
        answer = clients[0].post(address(order, act), {"content_hash": "0" * 64})
        assert answer.status_code == 302, act
        assert "reauthenticate" in answer["Location"], act
    order.refresh_from_db()
    assert order.status == "ready"


def test_a_shipped_order_becomes_one_draft_however_often_it_is_pressed(clients):
    for _time in range(2):
        clients[0].post(reverse("admin:extension_order_example", args=["iom-2021-a"]))
    assert ExtensionOrder.objects.get().until == date(2022, 7, 18)
    assert clients[0].post(reverse("admin:extension_order_example", args=["nothing"])).status_code == 404


def test_the_author_reads_why_the_order_was_returned_and_who_did_what(clients):
    author, second = clients
    author.post(reverse("admin:extension_order_new"), TYPED)
    order = ExtensionOrder.objects.get()
    author.post(address(order, "try"))
    run_due_jobs()
    second.post(address(order, "return"), {"reason": "The window is too wide <b>"})
    history = text(author.get(address(order))).split('id="history-title"')[1]
    assert "Made a draft again: The window is too wide &lt;b&gt;" in history
    assert history.index("Made a draft again") < history.index("Tried: 0 documents") < history.index("Written down")


def test_opening_a_document_of_the_sample_is_recorded(clients):
    one = make_permit()
    page = clients[0].get(reverse("admin:extended_permit", args=[one.pk]))
    assert page.status_code == 200
    assert AccessRecord.objects.filter(person=one.person, what="permit").count() == 1


def test_a_document_of_another_region_opens_only_as_one_of_the_sample_of_an_order_that_waits(clients):
    one = make_permit(region="78", valid_until_stated=date(2028, 3, 1))
    url = reverse("admin:extended_permit", args=[one.pk])
    assert clients[0].get(url).status_code == 404
    assert not AccessRecord.objects.exists()
    order = make_order("draft")
    clients[0].post(address(order, "try"))
    run_due_jobs()
    assert url in text(clients[1].get(address(order)))
    assert clients[1].get(url).status_code == 200
    ExtensionOrder.objects.filter(pk=order.pk).update(status="draft")
    other = make_permit(region="78", valid_until_stated=date(2028, 3, 1))
    assert clients[1].get(reverse("admin:extended_permit", args=[other.pk])).status_code == 404


def test_documents_issued_too_late_are_listed_for_the_staff_of_their_region(clients):
    order = make_order("applied", last_issue_day=date(2020, 1, 1))
    one = make_permit(valid_until_stated=date(2028, 3, 1))
    other = make_permit(region="78", valid_until_stated=date(2028, 3, 1))
    page = text(clients[0].get(reverse("admin:extension_order_ask", args=[order.number])))
    assert one.number in page
    assert other.number not in page


@pytest.mark.parametrize(("event", "words"), [(PermitExtended, "сейчас срок закончился"), (PermitShortened, "больше не действует")])
@pytest.mark.parametrize(("days", "is_over"), [(0, False), (-1, True)])
def test_a_day_that_has_passed_when_the_order_is_applied_is_told_as_passed(event, words, days, is_over):
    after = clock.today() + timedelta(days=days)
    stated = after - timedelta(days=90)
    one, order = make_permit(issued_on=date(2020, 1, 1), valid_until_stated=stated), make_order("applied")
    happened = event(permit_id=one.pk, person_id=one.person_id, order_id=order.pk, stated=stated, before=stated, after=after)
    with transaction.atomic():
        (notice,) = notices_of(emit(happened, actor=SYSTEM))
    letter = render_letter(notice.template, language="ru", context=notice.context)
    assert (words in letter.body.lower()) is is_over


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "%00"])
def test_a_strange_page_mark_is_no_error(clients, after):
    order = make_order("applied", last_issue_day=date(2020, 1, 1))
    answer = clients[0].get(reverse("admin:extension_order_ask", args=[order.number]) + f"?after={after}")
    assert answer.status_code in {200, 400}


def test_the_other_supervisor_sees_the_bar_move_too(clients):
    for _n in range(4):
        make_permit(valid_until_stated=date(2028, 3, 1))
    clients[0].post(reverse("admin:extension_order_new"), TYPED)
    order = ExtensionOrder.objects.get()
    clients[0].post(address(order, "try"))
    url = reverse("jobs:progress", args=[order.runs.get().job_id])
    assert [text(client.get(url)).count("0 % of the work") for client in clients] == [1, 1]
    assert client_of(make_user("officer")).get(url).status_code == 404
