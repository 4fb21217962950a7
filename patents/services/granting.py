"""A confirmed decision becomes a patent with its number; it is handed out with the first payment."""

from datetime import date

from django.db import transaction

from cases.models import Case
from patents.events import PatentGranted
from patents.models import NumberSequence, Patent
from patents.rules.number import number_of
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def grant_patent(*, case: Case, region: str, profession: str, actor: Actor, on: date) -> Patent:
    """Create the patent of a granted case. `on` is the day of the decision in the region's zone (115-FZ art. 13.3)."""
    patent = Patent.objects.create(
        case=case,
        person_id=case.person_id,
        series=region,
        number=_draw_number(region, on.year),
        region=region,
        profession=profession,
        granted_on=on,
    )
    emit(PatentGranted(patent_id=patent.pk, person_id=patent.person_id, granted_on=on), actor=actor)
    return patent


def _draw_number(region: str, year: int) -> str:
    """The next number of a region and year. Its row stays locked until the transaction ends, so none is given twice."""
    NumberSequence.objects.get_or_create(region=region, year=year)
    sequence = NumberSequence.objects.select_for_update().get(region=region, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return number_of(year=year, serial=sequence.last)
