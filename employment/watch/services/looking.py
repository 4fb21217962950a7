"""A look at a watched right to work: what changed since the last look is told, what is about to end is announced."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from employment.models import Organisation, ShareCode
from employment.watch.events import EmployerTold
from employment.watch.models import Watch, WatchedPatent, WatchNotice
from employment.watch.rules.news import News, Standing, change_of, ending, known_profession, next_look, profession_change
from employment.watch.services.ending import consent_is_open, end_locked
from employment.watch.webhook import tell_webhook
from patents.excerpt import Excerpt, excerpts_in_region_of, profession_in_force
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

ONE_DAY: Final = timedelta(days=1)
LONGEST_PAUSE: Final = timedelta(days=1)  # a look a day, so that a change that no event told is found


def look_at_person(*, person_id: int) -> int:
    """After an event of a person's patent. Returns how many pieces of news were told."""
    watches = Watch.objects.filter(person_id=person_id, status=Watch.Status.ACTIVE).order_by("pk").values_list("pk", flat=True)
    return sum(look(watch_id=watch_id) for watch_id in list(watches))


def look_at_due(*, batch: int = 200) -> int:
    """Every watch whose day has come. Running twice, or twice at once, tells nothing twice."""
    told = 0
    while found := _claim_and_look(batch):
        told += found[1]
    return told


@transaction.atomic
def _claim_and_look(batch: int) -> tuple[int, int] | None:
    due = Watch.objects.select_for_update(skip_locked=True).filter(status=Watch.Status.ACTIVE, look_on__lte=clock.today())
    watches = list(due.order_by("look_on", "id")[:batch])
    return (len(watches), sum(_look(watch) for watch in watches)) if watches else None


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
    if watch.organisation.status != Organisation.Status.CONFIRMED:
        watch.look_on = today + LONGEST_PAUSE  # a suspended employer is told nothing; once it is confirmed again, what is true then
        watch.save(update_fields=["look_on"])
        return 0
    told, looks = 0, [today + LONGEST_PAUSE, watch.ends_on + ONE_DAY]
    for patent in watched_patents(watch.consent):
        now = standing(patent)
        told += sum(_tell(watch, patent, news) for news in _news(watch, patent, now))
        looks.append(next_look(now, on=patent.on) or looks[0])
    watch.look_on = min(looks)
    watch.save(update_fields=["look_on"])
    return told


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
    found = (change_of(before, now, end_was_announced=announced), profession_change(before, now), ending(now, on=patent.on))
    return [news for news in found if news]


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
