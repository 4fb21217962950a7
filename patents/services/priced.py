"""Money that waited for the price of its day: counted for its patent, or its patent looked for again, once an operator, or a release, has
brought that price."""

from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from itertools import groupby, islice
from typing import Final

from django.db import transaction
from django.db.models import F

from patents.ledgers import price_or_none
from patents.models import Allocation, AwaitedPrice, Patent, Purpose
from patents.selectors import civil_today
from patents.services.payments import look_again
from patents.services.recount import reckon_anew
from portal.events.actor import SYSTEM
from portal.separately import separately

BLOCK: Final = 1000  # patents, or payments, of one turn: some seconds


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


def match_priced_money(limit: int = BLOCK) -> bool:
    """Look again for the patents of payments that wait for an officer since their price was missing, those of the first days first, each
    in a transaction of its own. Answers and raises as `count_priced_money`, and comes after it: what is paid already says what is due."""
    found = list(islice(_waiting_with_price(), limit))
    separately(*(partial(look_again, payment_id=payment_id) for payment_id in found))
    return len(found) == limit


def _waiting_with_price() -> Iterator[int]:
    """One query for the days and regions, and one for each that has its price now."""
    for paid_on, region in AwaitedPrice.objects.order_by("paid_on", "region").values_list("paid_on", "region").distinct():
        if price_or_none(region, paid_on) is not None:
            rows = AwaitedPrice.objects.filter(paid_on=paid_on, region=region).order_by("payment_id")
            yield from rows.values_list("payment_id", flat=True).iterator()


def _first(row: tuple[int, str, date]) -> int:
    return row[0]


@transaction.atomic
def _count(patent_id: int) -> None:
    patent = Patent.objects.select_for_update(of=("self",), no_key=True).get(pk=patent_id)
    if patent.unpriced_since is not None:
        reckon_anew(patent, actor=SYSTEM, on=civil_today(patent))
