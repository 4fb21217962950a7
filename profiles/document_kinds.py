"""Kinds of documents that a profile keeps: what they are called, what a good copy shows, whether they expire."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DocumentKind:
    code: str
    name: Any
    hint: Any
    expires: bool = False  # the paper states a last day


_KINDS = (
    DocumentKind(
        "passport_scan",
        _("Passport"),
        _("The page with your photo, whole, with both lines at its bottom readable."),
        expires=True,
    ),
    DocumentKind(
        "passport_translation",
        _("Translation of the passport"),
        _("Into Russian, certified by a notary. All pages with the notary’s mark."),
    ),
    DocumentKind(
        "migration_card",
        _("Migration card"),
        _("The side with your name, the purpose of the visit and the border stamp."),
        expires=True,
    ),
    DocumentKind(
        "insurance_policy",
        _("Medical insurance policy"),
        _("A voluntary insurance policy, or a contract on paid medical care, valid in the region where you will work."),
        expires=True,
    ),
    DocumentKind(
        "medical_certificate",
        _("Medical certificate"),
        _("No drug use, no dangerous infections, and the certificate on HIV. All pages in one file, if you can."),
        expires=True,
    ),
    DocumentKind(
        "exam_certificate",
        _("Certificate of Russian, history and law"),
        _("The certificate of the exam, or another paper that stands for it, such as a school certificate."),
        expires=True,
    ),
    DocumentKind(
        "registration_notice",
        _("Notice of arrival"),
        _("The part of the notice with the mark of registration at the place of stay."),
        expires=True,
    ),
    DocumentKind("photo", _("Photo"), _("A colour photo for a document, 3 by 4 cm, face from the front, plain background.")),
    DocumentKind("fine_receipt", _("Receipt of a fine"), _("Proof that the fine for a late application has been paid.")),
    DocumentKind(
        "contract_copy",
        _("Copy of the employment contract"),
        _("All pages, with the names and signatures of both sides. A civil contract for work or services counts as well."),
    ),
    DocumentKind(
        "kinship_proof",
        _("Proof of kinship"),
        _("The child’s birth certificate with its translation into Russian, or the act by which you were appointed guardian."),
    ),
    DocumentKind(
        "ground_paper",
        _("Paper that shows your ground"),
        _("For example a marriage certificate, a birth certificate or a contract. With a translation, if it is not in Russian."),
    ),
    DocumentKind("other", _("Another document"), _("Anything else that an officer should see.")),
)
KINDS = {kind.code: kind for kind in _KINDS}


def kind_of(code: str) -> DocumentKind:
    """The kind; for a code that is no longer in use, one that is called "another document"."""
    return KINDS.get(code, KINDS["other"])


def choices() -> list[tuple[str, Any]]:
    return [(kind.code, kind.name) for kind in _KINDS]


__all__ = ["KINDS", "DocumentKind", "choices", "kind_of"]
