"""Lists of revoked certificates of the cards' authority, judged by OpenSSL, which this project did not write."""

import subprocess
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import InternalError, connection, transaction
from django.test import Client

from portal import clock
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.signing.certificates import card_signer
from portal.signing.invariants import not_one_signer, revocations_overdue
from portal.signing.keys import signer
from portal.signing.models import RevocationList, SigningKey
from portal.signing.revocations import refresh_revocation_lists
from portal.signing.services import rotate, withdraw

pytestmark = pytest.mark.django_db


def certificate() -> x509.Certificate:
    return x509.load_der_x509_certificate(card_signer().certificate or b"")


def published(client: Client, folder: Path) -> None:
    """What everybody may fetch, saved as OpenSSL reads it."""
    for name in ("card-csca.pem", "card-crl.pem"):
        (folder / name).write_bytes(client.get(f"/.well-known/{name}").content)


def openssl(folder: Path, signer_certificate: x509.Certificate, *arguments: str) -> tuple[bool, str]:
    (folder / "ds.pem").write_bytes(signer_certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "verify", "-crl_check", "-CAfile", "card-csca.pem", "-CRLfile", "card-crl.pem", *arguments, "ds.pem"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def test_openssl_accepts_a_signer_and_refuses_it_once_it_is_withdrawn(client, tmp_path):
    first = certificate()
    dispatch_pending()
    published(client, tmp_path)
    assert openssl(tmp_path, first)[0], openssl(tmp_path, first)
    withdraw(kid=card_signer().kid, reason="copied", actor=SYSTEM)
    dispatch_pending()
    published(client, tmp_path)
    accepted, said = openssl(tmp_path, first)
    assert (accepted, "certificate revoked" in said) == (False, True)
    assert openssl(tmp_path, certificate())[0]  # the one in its place


def test_openssl_has_no_list_for_a_signer_of_another_authority(client, tmp_path):
    old = certificate()
    rotate(purpose="card-csca", actor=SYSTEM)
    rotate(purpose="card-ds", actor=SYSTEM)
    certificate()
    dispatch_pending()
    published(client, tmp_path)
    newest, end = (tmp_path / "card-crl.pem").read_text().split("-----END X509 CRL-----\n")[0], "-----END X509 CRL-----\n"
    (tmp_path / "card-crl.pem").write_text(newest + end)
    accepted, said = openssl(tmp_path, old)
    assert (accepted, "unable to get certificate CRL" in said) == (False, True)


def test_openssl_refuses_a_changed_list(client, tmp_path):
    certificate()
    dispatch_pending()
    published(client, tmp_path)
    der = bytes(RevocationList.objects.get().der)
    changed = der[:-1] + bytes([der[-1] ^ 1])
    (tmp_path / "crl.der").write_bytes(changed)
    (tmp_path / "card-crl.pem").unlink()
    subprocess.run(["openssl", "crl", "-inform", "DER", "-in", "crl.der", "-out", "card-crl.pem"], cwd=tmp_path, check=True)
    accepted, said = openssl(tmp_path, certificate())
    assert (accepted, "CRL signature failure" in said) == (False, True)


def test_a_list_ends_and_is_signed_anew_each_day_with_a_higher_number(client, tmp_path, monkeypatch):
    first = certificate()
    dispatch_pending()
    published(client, tmp_path)
    after = str(int((clock.now() + timedelta(days=31)).timestamp()))
    assert "CRL has expired" in openssl(tmp_path, first, "-attime", after)[1]
    assert refresh_revocation_lists() == 0
    later = clock.now() + timedelta(days=29)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert refresh_revocation_lists() == 1
    assert RevocationList.objects.get().number == 2
    published(client, tmp_path)
    assert openssl(tmp_path, first, "-attime", after)[0]


def test_certificates_name_the_address_of_their_list_and_it_is_there(client):
    named = certificate().extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    dispatch_pending()
    [point] = named
    address = point.full_name[0].value
    answer = client.get("/" + address.split("/", 3)[3])
    read = x509.load_der_x509_crl(answer.content)
    assert answer["Content-Type"] == "application/pkix-crl"
    assert read.issuer == certificate().issuer
    assert read.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 1
    assert read.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert client.get("/.well-known/card-crl/unknown.crl").status_code == 404


def test_a_retired_authority_goes_on_telling_what_it_revoked_and_a_withdrawn_one_is_not_trusted(client, tmp_path):
    old, kid = certificate(), card_signer().kid
    authority = signer("card-csca").kid
    rotate(purpose="card-csca", actor=SYSTEM)
    rotate(purpose="card-ds", actor=SYSTEM)
    new = certificate()
    assert new.issuer != old.issuer
    withdraw(kid=kid, reason="copied", actor=SYSTEM)
    dispatch_pending()
    published(client, tmp_path)
    assert [openssl(tmp_path, one)[0] for one in (old, new)] == [False, True]
    withdraw(kid=authority, reason="copied", actor=SYSTEM)
    dispatch_pending()
    published(client, tmp_path)
    accepted, said = openssl(tmp_path, old)
    assert (accepted, "unable to get local issuer certificate" in said) == (False, True)
    assert client.get(f"/.well-known/card-crl/{authority}.crl").status_code == 404


def test_a_signer_of_a_withdrawn_authority_signs_nothing_more():
    first = card_signer()
    withdraw(kid=signer("card-csca").kid, reason="copied", actor=SYSTEM)
    second = card_signer()
    assert second.kid != first.kid
    assert certificate().issuer.rfc4514_string().count(signer("card-csca").kid) == 1


def test_the_number_never_goes_back_and_a_revoked_certificate_never_leaves():
    certificate()
    dispatch_pending()
    for change in ({"number": 1}, {"number": 0}):
        with pytest.raises(InternalError), transaction.atomic():
            RevocationList.objects.update(**change)
    RevocationList.objects.update(number=2, revoked=1)
    with pytest.raises(InternalError), transaction.atomic():
        RevocationList.objects.update(number=3, revoked=0)
    with pytest.raises(InternalError), transaction.atomic():
        RevocationList.objects.get().delete()


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_sign_one_list():
    card_signer()
    together, signed = threading.Barrier(6), []

    def work() -> None:
        together.wait()
        signed.append(refresh_revocation_lists())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(signed) == [0, 0, 0, 0, 0, 1]
    assert RevocationList.objects.get().number == 1


# ---- invariants, each broken once


def test_a_purpose_whose_key_signs_no_more_and_has_no_successor_breaks_an_invariant():
    signer("status")
    assert not_one_signer() == 0
    SigningKey.objects.update(state="retired", retired_at=clock.now())
    assert not_one_signer() == 1


def test_a_list_that_nobody_signs_any_more_breaks_an_invariant(monkeypatch: Any):
    card_signer()
    assert revocations_overdue() == 0  # its first list is on its way
    dispatch_pending()
    later = clock.now() + timedelta(days=4)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert revocations_overdue() == 1
    refresh_revocation_lists()
    assert revocations_overdue() == 0
