"""Reminders before the last day of each duty. A round a day looks at everybody, piece by piece; a killed worker loses one piece.

The ledger row is unique for (person, duty, last day, days) and is written in the transaction that emits the event: nobody is reminded
twice, whoever runs it and however often.
"""

from typing import Final

import structlog
from django.db import transaction

from permits.status.events import DutyDue
from permits.status.models import REMINDER_DAYS, Reminder, ReminderRound, ReminderWish
from permits.status.reading import Law, notice_gaps, status_of
from permits.status.rules.reminding import due_reminder
from permits.status.rules.values import Duty, Gap
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal.services import only_asking
from profiles.models import Person

log = structlog.get_logger(__name__)
PIECE: Final = 100


def remind_everybody(*, piece: int = PIECE, pieces: int | None = None) -> int:
    """Go on with today's round until it is finished, or for so many `pieces`. Returns how many reminders were sent.

    Two at once: the second finds the round taken and leaves. Begun again after a stop it continues where the last piece ended."""
    ReminderRound.objects.get_or_create(day=clock.today())  # in a transaction of its own: nobody waits for the one who makes it
    sent, done = 0, 0
    while (pieces is None or done < pieces) and (found := _piece(piece)) is not None:
        sent, done = sent + found, done + 1
    return sent


@transaction.atomic
def _piece(size: int) -> int | None:
    """The next people of the round with their reminders; None when there is nothing to do, or somebody else is doing it."""
    this = ReminderRound.objects.select_for_update(skip_locked=True).filter(day=clock.today(), finished_at=None).first()
    if this is None:
        return None
    people = list(Person.objects.filter(pk__gt=this.done_through, user__is_active=True).order_by("pk")[:size])
    wishes = {wish.person_id: wish for wish in ReminderWish.objects.filter(person__in=people)}
    law = Law.read()
    gaps: set[Gap] = set()
    sent = sum(_remind_safely(person, wishes.get(person.pk), law, gaps) for person in people)
    notice_gaps(gaps)
    if people:
        this.done_through = people[-1].pk
    if len(people) < size:
        this.finished_at = clock.now()
    this.save(update_fields=["done_through", "finished_at"])
    return sent


def _remind_safely(person: Person, wish: ReminderWish | None, law: Law, gaps: set[Gap]) -> int:
    """One person whose facts break something does not keep the others from being reminded; an operator sees it.

    A figure that is missing for many is told once for the piece, not for each of them."""
    try:
        with transaction.atomic(), only_asking():
            return _remind(person, wish, law, gaps)
    except Exception as error:  # noqa: BLE001 (whatever it is, the round goes on)
        log.error("reminders_failed", person=person.pk, error=type(error).__name__)
        return 0


def _remind(person: Person, wish: ReminderWish | None, law: Law, gaps: set[Gap]) -> int:
    wanted = wish.days if wish else REMINDER_DAYS
    if not wanted:
        return 0
    seen = status_of(person, law=law)
    gaps.update(seen.status.gaps)
    due = [(duty, days) for duty in seen.status.duties if (days := due_reminder(duty, on=seen.today, wanted=wanted)) is not None]
    return sum(_send(person, duty, days) for duty, days in due)


def _send(person: Person, duty: Duty, days: int) -> bool:
    """True the first time. A nearer reminder makes the farther ones pointless."""
    nearer = Reminder.objects.filter(person=person, key=duty.key, due_on=duty.due.value, days__lte=days)
    if nearer.exists():
        return False
    row = Reminder.objects.create(person=person, key=duty.key, due_on=duty.due.value, days=days, sent_at=clock.now())
    event = DutyDue(person_id=person.pk, reminder_id=row.pk, code=duty.code, due_on=duty.due.value, days=days)
    emit(event, actor=SYSTEM)
    return True


__all__ = ["remind_everybody"]
