"""What a value must be besides its kind: said by the room that reads the figure, asked before an operator's row is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal.errors import RuleViolation


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """A row that an operator is about to enter. `value` None: the act ends the figure. `until`: the first day no longer in force."""

    key: str
    value: str | None
    since: date
    until: date | None = None
    scope: str = ""


# Why the row cannot be taken, None when it can.
Check = Callable[[Proposed], RuleViolation | None]

_checks: dict[str, Check] = {}


def register(key: str, check: Check) -> None:
    _checks[key] = check


def refusal(row: Proposed) -> RuleViolation | None:
    """Why the room that reads this figure could not reckon with the row."""
    check = _checks.get(row.key)
    return check(row) if check else None


__all__ = ["Check", "Proposed", "refusal", "register"]
