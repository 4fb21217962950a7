"""Writes down each day how soon one could come."""

from datetime import datetime, time
from typing import Final

from appointments.load.figures import days_to_first_free
from appointments.load.models import LeadTime
from appointments.models import ServiceAtOffice
from appointments.selectors import zone_of

# The places of a new day open in the morning: what is left of them at noon is what most people meet.
NOON: Final = time(12)


def note_lead_times(*, now: datetime) -> int:
    """A row for each service that is offered, once on each day of its office, from noon on. How many were written."""
    offered = ServiceAtOffice.objects.filter(is_offered=True, reception__is_open=True).select_related("reception").order_by("pk")
    today = {one.pk: now.astimezone(zone_of(one.reception)) for one in offered}
    due = [one for one in offered if today[one.pk].time() >= NOON]
    noted = set(LeadTime.objects.filter(offered__in=due, day__in={at.date() for at in today.values()}).values_list("offered_id", "day"))
    due = [one for one in due if (one.pk, today[one.pk].date()) not in noted]
    days = days_to_first_free(due, now=now) if due else {}
    rows = [LeadTime(offered=one, day=today[one.pk].date(), days=days.get(one.pk)) for one in due]
    LeadTime.objects.bulk_create(rows, ignore_conflicts=True)  # of two runs at once the first one counts
    return len(rows)


__all__ = ["note_lead_times"]
