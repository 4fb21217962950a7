"""A patent that is paid is a ground of stay (115-FZ art. 5): applications that follow it are in time through its last paid day."""

from collections.abc import Iterable
from datetime import date

from patents.models import Patent
from permits.interim.grounds import Ground
from permits.interim.models import Right
from profiles.selectors import PersonFacts


def paid_patents(facts: PersonFacts, on: date) -> Iterable[Ground]:
    paid = Patent.objects.filter(person_id=facts.person_id or 0, status=Patent.Status.ISSUED, begins_on__lte=on)
    for last_day in paid.exclude(paid_through=None).values_list("paid_through", flat=True):
        yield Ground(Right.TEMPORARY_STAY, last_day)
