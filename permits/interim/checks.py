"""What officers see of the certificate: whether the application was in time, and whose word says so."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from cases.models import Case
from cases.procedures import Check
from permits.interim.models import InterimCertificate
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
    if not certificate.is_told:
        return Check("in_time", TITLE, True, said(gettext_noop("By what the portal knows, through %(day)s."), day=day))
    words = gettext_noop(
        "Only the applicant says that the migration card allows the stay through %(day)s. Compare the copy of the card; a later day than "
        "the visa-free days give needs the mark of an extension. The certificate says that this was not compared."
    )
    return Check("in_time", TITLE, None, said(words, day=day))


__all__ = ["in_time"]
