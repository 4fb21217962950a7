"""The elementary files of the chip but its seal: ICAO Doc 9303-10, logical data structure 1.7."""

import struct
from typing import Any, ClassVar, Final

from asn1crypto import core

from patents.card import face
from patents.card.facts import CardFacts
from patents.card.mrz import td1
from patents.card.tlv import tlv

GROUP_TAGS: Final = {1: "61", 2: "75", 12: "6C", 13: "6D"}  # Doc 9303-10, table 32


def data_groups(facts: CardFacts, jpeg: bytes) -> dict[int, bytes]:
    """Data groups by number. Raises `ValueError` for a name that the machine-readable zone cannot hold."""
    return {1: dg1(mrz_lines(facts)), 2: dg2(jpeg, facts.sex), 12: dg12(facts), 13: dg13(facts)}


def mrz_lines(facts: CardFacts) -> tuple[str, str, str]:
    return td1(
        number=facts.series + facts.number,
        family_name=facts.family_name,
        given_names=facts.latin_given,
        birth_date=facts.birth_date,
        sex=facts.sex,
        citizenship=facts.citizenship,
        expires_on=facts.expires_on,
    )


def com(numbers: list[int]) -> bytes:
    """EF.COM: which version of the structure, and which groups are there."""
    present = b"".join(bytes.fromhex(GROUP_TAGS[number]) for number in sorted(numbers))
    return tlv("60", tlv("5F01", b"0107"), tlv("5F36", b"040000"), tlv("5C", present))


def dg1(lines: tuple[str, str, str]) -> bytes:
    """The machine-readable zone, its lines without breaks."""
    return tlv("61", tlv("5F1F", "".join(lines).encode("ascii")))


def dg2(jpeg: bytes, sex: str) -> bytes:
    """One face in a biometric information template (CBEFF patron format of ISO/IEC 7816-11)."""
    header = tlv(
        "A1",
        tlv("80", bytes.fromhex("0101")),  # version of the patron header
        tlv("81", bytes.fromhex("02")),  # facial features
        tlv("82", bytes.fromhex("00")),
        tlv("87", bytes.fromhex("0101")),  # format owner: ISO/IEC JTC 1/SC 37
        tlv("88", bytes.fromhex("0008")),  # format type: ISO/IEC 19794-5
    )
    template = tlv("7F60", header, tlv("5F2E", face_record(jpeg, sex)))
    return tlv("75", tlv("7F61", tlv("02", b"\x01"), template))


def face_record(jpeg: bytes, sex: str) -> bytes:
    """A facial record of ISO/IEC 19794-5:2005: header, facial information without feature points, image information, image."""
    image = struct.pack(">BBHHBBHH", 1, 0, face.WIDTH, face.HEIGHT, 1, 0, 0, 0)  # full frontal, JPEG, RGB
    gender = {"M": 1, "F": 2}.get(sex, 0)
    length = 20 + len(image) + len(jpeg)
    information = struct.pack(">IHBBB3sH3s3s", length, 0, gender, 0, 0, bytes(3), 0, bytes(3), bytes(3))
    return struct.pack(">4s4sIH", b"FAC\0", b"010\0", 14 + length, 1) + information + image + jpeg


def dg12(facts: CardFacts) -> bytes:
    """Who issued the document, and when."""
    authority, issued = tlv("5F19", facts.authority.encode()), tlv("5F26", f"{facts.issued_on:%Y%m%d}".encode())
    return tlv("6C", tlv("5C", bytes.fromhex("5F195F26")), authority, issued)


class PatentDetails(core.Sequence):
    """Our own content of DG13, in DER. Dates are YYYYMMDD, the last possible day included."""

    _fields: ClassVar[Any] = [
        ("version", core.Integer),
        ("series", core.NumericString),
        ("number", core.NumericString),
        ("region", core.NumericString),
        ("region_name", core.UTF8String),
        ("profession", core.UTF8String),
        ("issued_on", core.NumericString),
        ("expires_on", core.NumericString),
        ("holder", core.UTF8String),
        ("document_number", core.UTF8String),
        ("inn", core.NumericString, {"explicit": 0, "optional": True}),
    ]


def dg13(facts: CardFacts) -> bytes:
    """What a patent says beyond an ordinary document. `paid_through` is not here: a chip is not rewritten with each payment."""
    details = {
        "version": 0,
        "series": facts.series,
        "number": facts.number,
        "region": facts.region,
        "region_name": facts.region_name,
        "profession": facts.profession,
        "issued_on": f"{facts.issued_on:%Y%m%d}",
        "expires_on": f"{facts.expires_on:%Y%m%d}",
        "holder": " ".join(filter(None, (facts.family_name_ru, facts.russian_given))) or f"{facts.family_name} {facts.latin_given}".strip(),
        "document_number": facts.document_number,
    }
    return tlv("6D", PatentDetails(details | ({"inn": facts.inn} if facts.inn else {})).dump())
