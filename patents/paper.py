"""The patent on paper: what it allows, for whom, until when, and a code that leads to the public check."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from patents import professions
from patents.models import Patent
from patents.selectors import holder_as_printed, profession_as_printed, validity
from portal.legal import regions
from portal.pdf import Sheet
from portal.ui.formats import civil_date
from portal.ui.templatetags.portal import step_value
from profiles.citizenships import name_of
from profiles.selectors import PersonFacts


def patent_pdf(patent: Patent, *, on: date) -> bytes:
    """In the active language. `on` is the civil date in the patent's region; the sheet says what was true on it.

    The holder is the person whom the sheet in force names: a name changed in the profile later is not the holder's."""
    person = holder_as_printed(patent)
    sheet = Sheet(title=gettext("Work patent"))
    sheet.rows([(gettext("Series and number"), f"{patent.series} {patent.number}"), *_holder(person), *_patent(patent)])
    answer = validity(patent, on=on)
    sheet.heading(gettext("Why this date"))
    for step in answer.steps:
        sheet.paragraph(" — ".join(str(part) for part in (step.text, step_value(step.aside), step.citation) if part))
    sheet.heading(gettext("Check this patent"))
    caption = gettext("Read the code with a phone, or open %(address)s and type series and number. The answer there is that of the day.")
    sheet.qr(check_address(patent), caption=caption % {"address": settings.SITE_URL.rstrip("/") + reverse("patent_check")})
    sheet.paragraph(
        gettext("Printed on %(day)s. Payments made later lengthen the patent; this sheet does not show them.") % {"day": civil_date(on)}
    )
    return sheet.as_bytes()


def check_address(patent: Patent) -> str:
    """The public check with series and number filled in."""
    query = urlencode({"series": patent.series, "number": patent.number})
    return f"{settings.SITE_URL.rstrip('/')}{reverse('patent_check')}?{query}"


def _holder(person: PersonFacts) -> list[tuple[object, object]]:
    return [
        (gettext("Name"), person.full_name),
        (gettext("Name in Russian letters"), person.full_name_ru),
        (gettext("Date of birth"), civil_date(person.birth_date)),
        (gettext("Citizenship"), name_of(person.citizenship) if person.citizenship else ""),
        (gettext("Number of the document"), person.document_number),
    ]


def _patent(patent: Patent) -> list[tuple[object, object]]:
    office = patent.case.office
    issuer = (office.name_en if get_language() == "en" else office.name_ru) if office else ""
    return [
        (gettext("Region"), regions.region(patent.region).name),
        (gettext("Profession"), professions.name(profession_as_printed(patent))),
        (gettext("Issued on"), civil_date(patent.issued_on)),
        (gettext("Paid through"), civil_date(patent.paid_through)),
        (gettext("Last possible day"), civil_date(patent.expires_on)),
        (gettext("Issued by"), issuer),
    ]
