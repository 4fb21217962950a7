"""A look at a watched right to work: what changed since the last look is told, what is about to end is announced."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from employment.models import Organisation, ShareCode
from employment.watch.events import EmployerTold
from employment.watch.models import Watch, WatchedPatent, WatchNotice
from employment.watch.rules.news import News, Standing, change_of, ending, known_profession, profession_change
from employment.watch.services.ending import consent_is_open, end_locked
from employment.watch.webhook import tell_webhook
from patents.excerpt import Excerpt, excerpts_in_region_of, profession_in_force
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal import regions
from portal.separately import separately

ONE_DAY: Final = timedelta(days=1)


def look_at_person(*, person_id: int) -> int:
    """After an event of a person's patent. Returns how many pieces of news were told."""
    watches = Watch.objects.filter(person_id=person_id, status=Watch.Status.ACTIVE).order_by("pk").values_list("pk", flat=True)
    return sum(look(watch_id=watch_id) for watch_id in list(watches))


def look_at_due() -> int:
    """Every watch whose moment has come, each once and in a transaction of its own, the longest due first. Running twice, or twice at
    once, tells nothing twice. Raises the faults afterwards: those watches wait for the next turn."""
    told: list[int] = []
    found = list(_due().order_by("look_at", "pk").values_list("pk", flat=True))
    separately(*(partial(_look_if_due, watch_id, told) for watch_id in found))
    return sum(told)


def _due() -> QuerySet[Watch]:
    return Watch.objects.filter(status=Watch.Status.ACTIVE, look_at__lte=clock.now())


@transaction.atomic
def _look_if_due(watch_id: int, told: list[int]) -> None:
    """Nothing when another process holds it, or has looked since."""
    watch = _due().select_for_update(skip_locked=True).filter(pk=watch_id).first()
    if watch is not None:
        told.append(_look(watch))


@transaction.atomic
def look(*, watch_id: int) -> int:
    """Look at one watch now. Returns how many pieces of news were told; nothing after its end."""
    watch = Watch.objects.select_for_update().get(pk=watch_id)
    return _look(watch) if watch.status == Watch.Status.ACTIVE else 0


def _look(watch: Watch) -> int:
    today = clock.today()
    if today > watch.ends_on:
        end_locked(watch, by=Watch.End.DATE, actor=SYSTEM)
        return 0
    if not consent_is_open(watch.consent_id):
        end_locked(watch, by=Watch.End.CONSENT, actor=SYSTEM)
        return 0
    told, patents = 0, watched_patents(watch.consent)
    if watch.organisation.status == Organisation.Status.CONFIRMED:  # a suspended one: once it is confirmed again, what is true then
        told = sum(_tell(watch, patent, news) for patent in patents for news in _news(watch, patent, standing(patent)))
    watch.look_at = _next_look(watch, patents)
    watch.save(update_fields=["look_at"])
    return told


def _next_look(watch: Watch, patents: list[Excerpt]) -> datetime:
    """When the next civil day begins in the patents' region, so that time and what no event told are found on their day; when the
    last day of the watch is over in Moscow, if that is earlier."""
    over = _begins(watch.ends_on + ONE_DAY, clock.MOSCOW)
    return min([over, *(_begins(patent.on + ONE_DAY, regions.region(patent.region).zone) for patent in patents)])


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def watched_patents(consent: ShareCode) -> list[Excerpt]:
    """The patent that the consent is about, and those of the same worker in the same region that come before or after it."""
    return excerpts_in_region_of(consent.patent_id)


def standing(patent: Excerpt) -> Standing:
    return Standing(patent.validity.value.value, patent.valid_through, profession_in_force(patent.pk))


def _known(watch: Watch, patent: Excerpt) -> Standing:
    """At the last look; a patent that came since was not there."""
    row = WatchedPatent.objects.filter(watch=watch, patent_id=patent.pk).first()
    return Standing(row.state, row.until, row.profession) if row else Standing("not_yet", None)


def _news(watch: Watch, patent: Excerpt, now: Standing) -> list[News]:
    """What is to be told, after writing down what the employer now knows."""
    before = _known(watch, patent)
    announced = watch.notices.filter(patent_id=patent.pk, kind="ending", until=before.until).exists()
    knows = {"state": now.state, "until": now.until, "profession": known_profession(before, now)}
    WatchedPatent.objects.update_or_create(watch=watch, patent_id=patent.pk, defaults=knows)
    changes = change_of(before, now, end_was_announced=announced), profession_change(before, now)
    end = ending(now, on=patent.on, is_paid_to_the_end=patent.is_paid_to_the_end)
    return [news for news in (*changes, end) if news]


def _tell(watch: Watch, patent: Excerpt, news: News) -> bool:
    """Write the notice, its webhooks and its event; False when this end was announced before."""
    same = watch.notices.filter(patent_id=patent.pk, kind="ending", until=news.until, days__lte=news.days)
    if news.kind == "ending" and same.exists():
        return False
    notice = WatchNotice.objects.create(
        watch=watch,
        patent_id=patent.pk,
        kind=news.kind,
        until=news.until,
        days=news.days,
        profession=news.profession,
        reason=news.reason,
        told_on=patent.on,
        told_at=clock.now(),
    )
    tell_webhook(watch, notice)
    emit(
        EmployerTold(
            watch_id=watch.pk,
            person_id=watch.person_id,
            organisation_id=watch.organisation_id,
            notice_id=notice.pk,
            kind=news.kind,
        ),
        actor=SYSTEM,
    )
    return True


__all__ = ["look", "look_at_due", "look_at_person", "standing", "watched_patents"]
