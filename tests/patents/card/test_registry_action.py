"""Cards asked for from the registry of patents: a batch for each office, each refusal in words, nothing for those who may not."""

from typing import Any

import pytest
from django.test import Client

from patents.card.models import Card, CardBatch
from patents.card.services import personalise_card
from patents.models import Patent
from portal.events.actor import SYSTEM
from portal.jobs.services import run_due_jobs
from tests.factories import make_office, make_patent, make_user, sign_in
from tests.patents.card.test_services import agree, card_patent

pytestmark = pytest.mark.django_db
REGISTRY = "/admin/patents/patent/"


@pytest.fixture
def client_of_an_officer() -> Client:
    agree()
    return sign_in(make_user("officer"), client=Client(headers={"accept-language": "en"}))


def ask(client: Client, *patents: Patent, **others: Any) -> Any:
    sent = {"action": "personalise_cards", "index": "0", "_selected_action": [patent.pk for patent in patents], **others}
    return client.post(REGISTRY, sent, follow=True)


def test_the_chosen_patents_become_a_batch_with_its_bar_and_each_refusal_in_words(client_of_an_officer):
    good, no_photo, waits = card_patent(), card_patent(content=b"no picture"), make_patent("granted")
    page = ask(client_of_an_officer, good, no_photo, waits)
    assert page.redirect_chain[-1][0] == "/admin/cards/?office=770-001"
    assert "Office 770-001: 3 cards are being made." in page.content.decode()
    assert 'role="progressbar"' in page.content.decode() or "<progress" in page.content.decode()
    run_due_jobs()
    page = client_of_an_officer.get("/admin/cards/").content.decode()
    assert f"{no_photo.series} {no_photo.number}: The photo of the application" in page
    assert f"{waits.series} {waits.number}: The patent is not issued yet." in page
    assert Card.objects.get(patent=good).state == "personalised"


def test_a_region_without_an_agreement_is_refused_row_by_row_in_words(client_of_an_officer):
    patent = card_patent()
    Patent.objects.filter(pk=patent.pk).update(region="50", series="50")
    ask(client_of_an_officer, patent)
    run_due_jobs()
    page = client_of_an_officer.get("/admin/cards/").content.decode()
    assert f"50 {patent.number}: No agreement on cards is in force in this region." in page


def test_patents_that_have_a_card_are_named_and_nothing_is_made_for_them(client_of_an_officer):
    card = personalise_card(patent_id=card_patent().pk, actor=SYSTEM)
    page = ask(client_of_an_officer, card.patent)
    assert f"These patents have a card already: {card.patent.series} {card.patent.number} ({card.blank})" in page.content.decode()
    assert not CardBatch.objects.exists()


def test_patents_of_another_office_cannot_be_chosen(client_of_an_officer):
    other = card_patent(office=make_office("780-001"))
    ask(client_of_an_officer, other)
    assert not CardBatch.objects.exists()


def test_nobody_asks_for_more_cards_than_one_batch_holds(client_of_an_officer, monkeypatch):
    monkeypatch.setattr("patents.card.actions.MOST_AT_ONCE", 1)
    page = ask(client_of_an_officer, card_patent(), card_patent())
    assert "At most 1 cards at once." in page.content.decode()
    assert not CardBatch.objects.exists()


@pytest.mark.parametrize("role", ["operator", "analyst"])
def test_who_works_on_no_cases_asks_for_no_cards(role):
    agree()
    patent = card_patent()
    ask(sign_in(make_user(role)), patent)
    assert not CardBatch.objects.exists()
