"""Reminders before the last day of each duty. A round a day looks at everybody, piece by piece; a killed worker loses one piece.

The ledger row is unique for (person, duty, last day, days) and is written in the transaction that emits the event: nobody is reminded
twice, whoever runs it and however often.
"""

from typing import Final

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from permits.status.events import DutyDue
from permits.status.models import REMINDER_DAYS, Reminder, ReminderRound, ReminderWish
from permits.status.reading import Law, notice_gaps, status_of
from permits.status.rules.reminding import due_reminder
from permits.status.rules.values import Duty, Gap
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal.services import only_asking
from profiles.acting import in_force
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
    somebody_hears = Q(user__is_active=True) | Q(Exists(in_force().filter(child=OuterRef("pk"), guardian__user__is_active=True)))
    people = list(Person.objects.filter(somebody_hears, pk__gt=this.done_through).order_by("pk")[:size])
    wanted = _wanted(people)
    law = Law.read()
    gaps: set[Gap] = set()
    sent = sum(_remind_safely(person, wanted[person.pk], law, gaps) for person in people)
    notice_gaps(gaps)
    if people:
        this.done_through = people[-1].pk
    if len(people) < size:
        this.finished_at = clock.now()
    this.save(update_fields=["done_through", "finished_at"])
    return sent


def _wanted(people: list[Person]) -> dict[int, set[int]]:
    """On which days before a last day somebody wants to hear of each: herself, or any of those who act for the child."""
    children = [person.pk for person in people if person.user_id is None]
    acting = list(in_force().filter(child__in=children, guardian__user__is_active=True).values_list("child_id", "guardian_id"))
    hears = [(person.pk, person.pk) for person in people if person.user_id is not None] + acting
    wishes = dict(ReminderWish.objects.filter(person__in={hearer for _about, hearer in hears}).values_list("person_id", "days"))
    wanted: dict[int, set[int]] = {person.pk: set() for person in people}
    for about, hearer in hears:
        wanted[about].update(wishes.get(hearer, REMINDER_DAYS))
    return wanted


def _remind_safely(person: Person, wanted: set[int], law: Law, gaps: set[Gap]) -> int:
    """One person whose facts break something does not keep the others from being reminded; an operator sees it.

    A figure that is missing for many is told once for the piece, not for each of them."""
    try:
        with transaction.atomic(), only_asking():
            return _remind(person, wanted, law, gaps)
    except Exception as error:  # noqa: BLE001 (whatever it is, the round goes on)
        log.error("reminders_failed", person=person.pk, error=type(error).__name__)
        return 0


def _remind(person: Person, wanted: set[int], law: Law, gaps: set[Gap]) -> int:
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
