"""Who hears of what happens to cards."""

from collections.abc import Iterable

from django.urls import reverse

from patents.card.events import CardPersonalised
from patents.models import Patent
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers


@announces(CardPersonalised)
def ready(event: Event) -> Iterable[Notice]:
    patent = Patent.objects.select_related("person", "case__office").get(pk=event.subject_id)
    url = reverse("patents:patent", args=[patent.series, patent.number])
    for user_id in hearers(patent.person):
        yield Notice(user_id, "patents/card/messages/ready", {"patent": patent}, url)
