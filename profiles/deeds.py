"""What people did for a child, and who of them did it: both who act for it read the list.

Each room names the events of which it tells and its words for them. What officers do is told only where a room says so, and never by
whom. Identifiers of events alone are kept; names are looked up for the reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.events.models import Event
from profiles.models import Guardianship
from profiles.selectors import full_name

_WORDS: Final[dict[str, Any]] = {}


@dataclass(frozen=True)
class Deed:
    """`who` is a name; `is_reader` says that it was the reader; both are empty when an office or the portal did it."""

    at: datetime
    what: Any
    who: str
    is_reader: bool
    by_office: bool


def register_deeds(words: Mapping[str, Any]) -> None:
    """Name of an event, as kept, and words for it that can be translated. Call it in `AppConfig.ready`."""
    _WORDS.update(words)


def deeds_of(held: Guardianship) -> QuerySet[Event]:
    """What is told of the child of this guardianship, newest first. The caller has checked that it is in force."""
    return Event.objects.filter(person_id=held.child_id, name__in=sorted(_WORDS)).order_by("-id")


def told(events: list[Event], *, to: Guardianship) -> list[Deed]:
    """In one query, however many events."""
    acted = Guardianship.objects.filter(child_id=to.child_id).select_related("guardian")
    names = {row.guardian.user_id: full_name(row.guardian) for row in acted if row.guardian.user_id is not None}
    mine = to.guardian.user_id
    return [
        Deed(
            event.occurred_at,
            _WORDS[event.name],
            names.get(event.actor_id or 0, ""),
            event.actor_id is not None and event.actor_id == mine,
            event.actor_kind == "officer",
        )
        for event in events
    ]


register_deeds(
    {
        "profiles.GuardianshipBegun": _("Added the child to the portal"),
        "profiles.GuardianInvited": _("Made a code to invite a second parent or guardian"),
        "profiles.GuardianInvitationEnded": _("The code of an invitation ended without anybody joining"),
        "profiles.GuardianJoined": _("Accepted the invitation and acts for the child"),
        "profiles.GuardianshipOver": _("Acting for the child ended for one of those who acted"),
        "profiles.IdentityDocumentRecorded": _("Entered the child’s document"),
        "profiles.BirthDateCorrected": _("Changed the child’s date of birth"),
        "profiles.PersonalDetailsUpdated": _("Changed name in Russian letters, place of birth, phone or INN"),
        "profiles.EntryRecorded": _("Entered the migration card"),
        "profiles.StayTold": _("Told of an entry or exit"),
        "profiles.StayTakenBack": _("Removed an entry or exit"),
        "profiles.AddressRecorded": _("Entered where the child is registered"),
        "profiles.AddressEnded": _("The child’s registration at an address ended"),
        "profiles.DocumentUploaded": _("Uploaded a document"),
        "profiles.DocumentRemoved": _("Removed a document"),
        "profiles.HandOverCodeMade": _("Made a code by which the child takes over the profile at 18"),
        "profiles.HandOverCodeRevoked": _("The code for the profile at 18 was taken back or replaced"),
        "profiles.HandOverClaimed": _("An account named the code for the profile at 18"),
    }
)

__all__ = ["Deed", "deeds_of", "register_deeds", "told"]
