"""The public check: is this patent valid today? Three answers in one shape, nobody named, every question counted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest

from patents.models import Patent
from patents.rules.number import canonical_number, canonical_series
from patents.rules.validity import ValidityAnswer
from patents.selectors import civil_today, validity
from portal import clock
from portal.edge import client
from portal.edge.limits import Limit, count_against

# A person with a stack of patents at the gate asks a few dozen times; a machine that walks numbers asks thousands.
PER_ADDRESS = Limit("patent-check", times=60, per_seconds=600)
PER_ADDRESS_AND_DAY = Limit("patent-check-day", times=1000, per_seconds=24 * 3600)


@dataclass(frozen=True)
class CheckAnswer:
    """`result` is "valid", "not_valid" or "not_found"; `on` is the civil date in the patent's region (Moscow when not found)."""

    result: str
    on: date
    as_of: datetime


def count_question(request: HttpRequest) -> None:
    """Count one question of this address. Raises `LimitExceeded`."""
    address = client.address(request)
    count_against(PER_ADDRESS, address)
    count_against(PER_ADDRESS_AND_DAY, address)


def check_patent(series: str, number: str) -> CheckAnswer:
    """The answer for today. Numbers may be typed as people type them; what is not a number of a patent is "not_found"."""
    asked = (canonical_series(series), canonical_number(number))
    patent = Patent.objects.filter(series=asked[0], number=asked[1]).first() if all(asked) else None
    if patent is None:
        return CheckAnswer("not_found", clock.today(), clock.now())
    on = civil_today(patent)
    valid = validity(patent, on=on).value is ValidityAnswer.VALID
    return CheckAnswer("valid" if valid else "not_valid", on, clock.now())
