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
from profiles.citizenships import WITHOUT_CARD

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
    return Check("in_time", TITLE, None, said(_whose_word(certificate), day=day))


def _whose_word(certificate: InterimCertificate) -> str:
    if certificate.right == Right.TOLD_ENTRY and applicant_as_sent(certificate.case).citizenship in WITHOUT_CARD:
        return gettext_noop(
            "By the day of entry that only the applicant names, the visa-free days last through %(day)s. Citizens of Belarus have no "
            "migration card and no border stamp: ask for a ticket, or for another paper that shows the day."
        )
    if certificate.right == Right.TOLD_ENTRY:
        return gettext_noop(
            "By the day of entry that only the applicant names, the visa-free days last through %(day)s. Compare the entry with the copy "
            "of the card and with the stamps."
        )
    if certificate.right == Right.TOLD_CONTRACT and certificate.follows_until is None:
        return gettext_noop("Only the applicant says that there is a contract of work without a last day. Ask for the contract.")
    if certificate.right == Right.TOLD_CONTRACT:
        return gettext_noop("Only the applicant says that there is a contract of work through %(day)s. Ask for the contract.")
    return gettext_noop(
        "Only the applicant says that the migration card allows the stay through %(day)s. Compare the copy of the card; a later day than "
        "the visa-free days give needs the mark of an extension."
    )


def _is_told(certificate: InterimCertificate) -> bool:
    """Certificates from before they said it themselves rest on a told day where nothing that the portal knows lasts as long."""
    if certificate.is_told or certificate.right != Right.TEMPORARY_STAY:
        return certificate.is_told
    facts = applicant_as_sent(certificate.case)
    return facts.stay_until == certificate.follows_until and not is_known_through(
        certificate.follows_until, facts, on=certificate.begins_on
    )


__all__ = ["in_time"]
