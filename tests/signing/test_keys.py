"""The life of a signing key."""

import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client

from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.signing import keys
from portal.signing.errors import KeyIsWithdrawn, UnknownKey
from portal.signing.models import SigningKey
from portal.signing.services import certify, rotate, signer, withdraw


@pytest.mark.django_db
def test_the_first_use_makes_a_key_and_tells_it() -> None:
    kid = signer("receipt").kid
    assert signer("receipt").kid == kid
    assert list(Event.objects.filter(name="signing.SigningKeyMade").values_list("payload__kid", flat=True)) == [kid]


@pytest.mark.django_db
def test_the_private_key_is_kept_as_ciphertext_and_shown_nowhere() -> None:
    key = signer("receipt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key, public_jwk::text FROM signing_signingkey")
        [(kept, public)] = cursor.fetchall()
    assert "PRIVATE" in key.pem
    assert "PRIVATE" not in kept
    assert '"d"' not in public
    said = [repr(key), str(SigningKey.objects.get()), repr(SigningKey.objects.get()), *map(str, Event.objects.values_list("payload"))]
    assert not any("PRIVATE" in text or key.pem[40:60] in text for text in said)


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one_key() -> None:
    made: list[str] = []
    together = threading.Barrier(10)

    def ask() -> None:
        together.wait()
        made.append(signer("status").kid)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 10
    assert len(set(made)) == 1
    assert SigningKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_leaves_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the race above: it is the lock that makes the losers wait instead of failing."""
    monkeypatch.setattr(keys, "lock_purpose", lambda purpose: None)
    looked, failed = threading.Barrier(2), []
    real = keys.make_key

    def make_together(purpose: str) -> SigningKey:
        looked.wait(timeout=10)
        return real(purpose)

    monkeypatch.setattr(keys, "make_key", make_together)

    def ask() -> None:
        try:
            signer("status")
        except IntegrityError as error:
            failed.append(error)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 1
    assert SigningKey.objects.count() == 1


@pytest.mark.django_db
def test_a_withdrawn_key_never_comes_back() -> None:
    kid = signer("credential").kid
    withdraw(kid=kid, reason="laptop stolen", actor=SYSTEM)
    for state in ("active", "retired"):
        with pytest.raises(InternalError), transaction.atomic():
            SigningKey.objects.filter(kid=kid).update(state=state, withdrawn_at=None)
    with pytest.raises(KeyIsWithdrawn):
        withdraw(kid=kid, reason="again", actor=SYSTEM)
    with pytest.raises(KeyIsWithdrawn):
        certify(kid=kid, certificate=b"x", actor=SYSTEM)
    assert SigningKey.objects.get(kid=kid).withdrawal_reason == "laptop stolen"
    assert signer("credential").kid != kid


@pytest.mark.django_db
def test_a_key_is_neither_changed_nor_deleted() -> None:
    kid = signer("credential").kid
    for change in ({"public_jwk": {}}, {"purpose": "receipt"}, {"kid": "another"}):
        with pytest.raises(InternalError), transaction.atomic():
            SigningKey.objects.filter(kid=kid).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        SigningKey.objects.filter(kid=kid).delete()


@pytest.mark.django_db
def test_a_key_that_got_its_certificate_is_loaded_with_it() -> None:
    key = signer("card-ds")
    assert key.certificate is None
    certify(kid=key.kid, certificate=b"0\x01", actor=SYSTEM)
    assert signer("card-ds").certificate == b"0\x01"


@pytest.mark.django_db
def test_the_commands_rotate_and_withdraw() -> None:
    first = signer("credential").kid
    said = StringIO()
    call_command("rotate_keys", "credential", stdout=said)
    call_command("withdraw_key", "--reason", "copied", "--", first, stdout=said)  # a key may begin with "-"
    states = dict(SigningKey.objects.values_list("kid", "state"))
    assert states == {first: "withdrawn", signer("credential").kid: "active"}
    names = list(Event.objects.filter(subject_type="signing.signingkey").order_by("pk").values_list("name", flat=True))
    assert names == [f"signing.SigningKey{what}" for what in ("Made", "Retired", "Made", "Withdrawn")]
    for wrong in (
        ["--reason", "twice", "--", first],
        ["--reason", "x", "--", "nobody"],
        ["--reason", "  ", "--", signer("credential").kid],
    ):
        with pytest.raises(CommandError):
            call_command("withdraw_key", *wrong)
    with pytest.raises(UnknownKey):
        withdraw(kid="nobody", reason="x", actor=SYSTEM)


@pytest.mark.django_db
def test_the_published_keys_have_public_parts_only_and_name_the_withdrawn(client: Client) -> None:
    gone = signer("credential").kid
    withdraw(kid=gone, reason="copied", actor=SYSTEM)
    old = signer("receipt").kid
    rotate(purpose="receipt", actor=SYSTEM)
    answer = client.get("/.well-known/portal-keys.json")
    document: dict[str, Any] = answer.json()
    assert {key["kid"] for key in document["keys"]} == {signer("credential").kid, signer("receipt").kid, old}
    allowed = {"kty", "crv", "x", "y", "kid", "alg", "use", "purpose", "active_from", "retired_at"}
    assert all(set(key) <= allowed for key in document["keys"])
    [withdrawn] = document["withdrawn"]
    assert (withdrawn["kid"], withdrawn["reason"]) == (gone, "copied")
    assert "x" not in withdrawn
    assert "max-age=300" in answer["Cache-Control"]
    assert client.get("/.well-known/portal-keys.json", headers={"if-none-match": answer["ETag"]}).status_code == 304
    rotate(purpose="receipt", actor=SYSTEM)
    assert client.get("/.well-known/portal-keys.json", headers={"if-none-match": answer["ETag"]}).status_code == 200
