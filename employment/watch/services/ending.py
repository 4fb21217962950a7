"""A watch ends: by the worker's press, with the consent, or on its last day. The employer learns only that the consent ended."""

from django.db import transaction

from employment.models import ShareCode
from employment.watch.events import WatchEnded
from employment.watch.models import Watch, WatchNotice
from employment.watch.webhook import tell_webhook
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit


@transaction.atomic
def end_watch(*, watch_id: int, by: str, actor: Actor) -> Watch:
    """End it now. Twice changes nothing."""
    watch = Watch.objects.select_for_update().get(pk=watch_id)
    if watch.status == Watch.Status.ACTIVE:
        end_locked(watch, by=by, actor=actor)
    return watch


@transaction.atomic
def end_watches_of_consent(*, consent_id: int) -> int:
    """The consent is over, and with it the leave to be told. Returns how many watches ended."""
    watches = list(Watch.objects.select_for_update().filter(consent_id=consent_id, status=Watch.Status.ACTIVE))
    for watch in watches:
        end_locked(watch, by=Watch.End.CONSENT, actor=SYSTEM)
    return len(watches)


def end_locked(watch: Watch, *, by: str, actor: Actor) -> None:
    now = clock.now()
    watch.status, watch.ended_at, watch.ended_by = Watch.Status.ENDED, now, by
    watch.save(update_fields=["status", "ended_at", "ended_by"])
    notice = WatchNotice.objects.create(watch=watch, kind="ended", told_on=clock.today(), told_at=now)
    tell_webhook(watch, notice)
    emit(WatchEnded(watch_id=watch.pk, person_id=watch.person_id, organisation_id=watch.organisation_id, ended_by=by), actor=actor)


def locked_consent(consent_id: int) -> ShareCode | None:
    """The consent, held still until the transaction ends; None once it is over."""
    consent = ShareCode.objects.select_for_update(of=("self",)).get(pk=consent_id)
    return consent if consent.is_open(on=clock.today()) else None


def consent_is_open(consent_id: int) -> bool:
    return locked_consent(consent_id) is not None


__all__ = ["consent_is_open", "end_locked", "end_watch", "end_watches_of_consent", "locked_consent"]
