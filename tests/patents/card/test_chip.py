"""The files of the chip, read by programs that this project did not write: OpenSSL, Pillow, and the portal's own reader of passports."""

import hashlib
import io
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image

from patents.card import groups, tlv
from patents.card.face import HEIGHT, WIDTH, face
from patents.card.sod import sealed_digests, security_object, sod
from portal import clock
from portal.events.actor import SYSTEM
from portal.signing.certificates import card_signer, csca_certificates
from portal.signing.keys import signer
from portal.signing.models import SigningKey
from portal.signing.services import rotate
from profiles.rules import mrz
from tests.patents.card.samples import facts, photo

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 15, 9, tzinfo=UTC)


def files() -> dict[int, bytes]:
    return groups.data_groups(facts(), face(photo()))


def sealed(data_groups: dict[int, bytes] | None = None, at: datetime | None = None) -> bytes:
    key = card_signer()
    assert key.certificate
    return sod(data_groups or files(), private_key=key.private_key, certificate=key.certificate, at=at or clock.now())


def verified(folder: Path, sealed_file: bytes, *, at: datetime | None = None) -> tuple[bool, bytes]:
    """What `openssl cms -verify` says of a SOD under the published CSCA, and the content that it took out of it."""
    (folder / "sod.der").write_bytes(tlv.inside(sealed_file, "77"))
    roots = [x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in csca_certificates()]
    (folder / "csca.pem").write_bytes(b"".join(roots))
    out = folder / "content.der"
    out.unlink(missing_ok=True)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "sod.der", "-CAfile", "csca.pem", "-purpose", "any", "-binary"]
    when = ["-attime", str(int(at.timestamp()))] if at else []
    done = subprocess.run([*command, *when, "-out", str(out)], cwd=folder, capture_output=True, check=False)
    return done.returncode == 0, out.read_bytes() if out.exists() else b""


def test_openssl_accepts_the_seal_under_the_published_authority_and_finds_the_digest_of_every_group(tmp_path):
    data = files()
    accepted, content = verified(tmp_path, sealed(data))
    assert accepted
    assert content == security_object(data)
    for number, group in data.items():
        assert hashlib.sha256(group).digest() in content, number


def test_openssl_refuses_a_seal_in_which_the_digest_of_a_group_was_changed(tmp_path):
    data = files()
    good = sealed(data)
    digest = hashlib.sha256(data[13]).digest()
    other = hashlib.sha256(data[13] + b"\0").digest()
    assert good.count(digest) == 1
    assert not verified(tmp_path, good.replace(digest, other))[0]


def test_openssl_refuses_the_seal_when_any_tenth_byte_is_changed(tmp_path):
    good = sealed()
    start = len(good) - len(tlv.inside(good, "77"))
    expected = verified(tmp_path, good)
    for place in range(start, len(good), 97):
        bad = good[:place] + bytes([good[place] ^ 0x01]) + good[place + 1 :]
        assert verified(tmp_path, bad) != expected, place


def test_openssl_refuses_the_seal_after_the_signers_certificate_ended(tmp_path):
    good = sealed()
    certificate = x509.load_der_x509_certificate(card_signer().certificate or b"")
    assert verified(tmp_path, good, at=certificate.not_valid_after_utc - timedelta(days=1))[0]
    assert not verified(tmp_path, good, at=certificate.not_valid_after_utc + timedelta(days=1))[0]


def test_a_seal_of_a_retired_signer_is_still_accepted_and_the_next_signer_has_a_certificate_of_its_own(tmp_path):
    good, old = sealed(), card_signer()
    rotate(purpose="card-ds", actor=SYSTEM)
    fresh = card_signer()
    assert fresh.certificate != old.certificate
    assert verified(tmp_path, good)[0]
    assert verified(tmp_path, sealed())[0]


def test_the_signer_is_renewed_when_its_three_months_are_over(monkeypatch):
    first = card_signer()
    later = clock.now() + timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: later)
    second = card_signer()
    assert second.kid != first.kid
    assert SigningKey.objects.get(kid=first.kid).state == "retired"
    assert len(csca_certificates()) == 1


