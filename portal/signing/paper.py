"""Signed sheets: a PDF whose every byte is covered by one detached CMS signature (ETSI EN 319 142-1, PAdES baseline B; RFC 5652).

A reader verifies it without the portal, with the certificate that stands under `x5c` in `/.well-known/portal-keys.json`."""

import hashlib
import hmac
import io
import re
from datetime import UTC, timedelta
from typing import Any, Final

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.db import transaction
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from portal import clock
from portal.events.actor import SYSTEM
from portal.pdf import Sheet
from portal.signing.errors import Tampered, Unreadable
from portal.signing.keys import KeyRing, Signer, VerifyingKey, lock_purpose, signer
from portal.signing.services import certify

LONGEST: Final = 5_000_000  # bytes; our sheets have a hundredth of it
_ROOM: Final = 0x4000  # hexadecimal digits for the signature
_CONTENTS: Final = re.compile(rb"<[0-9a-f]{%d}>" % _ROOM)
_UNKNOWN: Final = 9_999_999_999
_RANGE: Final = re.compile(rb"/ByteRange \[ 0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) *\]")
_DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
# The papers of an employment are asked for long after it. A key ends by being withdrawn, not by a date.
_VALID_FOR: Final = timedelta(days=30 * 366)


def certified_signer(purpose: str) -> Signer:
    """The key that signs for `purpose`, with its certificate, made by the first who needs it. Opens its own transaction."""
    active = signer(purpose)
    return active if active.certificate is not None else _certified(purpose)


@transaction.atomic
def _certified(purpose: str) -> Signer:
    lock_purpose(purpose)
    active = signer(purpose)
    if active.certificate is None:
        certify(kid=active.kid, certificate=_certificate(active), actor=SYSTEM)
    return signer(purpose)


def signed_sheet(sheet: Sheet, *, by: Signer) -> bytes:
    """The finished sheet as PDF, signed now with a certified key."""
    writer, made = PdfWriter(clone_from=io.BytesIO(sheet.as_bytes())), io.BytesIO()
    _add_field(writer)
    writer.write(made)
    return _sign(made.getvalue(), by)


