"""What "what am I today" keeps of its own: what only the person can tell, what was sent, and the secret address of the calendar."""

from typing import Final

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from profiles.models import Person

REMINDER_DAYS: Final = (30, 15, 5, 1)


def every_day() -> list[int]:
    return list(REMINDER_DAYS)


class DutyDone(models.Model):
    """The person says that a duty is done. `key` is that of `permits.status.rules.values.Duty`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    told_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], condition=Q(taken_back_at=None), name="duty_done_once")]

    def __str__(self) -> str:
        return f"done {self.pk}"


class WorkContract(models.Model):
    """A contract of work of a citizen of the Eurasian Economic Union: the stay lasts as long as it does. A correction replaces."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField(_("first day of work"))
    ends_on = models.DateField(_("last day of the contract"), null=True, blank=True)
    told_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(retired_at=None), name="one_work_contract"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")), name="work_contract_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"contract {self.pk}"


class ReminderWish(models.Model):
    """How the person wants to be reminded. No row: every reminder, and alarms in the calendar."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    days = ArrayField(models.PositiveSmallIntegerField(), default=every_day, blank=True)  # of `REMINDER_DAYS`; none: no reminders
    alarms = models.BooleanField(_("alarms in the calendar"), default=True)

    def __str__(self) -> str:
        return f"wish {self.pk}"


class Reminder(models.Model):
    """One reminder that was sent: so many days before the last day of a duty. The row is the claim: nobody is reminded twice."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key", "due_on", "days"], name="reminded_once")]
        triggers = [pgtrigger.Protect(name="reminder_is_a_fact", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"reminder {self.pk}"


class ReminderRound(models.Model):
    """How far the reminders of a day have come: people up to `done_through` have been looked at. One row a day."""

    day = models.DateField(unique=True)  # Moscow
    done_through = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"round of {self.day}"


class CalendarAddress(models.Model):
    """A secret address at which a calendar reads the person's dates. Only its hash is kept; it is shown once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="one_calendar_address")]

    def __str__(self) -> str:
        return f"calendar address {self.pk}"


class CalendarEvent(models.Model):
    """What the calendars were told of a duty last: a change raises the sequence, so that they notice it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="calendar_event_once")]

    def __str__(self) -> str:
        return f"calendar event {self.pk}"