def test_asking_again_makes_no_new_key():
    first = card_signer()
    assert card_signer().kid == first.kid
    assert SigningKey.objects.filter(purpose__in=["card-ds", "card-csca"]).count() == 2


def test_the_certificates_follow_the_profile_and_call_themselves_a_demonstration():
    ds = x509.load_der_x509_certificate(card_signer().certificate or b"")
    csca = x509.load_der_x509_certificate(csca_certificates()[0])
    ds.verify_directly_issued_by(csca)
    csca.verify_directly_issued_by(csca)
    assert "Demonstration" in csca.subject.rfc4514_string()
    assert "Demonstration" in ds.subject.rfc4514_string()
    assert csca.extensions.get_extension_for_class(x509.BasicConstraints).critical
    assert csca.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert not ds.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    usage = ds.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value
    assert usage.not_after
    assert usage.not_before
    assert usage.not_after - usage.not_before <= timedelta(days=92)
    assert ds.not_valid_after_utc.replace(tzinfo=None) - usage.not_after >= timedelta(days=366)
    assert ds.not_valid_after_utc <= csca.not_valid_after_utc
    assert ds.extensions.get_extension_for_oid(x509.ObjectIdentifier("2.23.136.1.1.6.2"))


def test_the_same_groups_key_and_moment_give_the_same_bytes():
    assert sealed(at=MOMENT) == sealed(at=MOMENT)
    assert files() == files()


def test_the_seal_names_the_digests_of_exactly_the_groups():
    data = files()
    assert sealed_digests(sealed(data)) == {number: hashlib.sha256(group).digest() for number, group in data.items()}


def test_com_lists_the_groups_in_their_tags():
    content = dict(tlv.objects(tlv.inside(groups.com([13, 1, 12, 2]), "60")))
    assert content == {"5F01": b"0107", "5F36": b"040000", "5C": bytes.fromhex("61756C6D")}


def test_the_zone_of_dg1_is_read_by_the_reader_of_passports():
    zone = tlv.inside(tlv.inside(files()[1], "61"), "5F1F").decode()
    read = mrz.parse("\n".join(zone[start : start + 30] for start in (0, 30, 60)), on=date(2026, 4, 1))
    assert (read.document_code, read.issuing_state, read.number) == ("AR", "RUS", "772600000017")
    assert (read.family_name, read.given_names, read.nationality, read.sex) == ("RAHIMOVA", "ZARINA", "TJK", "F")
    assert (read.birth_date, read.expires_on) == (date(1994, 5, 17), date(2027, 3, 14))


def test_the_face_of_dg2_is_a_jpeg_of_the_stated_size_without_metadata():
    data = tlv.inside(tlv.inside(files()[2], "75"), "7F61")
    found = dict(tlv.objects(data))
    assert found["02"] == b"\x01"
    record = dict(tlv.objects(found["7F60"]))["5F2E"]
    assert record[:8] == b"FAC\x00010\x00"
    assert int.from_bytes(record[8:12], "big") == len(record)
    assert int.from_bytes(record[14:18], "big") == len(record) - 14
    with Image.open(io.BytesIO(record[46:])) as image:
        image.load()
        assert (image.format, image.size, image.mode) == ("JPEG", (WIDTH, HEIGHT), "RGB")
        assert not image.getexif()


def test_dg12_and_dg13_say_who_issued_what_until_when():
    twelve = dict(tlv.objects(tlv.inside(files()[12], "6C")))
    assert twelve == {"5C": bytes.fromhex("5F195F26"), "5F19": "Отделение 770-001".encode(), "5F26": b"20260315"}
    details = groups.PatentDetails.load(tlv.inside(files()[13], "6D")).native
    assert (details["series"], details["number"], details["profession"]) == ("77", "2600000017", "Каменщик")
    assert (details["issued_on"], details["expires_on"], details["inn"]) == ("20260315", "20270314", None)
    with_inn = groups.dg13(facts(inn="500100732259"))
    assert groups.PatentDetails.load(tlv.inside(with_inn, "6D")).native["inn"] == "500100732259"


def test_the_private_keys_are_apart():
    assert signer("card-csca").kid != card_signer().kid
