"""Money that waited for the price of its day, counted once an operator, or a release, has brought that price."""

from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from itertools import groupby, islice
from typing import Final

from django.db import transaction
from django.db.models import F

from patents.ledgers import price_or_none
from patents.models import Allocation, Patent, Purpose
from patents.selectors import civil_today
from patents.services.recount import reckon_anew
from portal.events.actor import SYSTEM
from portal.separately import separately

BLOCK: Final = 1000  # patents of one turn: some seconds


def count_priced_money(limit: int = BLOCK) -> bool:
    """Reckon anew every patent whose money waits for a price that is established now, each in a transaction of its own. True when
    others may be left. Twice, and two at once, change nothing. Raises the faults afterwards: those patents wait for the next turn."""
    found = list(islice(_with_price(), limit))
    separately(*(partial(_count, patent_id) for patent_id in found))
    return len(found) == limit


def _with_price() -> Iterator[int]:
    """Patents that wait, and have money of a day that has its price now. One query, and the prices of these days."""
    price = cache(price_or_none)
    money = Allocation.objects.filter(released_at=None, purpose=Purpose.TAX_ADVANCE, payment__paid_on__gte=F("patent__unpriced_since"))
    rows = money.order_by("patent_id").values_list("patent_id", "patent__region", "payment__paid_on")
    for patent_id, of_patent in groupby(rows.iterator(), key=_first):
        if any(price(region, day) is not None for _patent, region, day in of_patent):
            yield patent_id


def _first(row: tuple[int, str, date]) -> int:
    return row[0]


@transaction.atomic
def _count(patent_id: int) -> None:
    patent = Patent.objects.select_for_update(of=("self",), no_key=True).get(pk=patent_id)
    if patent.unpriced_since is not None:
        reckon_anew(patent, actor=SYSTEM, on=civil_today(patent))
