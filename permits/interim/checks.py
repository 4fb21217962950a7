"""What officers see of the certificate: whether the application was in time, and whose word says so."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.models import Case
from cases.procedures import Check
from cases.selectors import applicant_as_sent
from permits.interim.grounds import is_known_through
from permits.interim.models import InterimCertificate, Right
from permits.interim.selectors import certificate_of, not_given
from portal.legal.wording import said

TITLE = _("Sent while the ground of stay lasted")


def in_time(case: Case) -> list[Check]:
    """Nothing for what follows no ground (a request for asylum) and for what was sent before there were certificates."""
    given = certificate_of(case)
    if given is not None:
        return [_given(given)] if given.follows_until or given.is_told else []
    reason = not_given(case)
    if reason is None:
        return []
    if reason.last_day is None:
        return [Check("in_time", TITLE, None, _("The last day of the stay is not known. The applicant got no certificate."))]
    words = gettext_noop("The last day that is known was %(day)s. The applicant got no certificate.")
    return [Check("in_time", TITLE, False, said(words, day=reason.last_day))]


def _given(certificate: InterimCertificate) -> Check:
    day = certificate.follows_until
    if not _is_told(certificate):
        return Check("in_time", TITLE, True, said(gettext_noop("By what the portal knows, through %(day)s."), day=day))
    words = gettext_noop(
        "Only the applicant says that the migration card allows the stay through %(day)s. Compare the copy of the card; a later day than "
        "the visa-free days give needs the mark of an extension."
    )
    return Check("in_time", TITLE, None, said(words, day=day))


def _is_told(certificate: InterimCertificate) -> bool:
    """Certificates from before they said it themselves rest on a told day where nothing that the portal knows lasts as long."""
    if certificate.is_told or certificate.right != Right.TEMPORARY_STAY:
        return certificate.is_told
    facts = applicant_as_sent(certificate.case)
    return facts.stay_until == certificate.follows_until and not is_known_through(
        certificate.follows_until, facts, on=certificate.begins_on
    )


__all__ = ["in_time"]
