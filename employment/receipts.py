"""Receipts: the signed content of a check, and how anybody finds out later that it is genuine."""

import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from pypdf import PdfReader

from employment.models import PatentCheck, ShareCode
from employment.rules.numbers import canonical_number, new_number
from patents import professions
from patents.excerpt import Printed, printed
from portal import clock
from portal.legal import regions
from portal.pdf import Sheet
from portal.signing.errors import NotAccepted, Tampered, Unreadable
from portal.signing.jws import sign_jws, verify_jws
from portal.signing.keys import KeyRing, Signer
from portal.signing.paper import certified_signer, signed_sheet, verify_paper
from portal.ui.formats import civil_date

PURPOSE: Final = "receipt"
TYP: Final = "check-receipt+jws"
RULE: Final = "patents.validity/3"  # raised with every change of what "valid" means; a test asks for it


@dataclass(frozen=True)
class Answer:
    """`on` is the civil date it is about; `law` names the acts that it rests on."""

    result: str
    on: date
    law: tuple[str, ...]


def write(check: PatentCheck, *, question: dict[str, str], answer: Answer, by: Signer) -> None:
    """Number and sign the check; the caller stores it."""
    check.number = new_number("R", year=check.asked_at.year)
    organisation = check.organisation
    content = {
        "number": check.number,
        "asked_at": check.asked_at.isoformat(timespec="seconds"),
        "asked_by": {
            "name": organisation.name,
            "inn": organisation.inn,
            "kpp": organisation.kpp,
            "member": check.asked_by_id,
            **({"token": str(check.token.reference)} if check.token else {}),
        },
        "way": check.way,
        "question": question,
        "on": answer.on.isoformat(),
        "answer": {"result": answer.result, **(_shown(check.patent_id, answer.result) if check.consent_id and check.patent_id else {})},
        "rule": RULE,
        "law": list(answer.law),
    }
    check.document = sign_jws(content, PURPOSE, TYP, by=by)
    check.digest = hashlib.sha256(check.document.encode()).hexdigest()


def _shown(patent_id: int, result: str) -> dict[str, Any]:
    """What the consent lets the employer see, in Russian: the receipt is an official paper."""
    sheet = printed(patent_id)
    with translation.override("ru"):
        return {
            "name": sheet.name_ru,
            "name_latin": sheet.name_latin,
            "region": sheet.region,
            "region_name": str(regions.region(sheet.region).name),
            "profession": sheet.profession,
            "profession_name": professions.name(sheet.profession, "ru"),
            "valid_through": sheet.valid_through.isoformat() if sheet.valid_through else "",
            **({"conditions": _conditions(sheet)} if result == PatentCheck.Result.VALID else {}),
        }


def _conditions(sheet: Printed) -> dict[str, str]:
    """What a valid patent allows, in words, by language; the Russian words prevail. A patent that is not valid allows nothing."""
    words = {}
    for code in ("ru", "en"):
        with translation.override(code):
            place = regions.region(sheet.region).where
            allows = gettext("May work only %(where)s, only as: %(profession)s.")
            words[code] = allows % {"where": place, "profession": professions.name(sheet.profession)}
    return words


def content(check: PatentCheck) -> dict[str, Any]:
    """What the receipt says, once its signature was verified. Raises `NotAccepted`."""
    return verify(check.document)


def with_subjects(checks: Iterable[PatentCheck]) -> list[tuple[PatentCheck, str]]:
    """Each with whom or what it was about: the name that the consent showed, else series and number; empty where its signing key
    was withdrawn, so that nothing unproven is shown."""
    ring = KeyRing.of_the_portal()
    return [(check, _subject(check, ring)) for check in checks]


def _subject(check: PatentCheck, ring: KeyRing) -> str:
    try:
        said = verify_jws(check.document, PURPOSE, TYP, ring=ring)
    except NotAccepted:
        return ""
    return said["answer"].get("name") or " ".join(said["question"].values())


def verify(document: str) -> dict[str, Any]:
    """The content of a receipt that somebody holds. Raises `NotAccepted` and its kinds; begins from "not genuine"."""
    return verify_jws(document.strip(), PURPOSE, TYP)


