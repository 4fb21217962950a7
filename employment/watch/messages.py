"""Who hears of a watched right to work: members who hire, and the worker when the watching begins."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import lazy

from employment.membership import who_hire
from employment.models import Organisation
from employment.watch.events import EmployerTold, WatchBegan, WatchEnded
from employment.watch.models import Watch, WatchNotice
from patents import professions
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers

_profession = lazy(professions.name, str)  # in the language of the member who reads it
ENDS = frozenset({"annulled", "lapsed", "expired"})


@announces(EmployerTold)
def employer_told(event: Event) -> Iterable[Notice]:
    """Nothing once the leave is over, or to a suspended employer: a message that was not written by then is not written at all."""
    notice = WatchNotice.objects.select_related("watch__organisation", "watch__consent").get(pk=event.payload["notice_id"])
    watch = notice.watch
    if watch.status != Watch.Status.ACTIVE or watch.organisation.status != Organisation.Status.CONFIRMED:
        return
    facts = {
        "kind": notice.kind,
        "until": notice.until,
        "reason": notice.reason,
        "profession": _profession(notice.profession),
        "ended": notice.kind in ENDS,
        "consent": watch.consent,
        "reference": watch.reference,
        "organisation": watch.organisation,
    }
    template = "ending" if notice.kind == "ending" else "changed"
    for user_id in who_hire(watch.organisation_id):
        yield Notice(user_id, f"employment/watch/messages/{template}", facts, news_url(watch))


@announces(WatchEnded)
def watch_ended(event: Event) -> Iterable[Notice]:
    watch = Watch.objects.select_related("organisation", "consent").get(pk=event.subject_id)
    facts = {"consent": watch.consent, "reference": watch.reference, "organisation": watch.organisation}
    for user_id in who_hire(watch.organisation_id):
        yield Notice(user_id, "employment/watch/messages/ended", facts, news_url(watch))


@announces(WatchBegan)
def watch_began(event: Event) -> Iterable[Notice]:
    watch = Watch.objects.select_related("organisation", "person").get(pk=event.subject_id)
    facts = {"watch": watch, "organisation": watch.organisation}
    for user_id in hearers(watch.person):
        yield Notice(user_id, "employment/watch/messages/began_worker", facts, reverse("watch:mine"))


def news_url(watch: Watch) -> str:
    return reverse("watch:news", args=[watch.organisation.number])
