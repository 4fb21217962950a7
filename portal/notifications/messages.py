"""News of the rooms below this one, which cannot tell it themselves."""

from collections.abc import Iterable

from portal.accounts.selectors import operators
from portal.events.models import Event
from portal.legal.events import LegalValueMissing
from portal.legal.gaps import address_of
from portal.notifications.registry import Notice, announces


@announces(LegalValueMissing)
def figure_missing(event: Event) -> Iterable[Notice]:
    """Operators hear, once a day for each figure, that something stopped for want of it."""
    figure = {name: event.payload[name] for name in ("key", "scope", "on")}
    for operator in operators():
        yield Notice(operator.pk, "notifications/messages/figure_missing", figure, url=address_of(event.payload["key"]))