def as_json(check: PatentCheck) -> str:
    """The receipt as a file that people can read and programs can prove: what it says, and the signed form (JWS) of the same."""
    told = {"receipt": content(check), "jws": check.document}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def verify_text(text: str) -> dict[str, Any]:
    """The content of a receipt that somebody holds as a JSON file or as the JWS in it. Of the file the words in sight must be those that
    were signed. Raises as `verify`."""
    text = text.strip().removeprefix("\ufeff")
    if not text.startswith("{"):
        return verify(text)  # no JWS begins with a brace
    try:
        told = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(told.get("jws"), str):
        raise Unreadable
    said = verify(told["jws"])
    if told.get("receipt") != said:
        raise Tampered
    return said


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two members of one name would show one thing to people and prove another."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Tampered
    return found


def verify_pdf(pdf: bytes) -> dict[str, Any]:
    """The content of a receipt that somebody holds as PDF: first that the sheet is ours as it is, to the last byte, then what the
    signed file in it says. Raises as `verify`."""
    verify_paper(pdf, PURPOSE)
    try:
        (document,) = [file for files in PdfReader(io.BytesIO(pdf)).attachments.values() for file in files]
    except ValueError as error:
        raise Unreadable from error  # another paper of this key
    return verify(document.decode())


def find_printed(number: str, digest: str) -> PatentCheck | None:
    """The receipt with this number and this fingerprint; None when either differs, so that a number alone tells nothing."""
    known = canonical_number("R", number)
    return PatentCheck.objects.filter(number=known, digest="".join(digest.split()).lower()).select_related("organisation").first()


def _moment(told: str) -> str:
    """A moment of a receipt as people read it, to the second, in Moscow time."""
    at = datetime.fromisoformat(told).astimezone(clock.MOSCOW)
    return f"{civil_date(at)}, {at:%H:%M:%S}, {gettext('Moscow time')}"


def _asked(question: dict[str, str]) -> str:
    """Series and number, or the consent by which it was asked and what that was given for."""
    if "consent" not in question:
        return " ".join(question.values())
    purpose = dict(ShareCode.Purpose.choices).get(question["purpose"], question["purpose"])
    return gettext("Consent %(number)s: %(purpose)s") % {"number": question["consent"], "purpose": purpose}


def _in_own_words(words: dict[str, str]) -> str:
    return words.get(get_language() or "ru") or words.get("ru", "")


def receipt_pdf(check: PatentCheck) -> bytes:
    """The receipt on paper, in the active language: signed as a whole (`portal.signing.paper`), with the signed file inside."""
    said = content(check)
    answer = said["answer"]
    sheet = Sheet(title=gettext("Receipt of a check"))
    sheet.rows(
        [
            (gettext("Number"), check.number),
            (gettext("Asked at"), _moment(said["asked_at"])),
            (gettext("Employer"), f"{said['asked_by']['name']}, {gettext('INN')} {said['asked_by']['inn']}"),
            (gettext("How"), check.get_way_display()),
            (gettext("Question"), _asked(said["question"])),
            (gettext("Answer for the day"), civil_date(check.on)),
            (gettext("Answer"), check.get_result_display()),
            (gettext("Name"), answer.get("name", "")),
            (gettext("Name in Latin letters"), answer.get("name_latin", "")),
            (gettext("Region"), str(regions.region(answer["region"]).name) if "region" in answer else ""),
            (gettext("Profession"), professions.name(answer["profession"]) if "profession" in answer else ""),
            (gettext("What it allows"), _in_own_words(answer.get("conditions", {}))),
            (gettext("Valid through"), civil_date(check.valid_through) if check.valid_through else ""),
            (gettext("Rule"), said["rule"]),
            (gettext("Law"), "; ".join(said["law"])),
            (gettext("Fingerprint (SHA-256)"), " ".join(check.digest[i : i + 8] for i in range(0, 64, 8))),
        ]
    )
    address = settings.SITE_URL.rstrip("/") + reverse("check_receipt")
    sheet.qr(
        f"{address}?number={check.number}&digest={check.digest}",
        caption=gettext("Verify this receipt: %(address)s") % {"address": address},
    )
    sheet.attach(check.document.encode(), name=f"receipt-{check.number}.jws", kind="application/jose", caption=gettext("Signed file (JWS)"))
    return signed_sheet(sheet, by=certified_signer(PURPOSE))


__all__ = [
    "Answer",
    "as_json",
    "content",
    "find_printed",
    "receipt_pdf",
    "verify",
    "verify_pdf",
    "verify_text",
    "with_subjects",
    "write",
]
