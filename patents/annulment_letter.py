"""The act of an annulment on paper, with everything that an appeal needs, and all that its page says."""

from django.utils.translation import get_language, gettext, ngettext

from patents.models import Annulment
from patents.rules.annulment import OWN_REQUEST, ground_of
from patents.selectors import holder_as_printed, later_patents
from portal.pdf import Sheet
from portal.ui.formats import civil_date


def annulment_pdf(annulment: Annulment) -> bytes:
    """In the active language."""
    own_request = annulment.ground == OWN_REQUEST
    sheet = Sheet(title=gettext("Your patent was ended at your request") if own_request else gettext("Your patent was annulled"))
    ground = ground_of(annulment.ground)
    sheet.rows(
        [
            (gettext("Series and number"), str(annulment.patent)),
            (gettext("Name"), holder_as_printed(annulment.patent).full_name),
            (gettext("Not valid from"), civil_date(annulment.annulled_on)),
            (gettext("Ground"), ground.title if ground else annulment.ground),
            (gettext("Article"), gettext(annulment.article)),
        ]
    )
    fact = gettext("The patent is not valid from %(day)s, that day included. From that day you may not work under it.")
    sheet.paragraph(fact % {"day": civil_date(annulment.annulled_on)})
    sheet.heading(gettext("Why"))
    if ground:
        sheet.paragraph(str(ground.plain))
    sheet.paragraph(annulment.reason)
    _others(sheet, annulment)
    _what_remains(sheet, annulment)
    return sheet.as_bytes()


def _others(sheet: Sheet, annulment: Annulment) -> None:
    """What becomes of the patents that follow this one by reissue."""
    for following in later_patents(annulment.patent):
        sheet.heading(gettext("Your next patent, %(number)s") % {"number": following})
        sheet.paragraph(gettext("It stays. Its page says what to pay and from which day you may work under it."))
        if annulment.later_reason:
            sheet.paragraph(annulment.later_reason)
    along = [str(one.patent) for one in annulment.took_along.select_related("patent").order_by("pk")]
    if along:
        words = ngettext(
            "By the same decision the patent that follows was annulled: %(numbers)s.",
            "By the same decision the patents that follow were annulled: %(numbers)s.",
            len(along),
        )
        sheet.paragraph(words % {"numbers": ", ".join(along)})


def _what_remains(sheet: Sheet, annulment: Annulment) -> None:
    office = annulment.patent.case.office
    assert office is not None  # a granted case has its office: a constraint
    sheet.heading(gettext("What you can do"))
    if annulment.appeal_by:
        last = gettext("Appeal to a court until %(last)s, or complain to the head of the migration authority of the region.")
        sheet.paragraph(last % {"last": civil_date(annulment.appeal_by)})
    sheet.paragraph(gettext("Tell your employer: work under this patent must stop."))
    sheet.paragraph(
        gettext("To work again, apply for a new patent. On some grounds the law makes you wait first: the application says until when.")
    )
    sheet.paragraph(gettext("The patent also lengthened your stay. Ask the office until when you may stay now."))
    sheet.heading(gettext("Where to complain and whom to ask"))
    english = get_language() == "en"
    sheet.paragraph(office.name_en if english else office.name_ru)
    sheet.paragraph(" · ".join(filter(None, (office.address_en if english else office.address_ru, office.phone))))
    sheet.paragraph(f"{gettext('Say this number when you call or write:')} {annulment.patent.case.reference}")


__all__ = ["annulment_pdf"]
