"""A dispute on paper: what was disputed, by when it is answered and why, and the answer."""

from django.utils.translation import get_language, gettext

from cases.presentation import in_sentences
from employment.disputes.models import Dispute
from employment.disputes.receipts import answer_rows
from employment.disputes.selectors import appeal_by, explained_deadline
from portal.pdf import Sheet
from portal.ui.formats import civil_date


def dispute_pdf(dispute: Dispute, *, is_author: bool) -> bytes:
    """In the active language. What the author wrote is on the author's paper only."""
    sheet = Sheet(title=gettext("Disputed check"))
    office = dispute.office.name_en if get_language() == "en" else dispute.office.name_ru
    sheet.rows(
        [
            (gettext("Reference number"), dispute.reference),
            (gettext("State"), dispute.get_status_display()),
            (gettext("From"), dispute.get_side_display()),
            (gettext("What is wrong"), dispute.get_about_display()),
            (gettext("Sent on"), civil_date(dispute.opened_on)),
            (gettext("Answer by"), civil_date(dispute.decide_by)),
            (gettext("Office"), office),
        ]
    )
    sheet.heading(gettext("Why this date"))
    for step in explained_deadline(dispute).steps:
        sheet.paragraph(in_sentences(step))
    sheet.heading(gettext("The receipt") if dispute.check_receipt_id else gettext("The answer"))
    sheet.rows((row.key, row.value) for row in answer_rows(dispute))
    if is_author:
        sheet.heading(gettext("What is said"))
        sheet.paragraph(dispute.text)
    if dispute.decided_on:
        _decision(sheet, dispute)
    return sheet.as_bytes()


def _decision(sheet: Sheet, dispute: Dispute) -> None:
    sheet.heading(gettext("The decision"))
    sheet.paragraph(dispute.reason)
    sheet.rows(
        [(gettext("Decided on"), civil_date(dispute.decided_on)), (gettext("Appeal to a court until"), civil_date(appeal_by(dispute)))]
    )
    if dispute.was_wrong:
        sheet.rows([(gettext("What was wrong"), dispute.was_wrong), (gettext("The act that mends the data"), dispute.mended_by)])
