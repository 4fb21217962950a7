"""Who hears of what happens to employers and consents."""

from collections.abc import Iterable

from django.urls import reverse

from employment.events import CodeRefused, OrganisationDecided
from employment.models import Member, Organisation, ShareCode
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers


@announces(OrganisationDecided)
def decided(event: Event) -> Iterable[Notice]:
    organisation = Organisation.objects.get(pk=event.subject_id)
    template = f"employment/messages/{event.payload['status']}"
    url = reverse("employment:organisation", args=[organisation.number])
    for owner in organisation.members.filter(role=Member.Role.OWNER):
        yield Notice(owner.user_id, template, {"organisation": organisation}, url)


@announces(CodeRefused)
def code_died(event: Event) -> Iterable[Notice]:
    if event.payload["died"]:
        consent = ShareCode.objects.select_related("person", "organisation").get(pk=event.payload["consent_id"])
        for user_id in hearers(consent.person):
            yield Notice(user_id, "employment/messages/code_died", {"consent": consent}, reverse("sharing:overview"))
