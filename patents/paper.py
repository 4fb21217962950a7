"""The patent on paper: what it allows, for whom, until when, and the signed code that anybody can verify."""

from datetime import date
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from patents import professions
from patents.credential.issuing import credential_text
from patents.models import Patent
from patents.selectors import extending_order, holder_as_printed, last_possible_day, profession_as_printed, validity
from portal.legal import regions
from portal.legal.explained import Step
from portal.pdf import Sheet
from portal.ui.formats import civil_date
from portal.ui.templatetags.portal import step_value
from profiles.citizenships import name_of
from profiles.selectors import PersonFacts

CODE_WIDTH: Final = 50  # mm: squares of half a millimetre and more, also of the densest code
HEADING: Final = 12  # mm: its line and the space around it


def patent_pdf(patent: Patent, *, on: date) -> bytes:
    """In the active language. `on` is the civil date in the patent's region; the sheet says what was true on it.

    The holder is the person whom the sheet in force names: a name changed in the profile later is not the holder's."""
    person = holder_as_printed(patent)
    sheet = Sheet(title=gettext("Work patent"))
    sheet.rows([(gettext("Series and number"), f"{patent.series} {patent.number}"), *_holder(person), *_patent(patent)])
    answer = validity(patent, on=on)
    sheet.heading(gettext("Why this date"))
    for step in answer.steps:
        sheet.paragraph(_said(step))
    if patent.status == Patent.Status.ISSUED:
        if sheet.will_page_break(CODE_WIDTH + HEADING):
            sheet.add_page()  # the code and its heading stay together, and none of it is cut
        sheet.heading(gettext("Check this patent"))
        sheet.qr(credential_text(patent), caption=f"{_how_to_check()}\n\n{_printed(on)}", width=CODE_WIDTH)
    else:
        sheet.paragraph(_printed(on))
    return sheet.as_bytes()


def _said(step: Step) -> str:
    """One step as a sentence: what it says, its value, and the act in brackets."""
    value = step_value(step.aside)
    text = str(step.text)
    words = f"{text.rstrip('.')}: {value}" if value else text
    return f"{words} ({step.citation})" if step.citation else words


def _printed(on: date) -> str:
    words = gettext("Printed on %(day)s. Payments made later lengthen the patent; this sheet does not show them.")
    return words % {"day": civil_date(on)}


def _how_to_check() -> str:
    site = settings.SITE_URL.rstrip("/")
    words = gettext(
        "This code is signed and can be verified without network at %(code_address)s. Or open %(address)s and type series and number: "
        "the answer there is that of the day."
    )
    return words % {"code_address": site + reverse("credential_check"), "address": site + reverse("patent_check")}


def _holder(person: PersonFacts) -> list[tuple[object, object]]:
    return [
        (gettext("Name"), person.full_name),
        (gettext("Name in Russian letters"), person.full_name_ru),
        (gettext("Date of birth"), civil_date(person.birth_date)),
        (gettext("Citizenship"), name_of(person.citizenship) if person.citizenship else ""),
        (gettext("Number of the document"), person.document_number),
        *([(gettext("INN"), person.inn)] if person.inn else []),
    ]


def _patent(patent: Patent) -> list[tuple[object, object]]:
    office = patent.case.office
    issuer = (office.name_en if get_language() == "en" else office.name_ru) if office else ""
    return [
        (gettext("Region"), regions.region(patent.region).name),
        (gettext("Profession"), professions.name(profession_as_printed(patent))),
        (gettext("Issued on"), civil_date(patent.issued_on)),
        *([(gettext("Valid from"), civil_date(patent.begins_on))] if patent.begins_on != patent.issued_on else []),
        (gettext("Paid through"), civil_date(patent.paid_through)),
        *_extended(patent),
        (gettext("Last possible day"), civil_date(last_possible_day(patent))),
        (gettext("Issued by"), issuer),
    ]


def _extended(patent: Patent) -> list[tuple[object, object]]:
    """The later day and the order that gives it."""
    order = extending_order(patent)
    if order is None:
        return []
    return [(gettext("Valid through, by an extension order"), f"{civil_date(patent.valid_through)} ({order.number}: {order.source})")]
