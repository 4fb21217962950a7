"""The page of signing keys: who reads it, who acts, what each act asks first, and what follows."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal import clock
from portal.codes.invariants import lists_too_old
from portal.codes.lists import build_due
from portal.codes.models import StatusList
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.signing.certificates import card_signer
from portal.signing.errors import WithdrawnKey
from portal.signing.jws import verify_jws
from portal.signing.keys import signer
from portal.signing.models import SigningKey
from tests.factories import make_patent, make_user, sign_in

pytestmark = pytest.mark.django_db


def client_of(role: str, *, proved_ago: int = 0) -> Client:
    client = sign_in(make_user(role), client=Client(headers={"accept-language": "en"}))
    session = client.session
    session["account_authentication_methods"] = [
        {**step, "at": time.time() - proved_ago} for step in session["account_authentication_methods"]
    ]
    session.save()
    return client


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_it_lists_keys_with_purpose_state_and_days_and_shows_no_private_part():
    signer("credential"), card_signer()
    page = client_of("supervisor").get("/admin/keys/")
    for key in SigningKey.objects.all():
        assert key.kid in text(page)
        assert key.private_key[40:80] not in page.content.decode()
    for words in ("Patents and interim certificates", "Card: issuing authority", "signs", "Receipts of checks There is no key yet"):
        assert words in text(page)
    assert "Withdraw" not in text(page).replace("withdrawn", "")


def test_a_supervisor_reads_and_does_not_act():
    kid, client = signer("receipt").kid, client_of("supervisor")
    assert 'id="act"' not in client.get(f"/admin/keys/?withdraw={kid}").content.decode()
    for address in ("rotate/receipt/", f"withdraw/{kid}/"):
        assert client.post(f"/admin/keys/{address}", {"reason": "why not"}).status_code == 403
    assert SigningKey.objects.get().state == "active"


@pytest.mark.parametrize("role", ["officer", "analyst", "migrant", "employer"])
def test_nobody_else_reads_it(role):
    assert client_of(role).get("/admin/keys/").status_code in {302, 403}


def test_an_operator_rotates_and_the_reason_is_kept():
    kid, client = signer("receipt").kid, client_of("operator")
    assert "Rotate the key: receipts of checks?" in text(client.get("/admin/keys/?rotate=receipt"))
    page = client.post("/admin/keys/rotate/receipt/", {"reason": "yearly"}, follow=True)
    assert f"Key {signer('receipt').kid} signs from now on." in text(page)
    assert SigningKey.objects.get(kid=kid).state == "retired"
    assert Event.objects.get(name="signing.SigningKeyRetired").payload["reason"] == "yearly"


def test_an_operator_withdraws_after_reading_what_follows_and_it_is_refused_a_second_time():
    kid, client = signer("credential").kid, client_of("operator")
    page = text(client.get(f"/admin/keys/?withdraw={kid}"))
    assert "Cards with such a code are recalled" in page
    assert "This cannot be taken back." in page
    done = text(client.post(f"/admin/keys/withdraw/{kid}/", {"reason": "a copy was seen"}, follow=True))
    assert f"Key {kid} is withdrawn." in done
    assert "a copy was seen" in done
    again = text(client.post(f"/admin/keys/withdraw/{kid}/", {"reason": "again"}, follow=True))
    assert "This key has been withdrawn already." in again
    assert SigningKey.objects.get(kid=kid).withdrawal_reason == "a copy was seen"
    assert 'id="act"' not in client.get(f"/admin/keys/?withdraw={kid}").content.decode()


@pytest.mark.parametrize("purpose", SigningKey.Purpose.values)
def test_the_page_says_what_follows_for_a_key_of_each_purpose(purpose):
    card_signer()  # an authority and a key of chips come with it
    key = SigningKey.objects.filter(purpose=purpose).first()
    page = client_of("operator").get(f"/admin/keys/?withdraw={key.kid if key else signer(purpose).kid}")
    assert "is accepted any more" in text(page)


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_without_a_reason_nothing_is_done(reason):
    kid, client = signer("receipt").kid, client_of("operator")
    for address in ("rotate/receipt/", f"withdraw/{kid}/"):
        page = client.post(f"/admin/keys/{address}", {"reason": reason})
        assert (page.status_code, "Say why" in text(page)) == (200, True)
    assert SigningKey.objects.get().state == "active"


def test_who_signed_in_a_while_ago_proves_it_again_first():
    kid, client = signer("receipt").kid, client_of("operator", proved_ago=16 * 60)
    page = client.get(f"/admin/keys/?withdraw={kid}").content.decode()
    assert "Prove that it is me" in page
    assert 'name="reason"' not in page
    for address, back in (("rotate/receipt/", "rotate%3Dreceipt"), (f"withdraw/{kid}/", f"withdraw%3D{kid}")):
        led = client.post(f"/admin/keys/{address}", {"reason": "now"})
        assert led.status_code == 302
        assert "reauthenticate" in led["Location"]
        assert back in led["Location"]
    assert SigningKey.objects.get().state == "active"


@pytest.mark.parametrize("address", ["rotate/other/", "withdraw/unknown/", "rotate/%00/", "withdraw/'/"])
def test_what_is_no_key_is_not_found(address):
    assert client_of("operator").post(f"/admin/keys/{address}", {"reason": "x"}).status_code in {400, 404}


def test_what_is_typed_as_a_key_in_the_address_breaks_nothing():
    client = client_of("operator")
    for query in ("withdraw=unknown", "rotate=other", "withdraw=%00", "withdraw=" + "x" * 3000):
        assert client.get(f"/admin/keys/?{query}").status_code in {200, 400, 404}


def test_a_key_that_signed_for_more_than_a_year_is_to_be_rotated():
    signer("receipt")
    page = client_of("operator")
    assert "more than a year" not in text(page.get("/admin/keys/"))
    with pytest.MonkeyPatch.context() as patch:
        later = clock.now() + timedelta(days=366)
        patch.setattr("portal.keys.shown.clock.now", lambda: later)
        client = client_of("operator")
        assert "more than a year: rotate it." in text(client.get("/admin/keys/"))


# ---- status lists


def test_lists_signed_with_a_withdrawn_key_are_signed_anew_at_the_next_building():
    make_patent("issued")
    build_due()
    old = StatusList.objects.get(kind="revoked").token
    client_of("operator").post(f"/admin/keys/withdraw/{signer('status').kid}/", {"reason": "copied"})
    with pytest.raises(WithdrawnKey):
        verify_jws(old, "status", "statuslist+jwt")
    assert build_due() == 0
    dispatch_pending()
    assert build_due() == 1
    assert verify_jws(StatusList.objects.get(kind="revoked").token, "status", "statuslist+jwt")["seq"] == 2


def test_old_and_missing_lists_break_an_invariant(monkeypatch):
    make_patent("issued")
    build_due()
    assert lists_too_old() == 0
    later = clock.now() + timedelta(hours=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert lists_too_old() == 2
    build_due()
    assert lists_too_old() == 0
    StatusList.objects.get(kind="revoked").delete()
    assert lists_too_old() == 1
