"""Who hears of what officers do with a permit by hand: its holder."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from permits.addresses import address_of
from permits.desk.events import EndingDecided, EndingReturned
from permits.desk.models import PaperEntry, PermitEnding
from permits.desk.selectors import office_for
from permits.events import PermitEntered
from permits.models import Permit
from permits.rules.ending import ENTERED_IN_ERROR, ground_of
from permits.selectors import entry_of
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name

# Mail is read by others too: it does not say that somebody was given asylum.
PROTECTED: Final = frozenset({Permit.Kind.TEMPORARY_ASYLUM, Permit.Kind.REFUGEE_CERTIFICATE})


@announces(PermitEntered)
def entered(event: Event) -> Iterable[Notice]:
    """A document that was entered by a page, not by what makes the demonstration."""
    entry = PaperEntry.objects.select_related("permit__person", "office").filter(permit=event.subject_id).first()
    if entry is None:
        return
    permit = entry.permit
    is_protected = permit.kind in PROTECTED
    facts = {"entry": entry, "permit": permit, "is_protected": is_protected}
    url = reverse("permits:list") if is_protected else reverse("permits:permit", args=address_of(permit))
    about = full_name(permit.person) if permit.person.user_id is None else ""
    for user_id in hearers(permit.person):
        yield Notice(user_id, "permits/desk/messages/entered", facts, url, about=about)


@announces(EndingDecided)
def ended(event: Event) -> Iterable[Notice]:
    """Ground, article and words stand on the page: mail is read by others too."""
    ending = PermitEnding.objects.select_related("permit__person", "permit__case__office").get(pk=event.payload["ending_id"])
    permit, known = ending.permit, ground_of(ending.permit.kind, ending.ground)
    is_protected = permit.kind in PROTECTED
    facts = {
        "ending": ending,
        "permit": permit,
        "office": office_for(permit),
        "is_protected": is_protected,
        "is_error": ending.ground == ENTERED_IN_ERROR,
        "must_leave": bool(known and known.must_leave),
    }
    url = (
        reverse("permits:list") if is_protected else f"{reverse('permit_desk:decision', args=address_of(permit))}?entry={entry_of(permit)}"
    )
    about = full_name(permit.person) if permit.person.user_id is None else ""
    for user_id in hearers(permit.person):
        yield Notice(user_id, "permits/desk/messages/ended", facts, url, about=about)


@announces(EndingReturned)
def ending_returned(event: Event) -> Iterable[Notice]:
    """To the officer who proposed it, unless they took it back themselves. The holder never hears of a proposal."""
    ending = PermitEnding.objects.select_related("permit").get(pk=event.payload["ending_id"])
    if ending.returned_by_id != ending.proposed_by_id:
        url = reverse("admin:desk_permit", args=[ending.permit_id])
        yield Notice(ending.proposed_by_id, "permits/desk/messages/ending_returned", {"permit": ending.permit}, url)
