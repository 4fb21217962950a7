"""The certificate on paper: what continues, for whom, how long this code can be checked, and how."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from cases.procedures import procedure
from cases.selectors import applicant_as_sent
from permits.interim.issuing import code_text
from permits.interim.models import InterimCertificate, Right
from permits.interim.selectors import latest_term
from portal.legal import regions
from portal.pdf import Sheet
from portal.ui.formats import civil_date
from profiles.citizenships import WITHOUT_CARD, name_of


def certificate_pdf(certificate: InterimCertificate, *, on: date) -> bytes:
    """In the active language. `on` is the civil date in the region. Raises `CertificateEnded`."""
    code, person, until = code_text(certificate), applicant_as_sent(certificate.case), latest_term(certificate).valid_until
    sheet = Sheet(title=gettext("Rights continue until the decision"))
    sheet.rows([
        (gettext("Certificate"), certificate.number),
        (gettext("Name"), person.full_name),
        (gettext("Name in Russian letters"), person.full_name_ru),
        (gettext("Date of birth"), civil_date(person.birth_date)),
        (gettext("Citizenship"), name_of(person.citizenship) if person.citizenship else ""),
        (gettext("Number of the document"), person.document_number),
        (gettext("What continues"), certificate.get_right_display()),
        (gettext("Region"), regions.region(certificate.region).name),
        (gettext("Valid from"), civil_date(certificate.begins_on)),
        (gettext("Valid until"), gettext("the decision on the application")),
        (gettext("Given by"), _office(certificate)),
    ])  # fmt: skip
    sheet.heading(gettext("What it rests on"))
    sheet.paragraph(_why(certificate))
    sheet.heading(gettext("Check this certificate"))
    sheet.qr(code, caption=_how_to_check(until), width=60)
    sheet.paragraph(gettext("Printed on %(day)s.") % {"day": civil_date(on)})
    return sheet.as_bytes()


def _why(certificate: InterimCertificate) -> str:
    """A request for asylum is nobody's business but the person's and the office's: the paper does not name it."""
    sent = civil_date(certificate.begins_on)
    if certificate.follows_until is None and not certificate.is_told:
        return gettext("The application was received on %(sent)s and is being considered.") % {"sent": sent}
    words = _whose_word(certificate)
    return words % {"what": procedure(certificate.case.procedure).title, "sent": sent, "last": civil_date(certificate.follows_until)}


def _whose_word(certificate: InterimCertificate) -> str:
    if certificate.right == Right.TOLD_STAY:
        return gettext(
            "The application (%(what)s) was sent on %(sent)s. The holder says that the migration card allows the stay through "
            "%(last)s; nobody had compared this with the card then. Whoever checks the certificate looks at the migration card too."
        )
    if certificate.right == Right.TOLD_ENTRY and applicant_as_sent(certificate.case).citizenship in WITHOUT_CARD:
        return gettext(
            "The application (%(what)s) was sent on %(sent)s. By the day of entry that the holder named, the visa-free days last through "
            "%(last)s; nobody had compared that day with anything then. Citizens of Belarus have no migration card and no border stamp: "
            "a ticket, or another paper, can show the day."
        )
    if certificate.right == Right.TOLD_ENTRY:
        return gettext(
            "The application (%(what)s) was sent on %(sent)s. By the day of entry that the holder named, the visa-free days last through "
            "%(last)s; nobody had compared this with the card then. Whoever checks the certificate looks at the migration card too."
        )
    if certificate.right == Right.TOLD_CONTRACT and certificate.follows_until is None:
        return gettext(
            "The application (%(what)s) was sent on %(sent)s. The holder, a citizen of the Eurasian Economic Union, says that there is a "
            "contract of work without a last day; nobody had seen it then. Whoever checks the certificate looks at the contract too."
        )
    if certificate.right == Right.TOLD_CONTRACT:
        return gettext(
            "The application (%(what)s) was sent on %(sent)s. The holder, a citizen of the Eurasian Economic Union, says that there is a "
            "contract of work through %(last)s; nobody had seen it then. Whoever checks the certificate looks at the contract too."
        )
    return gettext("The application (%(what)s) was sent on %(sent)s, not later than the last day of the ground of stay, %(last)s.")


def _how_to_check(until: date) -> str:
    words = gettext(
        "This code is signed. Check it at %(address)s: the answer there also knows whether a decision has come. The code can be checked "
        "until %(day)s; if the decision takes longer, print the certificate again: the new code names a new day."
    )
    return words % {"address": settings.SITE_URL.rstrip("/") + reverse("credential_check"), "day": civil_date(until)}


def _office(certificate: InterimCertificate) -> str:
    office = certificate.case.office
    return (office.name_en if get_language() == "en" else office.name_ru) if office else ""
