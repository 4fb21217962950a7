"""What yearly notices tell of a person's status: the day on which the last one came. The duty itself is a rule of `permits.status`."""

from datetime import date

from django.db.models import Max

from permits.status.rules.asking import Asked
from permits.status.rules.values import Found
from permits.status.sources import StatusSource, register_source
from permits.yearly.models import YearlyNotice
from profiles.models import Person


def read(person: Person, on: date) -> date | None:
    """One query: the last notice that had come by the day."""
    sent = YearlyNotice.objects.filter(permit__person=person, received_on__lte=on)
    last: date | None = sent.aggregate(last=Max("received_on"))["last"]
    return last


def rules(_asked: Asked, last: date | None) -> Found:
    return Found(settled={"yearly_notice": last} if last else {})


def register() -> None:
    register_source(StatusSource(name="yearly", rules=rules, read=read))


__all__ = ["register"]
