from django.db.models import BigIntegerField, Count, Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from permits.status.models import Reminder
from portal.events.models import Event
from portal.runtime.invariants import invariant


@invariant("reminders of duties that were sent twice")
def reminded_twice() -> int:
    twice = Event.objects.filter(name="status.DutyDue").values("payload__reminder_id").annotate(times=Count("pk")).filter(times__gt=1)
    return twice.count()


@invariant("reminders of duties in the ledger that nobody was sent")
def reminded_in_silence() -> int:
    row = Cast(KeyTextTransform("reminder_id", "payload"), BigIntegerField())
    of_person = Event.objects.filter(name="status.DutyDue", subject_type="profiles.person", subject_id=OuterRef("person_id"))
    return Reminder.objects.filter(~Exists(of_person.annotate(row=row).filter(row=OuterRef("pk")))).count()


__all__ = ["reminded_in_silence", "reminded_twice"]
