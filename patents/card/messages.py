"""Who hears of what happens to cards."""

from collections.abc import Iterable

from patents.card.events import CardPersonalised
from patents.messages import to_holder
from portal.events.models import Event
from portal.notifications.registry import Notice, announces


@announces(CardPersonalised)
def ready(event: Event) -> Iterable[Notice]:
    yield to_holder(event, "patents/card/messages/ready")
