from django.db.models import Count, Exists, OuterRef

from permits.status.models import Reminder
from portal.events.models import Event
from portal.runtime.invariants import invariant


@invariant("reminders of duties that were sent twice")
def reminded_twice() -> int:
    twice = Event.objects.filter(name="status.DutyDue").values("payload__reminder_id").annotate(times=Count("pk")).filter(times__gt=1)
    return twice.count()


@invariant("reminders of duties in the ledger that nobody was sent")
def reminded_in_silence() -> int:
    sent = Event.objects.filter(name="status.DutyDue", subject_id=OuterRef("person_id"), payload__reminder_id=OuterRef("pk"))
    return Reminder.objects.filter(~Exists(sent)).count()


__all__ = ["reminded_in_silence", "reminded_twice"]
