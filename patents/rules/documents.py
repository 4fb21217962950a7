"""What must be attached to an application for a work patent (115-FZ art. 13.3 (2); MVD order 695 of 05.10.2020)."""

from django.utils.translation import gettext_lazy as _

from cases.procedures import RequiredDocument

_ARTICLE = _("Federal Law 115-FZ, art. 13.3, para. 2; MVD order 695 of 5 October 2020")
_LATE = _("Federal Law 115-FZ, art. 13.3, para. 2; Code of Administrative Offences, art. 18.20")
_REISSUE = _("Federal Law 115-FZ, art. 13.3, para. 8; MVD order 695 of 5 October 2020")
_ORDER = _("MVD order 695 of 5 October 2020")
_EXAM = _("Federal Law 115-FZ, art. 15.1")


def required_documents(*, late: bool, exam: str | None) -> list[RequiredDocument]:
    """`late`: the days for applying are over. `exam`: how knowledge of Russian is shown ("certificate", "education", "exempt"), or None."""
    documents = [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), _ARTICLE),
        RequiredDocument(
            "passport_translation", _("The officer reads your passport in Russian. The translation is certified by a notary."), _ARTICLE
        ),
        RequiredDocument("migration_card", _("It shows when and for what purpose you entered."), _ARTICLE),
        RequiredDocument("registration_notice", _("It shows where you are registered. The host party gave you this slip."), _ARTICLE),
        RequiredDocument("insurance_policy", _("Medical care must be paid for in the region where you will work."), _ARTICLE),
        RequiredDocument(
            "medical_certificate", _("It shows that you use no drugs and have no dangerous infections, HIV included."), _ARTICLE
        ),
        RequiredDocument("photo", _("It is printed on the patent. 3 by 4 cm, face from the front, no older than six months."), _ARTICLE),
    ]
    if exam in (None, "certificate"):
        documents.append(RequiredDocument("exam_certificate", _("It shows that you know Russian, history and the basics of law."), _EXAM))
    elif exam == "education":
        documents.append(RequiredDocument("exam_certificate", _("Your school document: it stands in place of the exam."), _EXAM))
    if late:
        documents.append(
            RequiredDocument(
                "fine_receipt",
                _("You apply after the days that the law gives for it; the fine must be paid."),
                _("Federal Law 115-FZ, art. 13.3, para. 2; Code of Administrative Offences, art. 18.20"),
            )
        )
    return documents


def reissue_documents(*, exam: str | None, contract_known: bool = False) -> list[RequiredDocument]:
    """For the next term. Payments are known to the portal and not asked for; nor is the contract, once it was sent."""
    documents = [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), _REISSUE),
        RequiredDocument("insurance_policy", _("Medical care must be paid for in the region where you will work."), _REISSUE),
        RequiredDocument(
            "medical_certificate", _("It shows that you use no drugs and have no dangerous infections, HIV included."), _REISSUE
        ),
    ]
    if not contract_known:
        documents.append(RequiredDocument("contract_copy", _("It shows for whom you work."), _REISSUE))
    if exam in (None, "certificate"):
        documents.append(RequiredDocument("exam_certificate", _("It shows that you know Russian, history and the basics of law."), _EXAM))
    elif exam == "education":
        documents.append(RequiredDocument("exam_certificate", _("Your school document: it stands in place of the exam."), _EXAM))
    return documents


def identity_documents() -> list[RequiredDocument]:
    """What a duplicate asks for: who you are. The list is not settled by an act that we know, so it is the shortest one."""
    return [
        RequiredDocument("passport_scan", _("It shows who you are. The page with the photograph and the two lines of signs."), _ORDER),
    ]


def changed_documents(*, profession_only: bool) -> list[RequiredDocument]:
    """A changed profession is only told; a changed name or document is shown."""
    if profession_only:
        return identity_documents()
    translation = _("The officer reads your passport in Russian. The translation is certified by a notary.")
    return [*identity_documents(), RequiredDocument("passport_translation", translation, _ORDER)]
