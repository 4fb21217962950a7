"""The picture of a worker that a check by code shows, on the page and to programs."""

from employment.models import Organisation, PatentCheck
from patents.excerpt import photo_as_sent
from portal import clock
from profiles.models import Document


def photo_of(check: PatentCheck) -> Document | None:
    """The picture sent with the application, while the consent lasts and the employer is not suspended. Whoever shows it records it."""
    if check.organisation.status != Organisation.Status.CONFIRMED:
        return None
    if check.consent is None or check.patent_id is None or not check.consent.is_open(clock.today()):
        return None
    return photo_as_sent(check.patent_id)


__all__ = ["photo_of"]
