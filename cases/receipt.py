"""The receipt of an application: the paper that proves what was sent and when the answer is due."""

from django.utils.translation import get_language, gettext

from cases.models import Case, CaseVersion
from cases.presentation import in_sentences, shown_answers, stored_explanation
from cases.procedures import Procedure
from portal.legal import regions
from portal.pdf import Sheet
from portal.ui.formats import civil_date
from profiles.document_kinds import kind_of
from profiles.selectors import full_name, person_of


def receipt_pdf(case: Case, procedure: Procedure) -> bytes:
    """In the active language, from the version that was sent."""
    version = case.versions.order_by("number").last()
    assert version is not None  # a sent case has both: verify_invariants
    assert case.office is not None
    sheet = Sheet(title=gettext("Receipt of an application"))
    office = case.office.name_en if get_language() == "en" else case.office.name_ru
    sheet.rows(
        [
            (gettext("Reference number"), case.reference),
            (gettext("Application"), procedure.title),
            (gettext("Legal basis"), procedure.legal_basis),
            (gettext("Sent"), _moment(case)),
            (gettext("Accepted on"), civil_date(case.accepted_on)),
            (gettext("Office"), office),
            (gettext("Decision not later than"), civil_date(case.decide_by)),
        ]
    )
    sheet.heading(gettext("Why this date"))
    for step in stored_explanation(case).steps:
        sheet.paragraph(in_sentences(step))
    sheet.heading(gettext("Applicant"))
    person = version.person
    sheet.rows(
        [
            (gettext("Name"), " ".join(part for part in (person.get("family_name"), person.get("given_names")) if part)),
            (gettext("Number of the document"), person.get("document_number")),
        ]
    )
    if case.person.user_id is None:
        sheet.paragraph(gettext("Sent for the child by: %(name)s") % {"name": _sender(version)})
    sheet.heading(gettext("Answers"))
    sheet.rows((item.label, item.value) for item in shown_answers(procedure, version.answers))
    sheet.heading(gettext("Documents"))
    for item in version.documents:
        sheet.paragraph(f"• {kind_of(item['kind']).name}")
    return sheet.as_bytes()


def _sender(version: CaseVersion) -> str:
    """Who acted for the child when this version was sent."""
    sender = person_of(version.sent_by)
    return full_name(sender) if sender else ""


def _moment(case: Case) -> str:
    """The moment of sending as clocks of the office's region showed it."""
    assert case.office is not None
    assert case.submitted_at is not None
    local = case.submitted_at.astimezone(regions.region(case.office.region).zone)
    return f"{civil_date(local.date())}, {local:%H:%M} (UTC{local:%z})"
