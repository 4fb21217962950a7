"""What must be attached to an application for a work patent (115-FZ art. 13.3 (2); MVD order 695 of 05.10.2020)."""

from django.utils.translation import gettext_lazy as _

from cases.procedures import RequiredDocument

_ARTICLE = _("Federal Law 115-FZ, art. 13.3, para. 2; MVD order 695 of 5 October 2020")
_LATE = _("Federal Law 115-FZ, art. 13.3, para. 2; Code of Administrative Offences, art. 18.20")
_EXAM = _("Federal Law 115-FZ, art. 15.1")


def required_documents(*, late: bool, exam: str | None) -> list[RequiredDocument]:
    """`late`: the 30 days are over. `exam`: how knowledge of Russian is shown ("certificate", "education", "exempt"), or None."""
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
                _("You apply later than 30 days after entry; the fine must be paid."),
                _("Federal Law 115-FZ, art. 13.3, para. 2; Code of Administrative Offences, art. 18.20"),
            )
        )
    return documents
