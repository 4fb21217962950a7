"""What the figures of employment may be: values that no page could use are refused when an operator enters them."""

import re
from typing import Final

from employment.duties import ACTIVITY_BAN
from employment.errors import NotActivities
from portal.errors import RuleViolation
from portal.legal import checks
from portal.legal.checks import Proposed

# dd, dd.d, dd.dd, dd.dd.d, dd.dd.dd: class, subclass, group, subgroup and kind of the All-Russian Classifier of Economic Activities.
_ACTIVITY: Final = re.compile(r"[0-9]{2}(\.[0-9]{1,2}(\.[0-9]{1,2})?)?")


def register() -> None:
    checks.register(ACTIVITY_BAN, _activities)


def _activities(row: Proposed) -> RuleViolation | None:
    """Codes with single spaces between them, each once."""
    codes = row.value.split(" ") if row.value is not None else []
    fit = all(map(_ACTIVITY.fullmatch, codes)) and len(set(codes)) == len(codes)
    return None if fit else NotActivities()


__all__ = ["register"]
