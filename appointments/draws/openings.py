"""Days of drawn services stay closed until their draw is announced, and whose office forgot it hears of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

import structlog
from django.db import transaction

from appointments.draws.events import DaysWithoutDraw
from appointments.draws.models import Draw, UndrawnDay
from appointments.draws.rules.times import ends_at
from appointments.models import ServiceAtOffice, Slot
from appointments.planning.openings import WITHHELD
from appointments.selectors import zone_of
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

TOLD_AHEAD: Final = timedelta(days=5)  # before the rule would open the day: a draw takes two days and a half
log = structlog.get_logger(__name__)


def after_draws(offered: ServiceAtOffice) -> Callable[[date], datetime | None]:
    """From which moment on the places of a day may open: when its draw is over; by the rule when it was called off; None without one."""
    draws = list(Draw.objects.filter(offered=offered, last_day__gte=clock.today(zone_of(offered.reception))))

    def after(day: date) -> datetime | None:
        states = {one.state: one for one in draws if one.first_day <= day <= one.last_day}
        off = states.pop(Draw.State.CALLED_OFF, None)
        if states:
            return max(ends_at(one.requests_until) for one in states.values())
        return datetime.min.replace(tzinfo=UTC) if off else None

    return after


def tell_of_undrawn_days() -> int:
    """Each day once: places that the rule would open within `TOLD_AHEAD`, and no draw of theirs is announced. How many days were told."""
    drawn = ServiceAtOffice.objects.filter(is_drawn=True, is_offered=True, reception__is_open=True).select_related("reception")
    return sum(_tell(offered) for offered in drawn.order_by("pk"))


@transaction.atomic
def _tell(offered: ServiceAtOffice) -> int:
    soon = clock.today(zone_of(offered.reception)) + timedelta(days=offered.horizon_days) + TOLD_AHEAD
    closed = Slot.objects.filter(WITHHELD, offered=offered, state=Slot.State.FREE, starts_at__gt=clock.now(), day__lte=soon)
    after = after_draws(offered)  # a draw that was announced just now: its places follow within ten minutes
    days = {day for day in closed.order_by().values_list("day", flat=True).distinct() if after(day) is None}
    if not days - _told(offered):
        return 0
    ServiceAtOffice.objects.select_for_update(of=("self",), no_key=True).get(pk=offered.pk)  # one run after another
    days -= _told(offered)
    rows = UndrawnDay.objects.bulk_create([UndrawnDay(offered=offered, day=day, told_at=clock.now()) for day in sorted(days)])
    if rows:
        first, last = min(days), max(days)
        log.error("days_without_draw", offered_id=offered.pk, first_day=str(first), last_day=str(last))
        emit(DaysWithoutDraw(offered_id=offered.pk, first_day=first, last_day=last), actor=SYSTEM)
    return len(rows)


def _told(offered: ServiceAtOffice) -> set[date]:
    return set(UndrawnDay.objects.filter(offered=offered).values_list("day", flat=True))


__all__ = ["after_draws", "tell_of_undrawn_days"]
