"""EF.SOD, the seal of the chip: digests of all data groups, signed by a document signer (ICAO Doc 9303-10, 4.6.2; RFC 5652)."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar, Final

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from patents.card.tlv import inside, tlv

LDS_SECURITY_OBJECT: Final = "2.23.136.1.1.1"


class DataGroupHash(core.Sequence):
    _fields: ClassVar[Any] = [("number", core.Integer), ("hash", core.OctetString)]


class DataGroupHashes(core.SequenceOf):
    _child_spec = DataGroupHash


class LDSSecurityObject(core.Sequence):
    _fields: ClassVar[Any] = [("version", core.Integer), ("hash_algorithm", algos.DigestAlgorithm), ("hashes", DataGroupHashes)]


def sod(groups: dict[int, bytes], *, private_key: ec.EllipticCurvePrivateKey, certificate: bytes, at: datetime) -> bytes:
    """The signed file. The same groups, key and moment give the same bytes (RFC 6979)."""
    content = security_object(groups)
    signer = asn1_x509.Certificate.load(certificate)
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": [LDS_SECURITY_OBJECT]},
            {"type": "signing_time", "values": [cms.Time({"utc_time": at.replace(microsecond=0)})]},
            {"type": "message_digest", "values": [hashlib.sha256(content).digest()]},
        ]
    )
    signature = private_key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": signer.issuer, "serial_number": signer.serial_number}},
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signature,
    }
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": "sha256"}],
            "encap_content_info": {"content_type": LDS_SECURITY_OBJECT, "content": core.ParsableOctetString(content)},
            "certificates": [signer],
            "signer_infos": [info],
        }
    )
    return tlv("77", cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def security_object(groups: dict[int, bytes]) -> bytes:
    """SHA-256 of every data group, as the whole file stands on the chip."""
    rows = [{"number": number, "hash": hashlib.sha256(groups[number]).digest()} for number in sorted(groups)]
    built: bytes = LDSSecurityObject({"version": 0, "hash_algorithm": {"algorithm": "sha256"}, "hashes": rows}).dump()
    return built


def sealed_digests(sealed: bytes) -> dict[int, bytes]:
    """The digests in a SOD, by group. It verifies no signature: it is asked about files that we keep ourselves."""
    signed = cms.ContentInfo.load(inside(sealed, "77"))["content"]
    found = LDSSecurityObject.load(signed["encap_content_info"]["content"].native)
    return {row["number"]: row["hash"] for row in found["hashes"].native}
