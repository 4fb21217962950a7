"""The code: exactly these facts, small enough for a card, and dates that end with the region's own day."""

import io
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import base45
import cbor2
import pytest
import zxingcpp
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from patents.credential.errors import NoLongerShown, NotIssued
from patents.credential.indices import index_of
from patents.credential.issuing import content_of, credential_text, signed
from patents.models import Patent
from portal.codes.making import qr
from portal.codes.verdicts import Verdict
from portal.signing.claims import NAME_BYTES, fitted
from portal.signing.cose import verify_cwt
from portal.signing.keys import signer
from portal.signing.text import to_message, to_text
from tests.factories import make_patent
from tests.patents.credential.people import FIRST, LAST, LONG, NOON, code_of, issued, look

pytestmark = pytest.mark.django_db


def picture(text: str) -> Image.Image:
    png = io.BytesIO()
    qr(text).save(png, kind="png", scale=4, border=4)
    return Image.open(png)


def test_the_code_holds_these_facts_and_no_others():
    patent = issued()
    claims = verify_cwt(to_message(code_of(patent)), "credential")
    index = index_of(patent)
    assert claims == {
        1: "127.0.0.1:8000",
        4: int(datetime(2026, 4, 14, 21, tzinfo=UTC).timestamp()),
        5: int(datetime(2026, 3, 14, 21, tzinfo=UTC).timestamp()),
        6: int(NOON.timestamp()),
        65535: {"status_list": {"idx": index, "uri": f"{settings.SITE_URL}/.well-known/status/revoked/0"}},
        169: {1: f"77{patent.number}", 4: "RAHIMOVA ZARINA", 8: "19940517", 13: "TJ"},
        -70001: {1: "77", 2: "bricklayer", 3: 20260315, 4: 20260315, 5: 20260414},
    }


def test_an_order_adds_the_later_day_and_its_number_and_the_code_ends_with_that_day():
    patent = issued()
    content = replace(content_of(patent), valid_through=date(2026, 7, 16), order="Р-2026-7")
    claims = verify_cwt(to_message(signed(content, index=index_of(patent), at=NOON)), "credential")
    assert claims[-70001] == {1: "77", 2: "bricklayer", 3: 20260315, 4: 20260315, 5: 20260414, 6: 20260716, 7: "Р-2026-7"}
    assert claims[4] == int(datetime(2026, 7, 16, 21, tzinfo=UTC).timestamp())


def test_the_key_is_named_in_the_protected_header_and_nothing_stands_in_the_open_one():
    outer = cbor2.loads(zlib.decompress(base45.b45decode(code_of(issued()))))
    assert (outer.tag, cbor2.loads(outer.value[0]), outer.value[1]) == (18, {1: -7, 4: signer("credential").kid.encode()}, {})


@pytest.mark.parametrize("person", [{}, LONG, {"family_name": "X" * 60, "given_names": "Y" * 100}, {"family_name": "Ё" * 80}])
def test_the_code_fits_a_card_whatever_the_name(person):
    patent = issued(person=person, profession="electric_gas_welder")
    assert qr(code_of(patent)).version <= 16


def test_a_name_of_a_passport_is_whole_and_a_longer_one_is_cut_between_letters():
    assert fitted("A" * 39 + " " + "B" * 39) == "A" * 39 + " " + "B" * 39
    assert fitted("A" * 200) == "A" * NAME_BYTES
    assert fitted("A" + "Ё" * 60) == "A" + "Ё" * 47
    assert content_of(issued(person=LONG)).name == f"{LONG['family_name']} {LONG['given_names']}"


def test_the_picture_is_read_back_as_it_was_signed():
    text = code_of(issued(person=LONG))
    assert [found.text for found in zxingcpp.read_barcodes(picture(text))] == [text]


def test_the_text_survives_hands_that_lose_the_last_space():
    patent = issued()
    for _ in range(200):
        text = code_of(patent)
        assert text == text.strip()


@pytest.mark.parametrize(("region", "hours_from_utc"), [("77", 3), ("41", 12), ("39", 2)])
def test_the_code_ends_with_the_last_paid_day_of_its_region(region, hours_from_utc):
    text = code_of(issued(series=region, region=region))
    midnight = datetime(2026, 4, 15, tzinfo=UTC) - timedelta(hours=hours_from_utc)
    assert look(text, midnight - timedelta(seconds=1)).result is Verdict.VALID
    assert look(text, midnight).result is Verdict.EXPIRED


def test_the_holder_is_who_was_decided_about():
    patent = issued()
    patent.person.family_name = "STRANGER"
    patent.person.save()
    assert content_of(patent).name == "RAHIMOVA ZARINA"


def test_there_is_no_code_before_the_issue_and_after_an_annulment():
    with pytest.raises(NotIssued):
        credential_text(make_patent())
    with pytest.raises(NoLongerShown):
        credential_text(make_patent("annulled"))


def test_a_place_in_the_lists_is_given_once():
    patent = issued()
    credential_text(patent)
    place = index_of(patent)
    credential_text(patent)
    assert index_of(Patent.objects.get(pk=patent.pk)) == place


@hypothesis_settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=600))
def test_text_and_bytes_are_one_thing(message):
    assert to_message(to_text(message)) == message


def test_the_dates_of_the_code_are_those_of_the_patent():
    content = content_of(issued())
    assert (content.issued_on, content.begins_on, content.paid_through) == (FIRST, FIRST, LAST)
    assert content.birth_date == date(1994, 5, 17)
