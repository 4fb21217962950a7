"""The act of an annulment on paper, with everything that an appeal needs."""

from django.utils.translation import get_language, gettext

from patents.models import Annulment
from patents.rules.annulment import ground_of
from patents.selectors import holder_as_printed, later_patents
from portal.pdf import Sheet
from portal.ui.formats import civil_date


def annulment_pdf(annulment: Annulment) -> bytes:
    """In the active language."""
    patent, ground = annulment.patent, ground_of(annulment.ground)
    office = patent.case.office
    assert office is not None  # a granted case has its office: a constraint
    english = get_language() == "en"
    sheet = Sheet(title=gettext("Your patent was annulled"))
    sheet.rows(
        [
            (gettext("Series and number"), str(patent)),
            (gettext("Name"), holder_as_printed(patent).full_name),
            (gettext("Not valid from"), civil_date(annulment.annulled_on)),
            (gettext("Ground"), ground.title if ground else annulment.ground),
            (gettext("Article"), gettext(annulment.article)),
            (gettext("Office"), office.name_en if english else office.name_ru),
        ]
    )
    sheet.heading(gettext("Why"))
    if ground:
        sheet.paragraph(str(ground.plain))
    sheet.paragraph(annulment.reason)
    for following in later_patents(patent):
        sheet.heading(gettext("Your next patent, %(number)s") % {"number": following})
        sheet.paragraph(gettext("It stays. Its page says what to pay and from which day you may work under it."))
        if annulment.later_reason:
            sheet.paragraph(annulment.later_reason)
    if annulment.appeal_by:
        sheet.heading(gettext("What you can do"))
        last = gettext("Appeal to a court until %(last)s, or complain to the head of the migration authority of the region.")
        sheet.paragraph(last % {"last": civil_date(annulment.appeal_by)})
        sheet.paragraph(" · ".join(filter(None, (office.address_en if english else office.address_ru, office.phone))))
    return sheet.as_bytes()
