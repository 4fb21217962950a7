"""Who hears of what happens to a patent."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from patents.events import PatentIssued, PatentPaid
from patents.models import Patent
from portal.events.models import Event
from portal.legal import regions
from portal.notifications.registry import Notice, announces


def to_holder(event: Event, template: str, **context: Any) -> Notice:
    patent = Patent.objects.select_related("person").get(pk=event.subject_id)
    facts = {"patent": patent, "region": regions.region(patent.region), **context}
    return Notice(patent.person.user_id, template, facts, reverse("patents:patent", args=[patent.series, patent.number]))


@announces(PatentIssued)
def issued(event: Event) -> Iterable[Notice]:
    yield to_holder(event, "patents/messages/issued")


@announces(PatentPaid)
def paid(event: Event) -> Iterable[Notice]:
    yield to_holder(event, "patents/messages/paid")
