"""The package of one card, as a bureau takes it: the chip's files, both faces for print, and a manifest."""

import hashlib
import json

from patents.card.errors import FilesWouldDiffer, NameNotWritable, SignatureWithdrawn
from patents.card.face import face_of
from patents.card.facts import CardFacts, card_facts
from patents.card.groups import com, data_groups
from patents.card.models import Card
from patents.card.printing import faces_pdf
from patents.card.sod import sealed_digests
from patents.credential import fields
from portal.signing.certificates import withdrawn_serials
from portal.signing.cose import verify_cwt
from portal.signing.errors import NotAccepted
from portal.signing.models import SigningKey
from portal.signing.text import to_message


def chip_files(facts: CardFacts, jpeg: bytes) -> dict[int, bytes]:
    """Data groups by number. Raises `NameNotWritable`."""
    try:
        return data_groups(facts, jpeg)
    except ValueError as error:
        raise NameNotWritable from error


def package(card: Card) -> dict[str, bytes]:
    """File name to content, the same bytes each time it is asked: seal and code are the recorded ones, all else follows from the case.

    Raises `FilesWouldDiffer` when what is on the card today would not fit its seal, `SignatureWithdrawn` when nobody would accept it."""
    assert card.sod is not None  # a personalised card is whole: a constraint
    assert card.personalised_at is not None
    printed = _code(card)
    facts, jpeg = card_facts(card.patent), face_of(card.patent)
    groups, seal = chip_files(facts, jpeg), bytes(card.sod)
    if {number: hashlib.sha256(group).digest() for number, group in groups.items()} != sealed_digests(seal):
        raise FilesWouldDiffer
    files = {"EF.COM": com(list(groups)), **{f"EF.DG{number}": group for number, group in groups.items()}, "EF.SOD": seal}
    files["card.pdf"] = faces_pdf(facts, jpeg, blank=card.blank, at=card.personalised_at, code=card.code, paid_through=printed.paid_through)
    return {**files, "manifest.json": _manifest(card, files)}


def _code(card: Card) -> fields.Content:
    """What the recorded code says. A card that was made before cards had one is not made again."""
    if not card.code:
        raise FilesWouldDiffer
    if card.signer_serial in withdrawn_serials():
        raise SignatureWithdrawn
    try:
        return fields.read(verify_cwt(to_message(card.code), SigningKey.Purpose.CREDENTIAL))[0]
    except NotAccepted as error:
        raise SignatureWithdrawn from error


def folder_name(card: Card) -> str:
    """By the numbers of patent and blank, so that no name of a person stands in a path."""
    return f"{card.patent.series}-{card.patent.number}_{card.blank_series}-{card.blank_number}"


def _manifest(card: Card, files: dict[str, bytes]) -> bytes:
    assert card.personalised_at is not None
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    said = {
        "patent": f"{card.patent.series} {card.patent.number}",
        "blank": card.blank,
        "personalised_at": card.personalised_at.isoformat(timespec="seconds"),
        "signer_certificate": card.signer_serial,
        "sha256": digests,
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode() + b"\n"
