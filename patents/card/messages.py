"""Who hears of what happens to cards."""

from collections.abc import Iterable

from django.urls import reverse

from patents.card.events import CardPersonalised, CardRecalled
from patents.models import Patent
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers


@announces(CardPersonalised)
def ready(event: Event) -> Iterable[Notice]:
    patent, url = _patent(event)
    for user_id in hearers(patent.person):
        yield Notice(user_id, "patents/card/messages/ready", {"patent": patent}, url)


@announces(CardRecalled)
def recalled(event: Event) -> Iterable[Notice]:
    """Whoever has the card is asked for it; whoever was told that it is ready is told that this one is not handed out."""
    patent, url = _patent(event)
    facts = {"patent": patent, "reason": event.payload["reason"], "with_holder": event.payload["with_holder"]}
    for user_id in hearers(patent.person):
        yield Notice(user_id, "patents/card/messages/recalled", facts, url)


def _patent(event: Event) -> tuple[Patent, str]:
    patent = Patent.objects.select_related("person", "case__office").get(pk=event.subject_id)
    return patent, reverse("patents:patent", args=[patent.series, patent.number])
