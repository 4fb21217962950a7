"""A confirmed decision becomes a patent with its number; it is handed out with the first payment."""

from datetime import date

from django.db import transaction

from cases.models import Case
from patents.errors import PatentNotInForce
from patents.events import PatentGranted
from patents.models import NumberSequence, Patent
from patents.rules.number import number_of
from patents.rules.validity import ValidityAnswer
from patents.selectors import validity
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def grant_patent(*, case: Case, region: str, profession: str, actor: Actor, on: date, predecessor: Patent | None = None) -> Patent:
    """Create the patent of a granted case. `on` is the day of the decision in the region's zone (115-FZ art. 13.3).

    `predecessor` is the patent that this one follows; a reissue goes through `reissue_patent`."""
    patent = Patent.objects.create(
        case=case,
        person_id=case.person_id,
        series=region,
        number=_draw_number(region, on.year),
        region=region,
        profession=profession,
        granted_on=on,
        predecessor=predecessor,
    )
    emit(PatentGranted(patent_id=patent.pk, person_id=patent.person_id, granted_on=on), actor=actor)
    return patent


@transaction.atomic
def reissue_patent(*, case: Case, predecessor_id: int, profession: str, actor: Actor, on: date) -> Patent:
    """Create the patent for the twelve months after those of the predecessor (115-FZ art. 13.3 (8)).

    Raises `PatentNotInForce` when the predecessor lapsed, was annulled or has a successor. One whose twelve months ran out
    while the office was deciding is still reissued: the application came in time."""
    predecessor = Patent.objects.select_for_update(of=("self",)).get(pk=predecessor_id, person_id=case.person_id)
    state = validity(predecessor, on=on).value
    if state not in {ValidityAnswer.VALID, ValidityAnswer.EXPIRED} or Patent.objects.filter(predecessor=predecessor).exists():
        raise PatentNotInForce
    return grant_patent(case=case, region=predecessor.region, profession=profession, actor=actor, on=on, predecessor=predecessor)


def _draw_number(region: str, year: int) -> str:
    """The next number of a region and year. Its row stays locked until the transaction ends, so none is given twice."""
    NumberSequence.objects.get_or_create(region=region, year=year)
    sequence = NumberSequence.objects.select_for_update().get(region=region, year=year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return number_of(year=year, serial=sequence.last)
