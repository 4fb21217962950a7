"""The code on the back of a card: the signed electronic patent, printed so that it reads, and the same each time it is printed."""

import io
import json
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.management import call_command
from PIL import Image

from patents.card import errors
from patents.card import face as face_file
from patents.card.files import package
from patents.card.models import Card
from patents.card.printing import QR_MODULE, QR_SIZE, faces_pdf
from patents.card.services import personalise_card
from patents.credential import fields
from patents.credential.issuing import content_of, signed
from portal import clock
from portal.codes.lists import build_due
from portal.codes.making import qr
from portal.codes.management.commands.verify_credential import UNCOMPARED
from portal.events.actor import SYSTEM
from portal.signing.cose import verify_cwt
from portal.signing.keys import signer
from portal.signing.services import rotate, withdraw
from portal.signing.text import to_message
from tests.patents.card.samples import facts, photo
from tests.patents.card.test_services import agree, card_patent
from tests.patents.credential.people import LONG, issued

pytestmark = pytest.mark.django_db
DOTS = 300  # an inch: what a card printer prints


@pytest.fixture(autouse=True)
def _region_with_cards() -> None:
    agree()


def back_of(pdf: bytes, dots: int = DOTS) -> Image.Image:
    """The second page by PDFium, at the printer's resolution and cut to the card."""
    page = pypdfium2.PdfDocument(pdf)[1]
    left, bottom, right, top = page.get_trimbox()
    margins = (left, bottom, page.get_width() - right, page.get_height() - top)
    return page.render(scale=dots / 72, crop=margins).to_pil()


def read(image: Image.Image) -> str:
    [found] = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return found.text


def answer_of(what: object) -> tuple[int, dict[str, Any]]:
    said, status = io.StringIO(), 0
    try:
        call_command("verify_credential", str(what), stdout=said)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, json.loads(said.getvalue())


def made(**holder: Any) -> Card:
    return personalise_card(patent_id=card_patent(**holder).pk, actor=SYSTEM)


def test_the_printed_back_is_read_at_300_dots_an_inch_and_verified_by_the_command(tmp_path):
    card = made()
    image = back_of(package(card)["card.pdf"])
    assert image.size == pytest.approx((85.6 / 25.4 * DOTS, 54 / 25.4 * DOTS), abs=2)
    image.save(tmp_path / "back.png")
    assert answer_of(tmp_path / "back.png")[0] == UNCOMPARED  # genuine, but no list was made yet that could speak against it
    build_due()
    status, answer = answer_of(tmp_path / "back.png")
    assert (status, answer["result"]) == (0, "valid")
    content = answer["content"]
    assert (content["series"], content["number"], content["name"]) == (card.patent.series, card.patent.number, "RAHIMOVA ZARINA")
    assert content["paid_through"] == card.patent.paid_through.isoformat()
    assert answer["issued_at"] == int(card.personalised_at.timestamp())


@pytest.mark.parametrize("size", [(284, 378), (600, 800), (3000, 2000)])
def test_the_printed_photo_has_300_dots_an_inch_where_it_stands_on_the_card(size):
    """Measured by PDFium, which reads the file without knowing how it was made: pixels of the picture against its place on the page."""
    card = personalise_card(patent_id=card_patent(content=photo(size)).pk, actor=SYSTEM)
    page = pypdfium2.PdfDocument(package(card)["card.pdf"])[0]
    left, bottom, right, top = page.get_trimbox()
    assert ((right - left) / 72 * 25.4, (top - bottom) / 72 * 25.4) == pytest.approx((85.6, 54), abs=0.05)
    [picture] = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    found, (x, y, x_end, y_end) = picture.get_metadata(), picture.get_bounds()
    assert min(found.horizontal_dpi, found.vertical_dpi) >= DOTS
    assert found.width / ((x_end - x) / 72) >= DOTS <= found.height / ((y_end - y) / 72)
    assert left < x < x_end < right
    assert bottom < y < y_end < top


def test_a_card_that_was_made_of_a_smaller_photo_before_is_printed_again(monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(face_file, "SMALLEST", (180, 180))
        card = personalise_card(patent_id=card_patent(content=photo((200, 260))).pk, actor=SYSTEM)
    assert package(card)["card.pdf"].startswith(b"%PDF")


def test_the_densest_code_fits_the_card_in_squares_of_a_third_of_a_millimetre_and_is_read():
    patent = issued(person={"family_name": "Ё" * 80}, profession="electric_gas_welder")
    text = signed(content_of(patent), index=2**20 - 1, at=clock.now())
    code = qr(text)
    assert code.version <= 16
    assert (code.mode, code.error) == ("alphanumeric", "M")  # base45 is made of the letters of this mode
    modules = code.symbol_size(border=4)[0]
    assert QR_SIZE / modules >= QR_MODULE
    assert QR_SIZE / (81 + 8) >= QR_MODULE  # version 16
    pdf = faces_pdf(facts(), photo((360, 480)), blank="ПР 0000001", at=clock.now(), code=text, paid_through=patent.paid_through)
    assert read(back_of(pdf)) == text


def test_a_code_too_long_for_a_card_is_never_printed():
    with pytest.raises(AssertionError):
        faces_pdf(facts(), photo((360, 480)), blank="ПР 0000001", at=clock.now(), code="A" * 900, paid_through=clock.today())


def test_the_same_code_is_printed_after_payments_and_new_keys_have_come(monkeypatch):
    card = made()
    before = package(card)
    card.patent.paid_through += timedelta(days=30)
    card.patent.save()
    rotate(purpose="credential", actor=SYSTEM)
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    again = Card.objects.get(pk=card.pk)
    assert package(again) == before
    assert read(back_of(before["card.pdf"])) == again.code != signed(content_of(again.patent), index=again.place_id, at=later)


def test_the_kept_code_is_ciphertext_in_the_database(django_assert_num_queries):
    from django.db import connection

    card = made()
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM patent_cards_card WHERE id = %s", [card.pk])
        stored = cursor.fetchone()[0]
    assert stored.startswith("gAAAA")
    assert card.code not in stored


def test_each_card_has_a_place_of_its_own_in_the_lists():
    first, second = made(), made()
    places = [fields.read(verify_cwt(to_message(card.code), "credential"))[1].place.index for card in (first, second)]
    assert places == [first.place_id, second.place_id]
    assert first.place_id != second.place_id


@pytest.mark.parametrize("purpose", ["credential", "card-ds", "card-csca"])
def test_a_card_signed_by_a_key_that_was_withdrawn_leaves_the_portal_no_more(purpose):
    card = made()
    withdraw(kid=signer(purpose).kid, reason="copied", actor=SYSTEM)
    with pytest.raises(errors.SignatureWithdrawn):
        package(Card.objects.get(pk=card.pk))
    other = made()
    assert read(back_of(package(other)["card.pdf"])) == other.code


def test_a_card_of_before_the_codes_is_not_printed_with_something_else():
    card = made()
    Card.objects.filter(pk=card.pk).update(code="", code_kid="", place=None)
    with pytest.raises(errors.FilesWouldDiffer):
        package(Card.objects.get(pk=card.pk))


def test_the_longest_name_of_a_passport_is_whole_on_the_card():
    card = personalise_card(patent_id=card_patent(person=LONG).pk, actor=SYSTEM)
    assert fields.read(verify_cwt(to_message(card.code), "credential"))[0].name == f"{LONG['family_name']} {LONG['given_names']}"
