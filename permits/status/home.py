"""What the home page says of the status: one line and the way to the page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from permits.status.presentation import shown_duties
from permits.status.reading import status_of
from permits.status.rules.values import State
from portal.accounts.permissions import is_applicant
from portal.ui.home import HomeSection
from profiles.models import Person
from profiles.selectors import person_of


def today(request: HttpRequest) -> HomeSection | None:
    """Nothing before the person has told the citizenship."""
    person = _person(request)
    if person is None or not person.citizenship:
        return None
    status = status_of(person).status
    open_duties = status.open_duties()
    missed = [duty for duty in open_duties if duty.state(status.on) == State.LATE]
    following = [duty for duty in open_duties if duty not in missed][:1]
    # The box of the patent, just above, says the same sentence already.
    is_said = status.ground is not None and status.ground.code == "patent"
    shown: dict[str, Any] = {
        "status": status,
        "missed": shown_duties(missed, on=status.on),
        "next": shown_duties(following, on=status.on),
        "is_said": is_said,
    }
    return HomeSection("permits/home/status.html", shown, "" if is_said else _("What am I today"))


def not_told_yet(request: HttpRequest) -> HomeSection | None:
    """What the page will answer, and the way to its questions, for who has not told the citizenship."""
    person = _person(request)
    if not is_applicant(request.user) or (person is not None and person.citizenship):
        return None
    return HomeSection("permits/home/status_unknown.html", {}, _("What am I today"))


def _person(request: HttpRequest) -> Person | None:
    """Read once for both parts of the page; None for staff and before the profile is opened."""
    if not hasattr(request, "_person_of_status"):
        found = person_of(request.user) if is_applicant(request.user) else None
        request._person_of_status = found  # type: ignore[attr-defined]
    person: Person | None = request._person_of_status  # type: ignore[attr-defined]
    return person
