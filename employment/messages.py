"""Who hears of what happens to employers and consents."""

from collections.abc import Iterable

from django.urls import reverse

from employment.events import CodeRefused, MemberJoined, MemberLeft, OrganisationDecided, RoleChanged
from employment.membership import owners_of
from employment.models import Member, Organisation, ShareCode
from employment.services.consents import only_organisation
from portal import clock
from portal.accounts.models import User
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


@announces(OrganisationDecided)
def employer_registered(event: Event) -> Iterable[Notice]:
    """Workers whose open consent names its INN, given before it was here: now they can also let it be told of changes."""
    organisation = Organisation.objects.get(pk=event.subject_id)
    if event.payload["status"] != Organisation.Status.CONFIRMED or only_organisation(organisation.inn) != organisation:
        return
    waiting = ShareCode.objects.filter(inn=organisation.inn, organisation=None, revoked_at=None, died_at=None)
    for consent in waiting.filter(ends_on__gte=clock.today()).select_related("person").order_by("pk"):
        facts, url = {"organisation": organisation, "consent": consent}, reverse("watch:begin", args=[consent.number])
        for user_id in hearers(consent.person):
            yield Notice(user_id, "employment/messages/employer_registered", facts, url)


@announces(RoleChanged)
def role_changed(event: Event) -> Iterable[Notice]:
    """The person whose role it is; nobody is told what they did themselves."""
    if event.payload["user_id"] == event.actor_id:
        return
    organisation = Organisation.objects.get(pk=event.subject_id)
    role = Member.Role(event.payload["role"]).label
    url = reverse("employment:organisation", args=[organisation.number])
    yield Notice(event.payload["user_id"], "employment/messages/role_changed", {"organisation": organisation, "role": role}, url)


@announces(MemberLeft)
def member_left(event: Event) -> Iterable[Notice]:
    """Who was removed hears of it; of who left by themselves the owners hear."""
    organisation, gone = Organisation.objects.get(pk=event.subject_id), event.payload["user_id"]
    if gone != event.actor_id:
        yield Notice(gone, "employment/messages/removed", {"organisation": organisation}, reverse("employment:home"))
        return
    yield from _to_owners(organisation, "employment/messages/left", User.objects.get(pk=gone))


@announces(MemberJoined)
def member_joined(event: Event) -> Iterable[Notice]:
    organisation = Organisation.objects.get(pk=event.subject_id)
    yield from _to_owners(organisation, "employment/messages/joined", User.objects.get(pk=event.payload["user_id"]))


def _to_owners(organisation: Organisation, template: str, whom: User) -> Iterable[Notice]:
    """About a colleague, to the owners but the colleague."""
    url = reverse("employment:people", args=[organisation.number])
    for user_id in owners_of(organisation.pk):
        if user_id != whom.pk:
            yield Notice(user_id, template, {"organisation": organisation, "email": whom.email}, url)


@announces(CodeRefused)
def code_died(event: Event) -> Iterable[Notice]:
    if event.payload["died"]:
        consent = ShareCode.objects.select_related("person", "organisation").get(pk=event.payload["consent_id"])
        for user_id in hearers(consent.person):
            yield Notice(user_id, "employment/messages/code_died", {"consent": consent}, reverse("sharing:overview"))
