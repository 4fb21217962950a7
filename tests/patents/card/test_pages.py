"""The officers' page of cards, the package for the bureau, what the holder is shown, and the published authority."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from django.test import Client

from patents.card.demo import make_demo
from patents.card.models import Card, CardBatch
from patents.card.selectors import carrier_of
from patents.card.services import personalise_card
from patents.models import Patent
from portal import clock
from portal.events.actor import SYSTEM
from portal.jobs.services import run_due_jobs
from portal.legal.models import LegalValue
from portal.signing.certificates import csca_certificates
from profiles.models import AccessRecord
from tests.factories import make_child, make_office, make_person, make_user, sign_in
from tests.patents.card.test_services import agree, card_patent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_storage(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def officer() -> Any:
    agree()
    return make_user("officer")


def english(user: Any) -> Client:
    return sign_in(user, client=Client(headers={"accept-language": "en"}))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def started(client: Client, *patents: Any) -> CardBatch:
    response = client.post("/admin/cards/", {"patent": [patent.pk for patent in patents]})
    assert response.status_code == 302
    run_due_jobs()
    return CardBatch.objects.latest("pk")


def test_an_officer_makes_a_batch_and_takes_the_package_which_is_the_same_each_time(officer):
    client, good, bad = english(officer), card_patent(), card_patent(content=b"no picture")
    page = client.get("/admin/cards/").content.decode()
    assert good.number in page
    batch = started(client, good, bad)
    page = client.get("/admin/cards/").content.decode()
    assert f"{bad.series} {bad.number}: The photo of the application" in page
    before = AccessRecord.objects.filter(reader=officer, what="card").count()
    first = client.get(f"/admin/cards/batch/{batch.pk}/package.zip")
    packed = body(first)
    assert first["Content-Disposition"] == f'attachment; filename="cards-{batch.pk}.zip"'
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert len(names) == 8
    assert all(name.startswith(f"{good.series}-{good.number}_") for name in names)
    assert AccessRecord.objects.filter(reader=officer, what="card").count() == before + 1
    assert body(client.get(f"/admin/cards/batch/{batch.pk}/package.zip")) == packed


def test_the_package_is_not_there_for_colleagues_other_offices_and_after_a_day_but_for_operators(officer, monkeypatch):
    batch = started(sign_in(officer), card_patent())
    address = f"/admin/cards/batch/{batch.pk}/package.zip"
    strangers = [make_user("officer"), make_user("officer", office=make_office("780-001")), make_user("supervisor"), make_user("analyst")]
    assert [sign_in(user).get(address).status_code for user in strangers] == [404] * 4
    assert sign_in(make_user("operator")).get(address).status_code == 200
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr("patents.card.selectors.clock.now", lambda: later)
    assert sign_in(officer).get(address).status_code in {302, 404}
    assert sign_in(make_user("operator")).get(address).status_code in {302, 404}


def test_nothing_can_be_taken_before_the_batch_is_done(officer):
    client, patent = sign_in(officer), card_patent()
    client.post("/admin/cards/", {"patent": [patent.pk]})
    batch = CardBatch.objects.get()
    assert client.get(f"/admin/cards/batch/{batch.pk}/package.zip").status_code == 404


def test_an_office_neither_sees_nor_makes_nor_moves_the_cards_of_another(officer):
    patent = card_patent()
    card = personalise_card(patent_id=patent.pk, actor=SYSTEM)
    agree("78")
    stranger = sign_in(make_user("officer", office=make_office("780-001")))
    assert patent.number not in stranger.get("/admin/cards/?office=770-001").content.decode()
    for act in ("hand-out", "spoil"):
        assert stranger.post(f"/admin/cards/{card.pk}/{act}/", {"reason": "x"}).status_code == 404
    other = card_patent()
    stranger.post("/admin/cards/?office=770-001", {"patent": [other.pk]})
    assert not other.cards.exists()
    assert Card.objects.get(pk=card.pk).state == "personalised"


def test_an_officer_neither_sees_nor_makes_nor_moves_the_card_of_her_child(officer):
    client, child = sign_in(officer), make_child(make_person(officer)).child
    made, waiting = card_patent(), card_patent()
    card = personalise_card(patent_id=made.pk, actor=SYSTEM)
    assert [made.number in client.get("/admin/cards/").text, waiting.number in client.get("/admin/cards/").text] == [True, True]
    for patent in (made, waiting):
        Patent.objects.filter(pk=patent.pk).update(person=child)
    page = client.get("/admin/cards/").text
    assert [made.number in page, waiting.number in page] == [False, False]
    assert client.post(f"/admin/cards/{card.pk}/hand-out/").status_code == 404
    client.post("/admin/cards/", {"patent": [waiting.pk]})
    assert not waiting.cards.exists()


@pytest.mark.parametrize("sent", [[], ["x"], ["٣"], ["9" * 400], ["-1"], ["1 OR 1=1"]])
def test_what_is_no_patent_starts_nothing(officer, sent):
    assert sign_in(officer).post("/admin/cards/", {"patent": sent}).status_code == 302
    assert not CardBatch.objects.exists()


def test_a_card_is_handed_out_and_marked_as_spoiled_with_a_reason(officer):
    client, card = sign_in(officer), personalise_card(patent_id=card_patent().pk, actor=SYSTEM)
    client.post(f"/admin/cards/{card.pk}/spoil/", {"reason": " "})
    assert Card.objects.get().state == "personalised"
    client.post(f"/admin/cards/{card.pk}/hand-out/")
    assert Card.objects.get().state == "handed_out"
    client.post(f"/admin/cards/{card.pk}/spoil/", {"reason": "lost"})
    assert (Card.objects.get().state, Card.objects.get().problem) == ("spoiled", "lost")


def test_the_holder_reads_on_what_the_patent_is_and_why():
    patent = card_patent()
    client = english(patent.person.user)
    address = f"/patents/{patent.series}/{patent.number}/"
    assert "printed on paper with a code" in client.get(address).content.decode()
    agree()
    assert "You will get a message" in client.get(address).content.decode()
    personalise_card(patent_id=patent.pk, actor=SYSTEM)
    assert "Your card is ready" in client.get(address).content.decode()


def test_an_operator_can_enter_an_agreement_of_any_region():
    client = sign_in(make_user("operator"))
    sent = {
        "key": "patents.card_agreement", "scope": "50", "since": "2026-01-01", "until": "", "value": "7-МО", "citation": "Invented",
        "confidence": "A", "note": "", "published_on": "",
    }  # fmt: skip
    response = client.post("/admin/legal/legalvalue/add/", sent)
    assert response.status_code == 302, response.content.decode()[-3000:]
    assert carrier_of("50", on=clock.today()).value == "card"


def test_the_demonstration_enters_an_agreement_that_says_what_it_is_once(settings):
    settings.DEMO = True
    make_demo()
    make_demo()
    row = LegalValue.objects.get(series__key="patents.card_agreement", value__isnull=False)
    assert "это не соглашение государства" in row.citation
    assert carrier_of("77", on=clock.today()).value == "card"


def test_the_authority_is_published_for_everybody(client):
    agree()
    personalise_card(patent_id=card_patent().pk, actor=SYSTEM)
    published = client.get("/.well-known/card-csca.pem")
    assert published["Content-Type"] == "application/x-pem-file"
    read = x509.load_pem_x509_certificates(published.content)
    assert read == [x509.load_der_x509_certificate(der) for der in csca_certificates()]
