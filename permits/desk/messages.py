"""Who hears of what officers do with a permit by hand: its holder."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse

from permits.addresses import address_of
from permits.desk.models import PaperEntry
from permits.events import PermitEntered
from permits.models import Permit
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
