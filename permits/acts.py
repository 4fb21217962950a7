"""What the holder of a permit can do with it today, and from which day the rest: the list on the permit's page."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from permits.addresses import address_of
from permits.models import Permit
from permits.procedures.permanent_residence import window_of
from permits.rules import asylum
from permits.rules.replacement import REPLACEABLE
from permits.standing import standing_on
from permits.yearly.selectors import open_years
from portal.euphony import well_said
from portal.legal import services as legal
from portal.legal.errors import MissingLegalParameter
from portal.ui.formats import civil_date, countdown
from profiles.acting import children_in_care

_RENEWALS: Final = {
    Permit.Kind.TEMPORARY_ASYLUM: "temporary-asylum-extension",
    Permit.Kind.REFUGEE_CERTIFICATE: "refugee-extension",
}


@dataclass(frozen=True)
class Act:
    """`url` is empty while the act is not possible; `note` says when it is, or what for."""

    title: Any
    note: str
    url: str = ""


def acts(permit: Permit, *, on: date) -> list[Act]:
    """On a civil date of the permit's region; nothing for one that is not in force."""
    if standing_on(permit, on) != "valid":
        return []
    found = [
        _yearly(permit, on),
        _residence(permit, on),
        _for_child(permit),
        _renewal(permit, on),
        _longer(permit, on),
        _transfer(permit),
        _new_document(permit),
    ]
    return [act for act in found if act]


def _yearly(permit: Permit, on: date) -> Act | None:
    waiting = open_years(permit, on=on)
    if not waiting:
        return None
    last, day = waiting[0].last, civil_date(waiting[0].last)
    note = _("The last day was %(day)s. Send it now: it is taken all the same, and marked as late.") % {"day": day}
    if on <= last:
        note = _("Not later than %(day)s (%(left)s).") % {"day": day, "left": countdown(last, on)}
    return Act(_("Yearly notice of residence"), note, reverse("yearly:notice", args=address_of(permit)))


def _residence(permit: Permit, on: date) -> Act | None:
    """The way from the temporary permit to the permanent one."""
    if permit.kind != Permit.Kind.TEMPORARY_RESIDENCE or permit.valid_until is None:
        return None
    try:
        with legal.only_asking():
            open_days = window_of(permit, on=on)
    except MissingLegalParameter:
        return None
    title, first, last = _("Apply for a residence permit (VNZh)"), open_days.first.value, open_days.last.value
    if on < first:
        return Act(title, well_said(_("From %(first)s until %(last)s.") % {"first": civil_date(first), "last": civil_date(last)}))
    if on > last:
        return Act(title, _("The last day was %(last)s. Ask the office what you can do.") % {"last": civil_date(last)})
    return Act(
        title,
        _("Not later than %(day)s (%(left)s).") % {"day": civil_date(last), "left": countdown(last, on)},
        _start("permanent-residence"),
    )


def _for_child(permit: Permit) -> Act | None:
    """A parent's permit is the ground of the child's."""
    if permit.kind != Permit.Kind.TEMPORARY_RESIDENCE or not children_in_care(permit.person_id):
        return None
    note = _("The child lives here as long as you do on yours. Not needed for a child that has a document of its own.")
    return Act(_("Apply for your child’s temporary residence permit (RVP)"), note, _start("temporary-residence"))


def _renewal(permit: Permit, on: date) -> Act | None:
    code = _RENEWALS.get(permit.kind)  # type: ignore[call-overload]  # the column holds the kind as text
    if code is None or permit.valid_until is None:
        return None
    try:
        with legal.only_asking():
            earliest = legal.term("permits.asylum_renewal_earliest", on=on)
    except MissingLegalParameter:
        return None
    title, first = _("Extend it"), asylum.renewal_opens(valid_until=permit.valid_until, earliest=earliest)
    if on < first:
        return Act(
            title, well_said(_("From %(first)s until %(last)s.") % {"first": civil_date(first), "last": civil_date(permit.valid_until)})
        )
    left = countdown(permit.valid_until, on)
    return Act(title, _("Not later than %(day)s (%(left)s).") % {"day": civil_date(permit.valid_until), "left": left}, _start(code))


def _longer(permit: Permit, on: date) -> Act | None:
    if permit.kind != Permit.Kind.TEMPORARY_STAY or permit.valid_until is None or permit.follows_id:
        return None
    left = countdown(permit.valid_until, on)
    note = _("If a ground for staying goes on. Apply before %(day)s is over (%(left)s).") % {
        "day": civil_date(permit.valid_until),
        "left": left,
    }
    return Act(_("Extend the stay once more"), note, _start("temporary-stay"))


def _transfer(permit: Permit) -> Act | None:
    if permit.kind != Permit.Kind.STUDY_RESIDENCE:
        return None
    return Act(_("Take it to another university"), _("If you move to study elsewhere."), _start("study-residence-transfer"))


def _new_document(permit: Permit) -> Act | None:
    if permit.kind not in REPLACEABLE:
        return None
    note = _("If it is lost or damaged, or your name or passport has changed. Its last day stays.")
    return Act(_("Get a new document in its place"), note, _start("permit-replacement"))


def _start(code: str) -> str:
    return reverse("cases:start", args=[code])


__all__ = ["Act", "acts"]