def _add_field(writer: PdfWriter) -> None:
    """A signature that takes no place on the sheet, with room for what is not known yet."""
    value = {
        "/Type": NameObject("/Sig"),
        "/Filter": NameObject("/Adobe.PPKLite"),
        "/SubFilter": NameObject("/ETSI.CAdES.detached"),
        "/M": TextStringObject(clock.now().astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")),
        "/ByteRange": ArrayObject([NumberObject(0), *[NumberObject(_UNKNOWN)] * 3]),
        "/Contents": ByteStringObject(bytes(_ROOM // 2)),
    }
    page = writer.pages[-1]
    field = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject("/Widget"),
        "/FT": NameObject("/Sig"),
        "/T": TextStringObject("signature"),
        "/Rect": ArrayObject([NumberObject(0)] * 4),
        "/F": NumberObject(132),  # printed, locked
        "/P": page.indirect_reference,
        "/V": writer._add_object(_dictionary(value)),
    }
    added = writer._add_object(_dictionary(field))
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", []), added])
    form = {"/Fields": ArrayObject([added]), "/SigFlags": NumberObject(3)}  # it is signed, and is only appended to
    writer.root_object[NameObject("/AcroForm")] = _dictionary(form)


def _dictionary(entries: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(name): value for name, value in entries.items()})


def verify_paper(pdf: bytes, purpose: str, *, ring: KeyRing | None = None) -> None:
    """That this very file was signed by a key of ours for `purpose`, with nothing before, after or between. It begins from "not ours".

    Raises `Unreadable`, `ForeignKey`, `WithdrawnKey` or `Tampered`. No PDF is parsed: what is signed, we have made."""
    covered, sealed = _parts(pdf)
    try:
        signed = cms.ContentInfo.load(sealed)["content"]
        (info,), (mine,) = signed["signer_infos"], signed["certificates"]
        certificate, signature = mine.chosen.dump(), info["signature"].native
        kid = str(mine.chosen.subject.native["common_name"]).rpartition(" ")[2]
        # What the signature does not reach cannot differ either: there is one way to write it down.
        attributes = _attributes(covered, certificate)
        written = _cms(attributes, certificate, signature)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Unreadable from error
    key = (ring or KeyRing.of_the_portal()).key(purpose, kid)
    if not hmac.compare_digest(written.ljust(len(sealed), b"\0"), sealed):
        raise Tampered
    _verify(key, signature, attributes.dump())


def _verify(key: VerifyingKey, signature: bytes, told: bytes) -> None:
    try:
        key.public_key.verify(signature, told, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Tampered from error


def _parts(pdf: bytes) -> tuple[bytes, bytes]:
    """What is signed, and the signature. Raises `Unreadable` where the file is not one signature around everything else."""
    found = _RANGE.findall(pdf) if pdf.startswith(b"%PDF-") and len(pdf) <= LONGEST else []
    if len(found) != 1:
        raise Unreadable
    before, after, rest = map(int, found[0])
    if after - before != _ROOM + 2 or after + rest != len(pdf) or not _CONTENTS.fullmatch(pdf[before:after]):
        raise Unreadable
    return pdf[:before] + pdf[after:], bytes.fromhex(pdf[before + 1 : after - 1].decode())


def _sign(pdf: bytes, by: Signer) -> bytes:
    """Fill the two places that `_add_field` has left: how far the signature reaches, and the signature."""
    (gap,), (told,) = _CONTENTS.finditer(pdf), _RANGE.finditer(pdf)
    reach = b"/ByteRange [ 0 %d %d %d" % (gap.start(), gap.end(), len(pdf) - gap.end())
    pdf = pdf[: told.start()] + reach.ljust(len(told[0]) - 1) + b"]" + pdf[told.end() :]
    assert by.certificate is not None
    attributes = _attributes(pdf[: gap.start()] + pdf[gap.end() :], by.certificate)
    signature = by.private_key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
    sealed = _cms(attributes, by.certificate, signature).hex().encode()
    return pdf[: gap.start() + 1] + sealed.ljust(_ROOM, b"0") + pdf[gap.end() - 1 :]


def _attributes(content: bytes, certificate: bytes) -> cms.CMSAttributes:
    """What is signed: the digest of the file, and by which certificate."""
    signer = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]})
    return cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
            {"type": "signing_certificate_v2", "values": [signer]},
        ]
    )


def _cms(attributes: cms.CMSAttributes, certificate: bytes, signature: bytes) -> bytes:
    mine = asn1_x509.Certificate.load(certificate)
    info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": mine.issuer, "serial_number": mine.serial_number}},
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signature,
    }
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": "data"},
            "certificates": [mine],
            "signer_infos": [info],
        }
    )
    made: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return made


def _certificate(key: Signer) -> bytes:
    """Self-signed, X.509 v3 in DER: who trusts it took it from the portal's own address. Its name says whose test keys these are."""
    begins, public = clock.now().replace(microsecond=0) - timedelta(minutes=5), key.private_key.public_key()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "RU"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Migration Services Portal, test keys of no authority"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Demonstration {key.purpose} signer {key.kid}"),
        ]
    )
    named = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only", "key_cert_sign", "crl_sign")
    extensions: list[tuple[Any, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.KeyUsage(digital_signature=True, content_commitment=True, **dict.fromkeys(named, False)), True),
        (x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), False),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
    ]
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(public).serial_number(x509.random_serial_number())
    built = built.not_valid_before(begins).not_valid_after(begins + _VALID_FOR)
    for extension, critical in extensions:
        built = built.add_extension(extension, critical)
    return built.sign(key.private_key, hashes.SHA256()).public_bytes(Encoding.DER)


__all__ = ["LONGEST", "certified_signer", "signed_sheet", "verify_paper"]
