"""Who hears of what happens to an interim certificate. That it was given stands on the page that thanks for sending."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from permits.interim.events import InterimGiven, InterimRenewed
from permits.interim.models import InterimCertificate
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _to_holder(event: Event, template: str) -> Iterable[Notice]:
    found = InterimCertificate.objects.select_related("person", "case").get(pk=event.subject_id)
    facts = {"certificate": found, "case": found.case, "until": date.fromisoformat(event.payload["valid_until"])}
    about = full_name(found.person) if found.person.user_id is None else ""
    url = reverse("interim:certificate", args=[found.number])
    return [Notice(user_id, template, facts, url, about=about) for user_id in hearers(found.person)]


@announces(InterimGiven)
def given(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/interim/messages/given")


@announces(InterimRenewed)
def renewed(event: Event) -> Iterable[Notice]:
    yield from _to_holder(event, "permits/interim/messages/renewed")
