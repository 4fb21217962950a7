"""Each app tells its own news: `<app>/messages.py` says who hears of an event, and in which words.

@announces(CaseSubmitted)
def case_submitted(event: Event) -> Iterable[Notice]:
    case = Case.objects.get(pk=event.payload["case_id"])
    yield Notice(case.person.user_id, "cases/messages/submitted", {"case": case}, url=f"/cases/{case.reference}/")
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.events import registry
from portal.events.base import DomainEvent
from portal.events.models import Event


@dataclass(frozen=True)
class Notice:
    """What one person hears. `template` without language and ending; `url` is where to act, relative to the site.

    `about` is the name of somebody else whom the letter is about, a child: subject and first line name it, so that no letter
    is taken for one about oneself."""

    user_id: int
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    about: str = ""


Announcer = Callable[[Event], Iterable[Notice]]
_announcers: dict[str, list[Announcer]] = defaultdict(list)
HANDLER = "portal.notifications.write_messages"


def announces(*events: type[DomainEvent]) -> Callable[[Announcer], Announcer]:
    """Register who hears of these events. The function reads the database and writes nothing."""

    def register(function: Announcer) -> Announcer:
        from portal.notifications.services import write_messages

        for event in events:
            if function not in _announcers[event.event_name()]:
                _announcers[event.event_name()].append(function)
        registry.subscribe(HANDLER, write_messages, *events)
        return function

    return register


def notices_of(event: Event) -> list[Notice]:
    """Everything to be said about `event`; a person who is named twice hears the first."""
    found: dict[int, Notice] = {}
    for announcer in _announcers.get(event.name, []):
        for notice in announcer(event):
            found.setdefault(notice.user_id, notice)
    return list(found.values())
