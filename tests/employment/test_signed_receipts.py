"""A printed receipt is a signed file: anybody verifies it with the published certificate alone, and every changed byte shows."""

import base64
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from employment.models import PatentCheck
from employment.receipts import as_json, receipt_pdf, verify, verify_pdf
from portal.events.actor import actor_of
from portal.pdf import Sheet
from portal.signing.errors import NotAccepted, Tampered, WithdrawnKey
from portal.signing.models import SigningKey
from portal.signing.paper import certified_signer, signed_sheet
from portal.signing.services import rotate, withdraw
from tests.employment.test_checks import ask_number
from tests.employment.world import make_organisation, valid_patent
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def make_receipt() -> tuple[PatentCheck, bytes]:
    check = ask_number(make_organisation(), valid_patent())
    return check, receipt_pdf(check)


def uploaded(content: bytes, name: str = "receipt.pdf") -> Any:
    return Client().post("/check/receipt/", {"file": SimpleUploadedFile(name, content)}).context


def test_another_program_verifies_it_with_the_published_certificate_alone(tmp_path: Path):
    _check, pdf = make_receipt()
    published = [key for key in Client().get("/.well-known/portal-keys.json").json()["keys"] if key["purpose"] == "receipt"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(published[0]["x5c"][0]))
    signature = PdfReader(io.BytesIO(pdf)).get_fields()["signature"]["/V"]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    start, before, after, rest = signature["/ByteRange"]
    assert (start, after + rest) == (0, len(pdf))
    (tmp_path / "signed").write_bytes(pdf[:before] + pdf[after:])
    (tmp_path / "cms").write_bytes(bytes(signature["/Contents"]))
    (tmp_path / "trusted.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "signed", "-CAfile", "trusted.pem"]
    done = subprocess.run([*command, "-purpose", "any", "-out", "/dev/null"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "CMS Verification successful")
    (tmp_path / "signed").write_bytes((pdf[:before] + pdf[after:]).replace(b"startxref", b"startXref"))
    assert subprocess.run([*command, "-purpose", "any"], cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_the_signed_file_is_inside_and_the_two_say_the_same():
    check, pdf = make_receipt()
    ((name, (document,)),) = PdfReader(io.BytesIO(pdf)).attachments.items()
    assert (name, document.decode()) == (f"receipt-{check.number}.jws", check.document)
    assert verify_pdf(pdf) == verify(check.document)


def test_every_changed_byte_shows():
    _check, pdf = make_receipt()
    contents = pdf.index(b"/Contents <") + len(b"/Contents <")
    places = {0, 7, len(pdf) - 1, *range(3, len(pdf), 211), *range(contents, contents + 3000, 7), contents + 0x4000 - 1}
    for place in sorted(places):
        changed = bytearray(pdf)
        changed[place] ^= 1
        with pytest.raises(NotAccepted):
            verify_pdf(bytes(changed))


def test_nothing_is_put_around_it():
    _check, pdf = make_receipt()
    for changed in (pdf + b"\n", pdf + pdf, pdf[:-1], b"%PDF-1.7\n" + pdf, b"", b"%PDF-"):
        with pytest.raises(NotAccepted):
            verify_pdf(changed)


def test_the_certificate_of_another_key_with_the_same_name_opens_nothing():
    """What a reader takes from the file itself proves nothing: the key comes from the portal's own list."""
    _check, pdf = make_receipt()
    signer = certified_signer("receipt")
    rotate(purpose="receipt", actor=actor_of(make_user("operator")))
    stranger = certified_signer("receipt")
    forged = type(signer)(signer.kid, signer.purpose, signer.algorithm, stranger.pem, signer.certificate)
    with pytest.raises(Tampered):
        verify_pdf(signed_sheet(Sheet(title="x"), by=forged))
    assert verify_pdf(pdf)


def test_a_paper_of_the_same_key_that_holds_no_receipt_is_none():
    with pytest.raises(NotAccepted):
        verify_pdf(signed_sheet(Sheet(title="x"), by=certified_signer("receipt")))


def test_it_outlives_a_rotation_and_not_a_withdrawal():
    _check, pdf = make_receipt()
    kid, operator = SigningKey.objects.get(purpose="receipt").kid, actor_of(make_user("operator"))
    rotate(purpose="receipt", actor=operator)
    assert verify_pdf(pdf)["way"] == "number"
    withdraw(kid=kid, reason="lost", actor=operator)
    with pytest.raises(WithdrawnKey):
        verify_pdf(pdf)


def test_a_key_is_certified_once():
    assert certified_signer("receipt").certificate == certified_signer("receipt").certificate
    assert SigningKey.objects.filter(purpose="receipt").count() == 1


def test_the_page_takes_the_pdf_or_the_signed_file_and_refuses_both_when_they_are_changed():
    check, pdf = make_receipt()
    assert uploaded(pdf)["found"]["number"] == check.number
    assert uploaded(check.document.encode(), "receipt.jws")["found"]["number"] == check.number
    for wrong in (pdf + b"x", pdf[:-1], b"MZ\x90", check.document.encode()[:-8] + b"AAAAAAAA", b"\xff\xfe" * 20):
        shown = uploaded(wrong)
        assert (shown["answered"], shown["found"]) == (True, None)
    assert "file" in uploaded(b"%PDF-" + b"0" * 5_000_001)["form"].errors


def test_the_json_file_reads_plainly_and_proves_what_it_shows():
    check, _pdf = make_receipt()
    text = as_json(check)
    told = json.loads(text)
    assert {"number", "asked_at", "question", "answer", "rule"} <= set(told["receipt"])
    assert told["receipt"]["number"] == check.number
    for kept in (text, "\ufeff" + text, json.dumps(told)):
        assert uploaded(kept.encode(), "receipt.json")["found"]["number"] == check.number
    other_words = json.dumps({**told, "receipt": {**told["receipt"], "rule": "mine"}})
    twice = text.replace('{\n  "receipt"', '{\n  "receipt": {"number": "R26-0000"},\n  "receipt"')
    for wrong in (other_words, twice, "{}", '{"jws": 1}', "{" * 5000, json.dumps({"jws": told["jws"]}), text[:-9]):
        shown = uploaded(wrong.encode(), "receipt.json")
        assert (shown["answered"], shown["found"]) == (True, None)


def test_the_command_takes_the_pdf(tmp_path: Path, capsys: Any):
    check, pdf = make_receipt()
    (tmp_path / "receipt.pdf").write_bytes(pdf)
    call_command("verify_receipt", str(tmp_path / "receipt.pdf"))
    assert check.number in capsys.readouterr().out
    (tmp_path / "receipt.json").write_text(as_json(check), encoding="utf-8")
    call_command("verify_receipt", str(tmp_path / "receipt.json"))
    assert '"genuine": true' in capsys.readouterr().out
    (tmp_path / "receipt.pdf").write_bytes(pdf + b" ")
    with pytest.raises(SystemExit):
        call_command("verify_receipt", str(tmp_path / "receipt.pdf"))
