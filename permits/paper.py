"""The permit on paper: both of its days, the order that moved one, and the signed code that anybody can verify."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from cases.presentation import in_sentences
from permits.extensions.selectors import standing_extension, why_this_day
from permits.models import Permit
from permits.proof.credential import credential_text
from permits.selectors import holder_as_printed
from portal.legal import regions
from portal.pdf import Sheet
from portal.ui.formats import civil_date
from profiles.citizenships import name_of


def permit_pdf(permit: Permit, *, on: date) -> bytes:
    """In the active language. `on` is the civil date in the permit's region; the sheet says what was true on it."""
    sheet = Sheet(title=capfirst(permit.get_kind_display()))
    sheet.rows(_facts(permit))
    reckoning, extension = why_this_day(permit), standing_extension(permit)
    if extension is not None:
        sheet.heading(gettext("Extended by an order"))
        sheet.paragraph(", ".join(part for part in (extension.order.number, extension.order.source) if part))
    if reckoning is not None:
        sheet.heading(gettext("Why this date"))
        for step in reckoning.answer.steps:
            sheet.paragraph(in_sentences(step))
    if permit.status == Permit.Status.IN_FORCE:
        sheet.heading(gettext("Check this document"))
        sheet.qr(credential_text(permit), caption=_how_to_check(), width=60)
    sheet.paragraph(gettext("Printed on %(day)s. It shows what was true on that day.") % {"day": civil_date(on)})
    return sheet.as_bytes()


def _how_to_check() -> str:
    site = settings.SITE_URL.rstrip("/")
    words = gettext(
        "This code is signed; anybody can verify it at %(code_address)s. Or open %(address)s and type series and number: "
        "the answer there is that of the day."
    )
    return words % {"code_address": site + reverse("credential_check"), "address": site + reverse("permit_check")}


def _facts(permit: Permit) -> list[tuple[object, object]]:
    return [
        (gettext("Series and number"), f"{permit.series} {permit.number}".strip()),
        (gettext("Name"), holder_as_printed(permit).full_name),
        (gettext("Citizenship"), name_of(permit.citizenship)),
        (gettext("Region"), regions.region(permit.region).name if regions.exists(permit.region) else permit.region),
        (gettext("Issued on"), civil_date(permit.issued_on)),
        (gettext("Valid until, as the document says"), civil_date(permit.valid_until_stated)),
        (gettext("Valid until, as the law has it today"), civil_date(permit.valid_until)),
    ]
