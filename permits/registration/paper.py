"""The detachable part of a notice of arrival: what the guest carries."""

from django.utils.translation import gettext

from permits.registration.models import ArrivalNotice
from permits.registration.next_steps import steps_of
from portal.legal import regions
from portal.pdf import Sheet
from portal.ui.formats import civil_date
from profiles.citizenships import name_of


def registration_pdf(notice: ArrivalNotice) -> bytes:
    """In the active language, from the notice and its permit."""
    permit = notice.permit
    assert permit is not None  # asked for by the door
    sheet = Sheet(title=gettext("Registration at the place of stay"))
    sheet.rows(
        [
            (gettext("Number"), f"{permit.series} {permit.number}"),
            (gettext("Notice of arrival"), notice.number),
            (gettext("Family name"), notice.family_name),
            (gettext("Given names"), notice.given_names),
            (gettext("Date of birth"), civil_date(notice.birth_date)),
            (gettext("Citizenship"), name_of(notice.citizenship)),
            (gettext("Number of the document"), notice.document_number),
            (gettext("Arrived on"), civil_date(notice.arrived_on)),
            (gettext("Region"), regions.region(notice.region).name),
            (gettext("Address"), notice.address),
            (gettext("Host"), f"{notice.host.name}, {gettext('INN')} {notice.host.inn}"),
            (gettext("Registered from"), civil_date(permit.issued_on)),
            (gettext("Registered through"), civil_date(permit.valid_until)),
            (gettext("State"), notice.get_status_display()),
            (gettext("Ended on"), civil_date(notice.ended_on)),
        ]
    )
    if next_steps := steps_of(notice):
        sheet.heading(gettext("What to do, and by when"))
        for sentence in next_steps.sentences:
            sheet.paragraph(sentence)
    return sheet.as_bytes()
