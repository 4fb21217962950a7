"""What a value must be besides its kind: said by the room that reads the figure, asked before an operator's row is taken."""

from collections.abc import Callable
from datetime import date

from portal.errors import RuleViolation

# The value (None: the act ends the figure) and the first day of the row; why it cannot be taken, None when it can.
Check = Callable[[str | None, date], RuleViolation | None]

_checks: dict[str, Check] = {}


def register(key: str, check: Check) -> None:
    _checks[key] = check


def refusal(key: str, value: str | None, since: date) -> RuleViolation | None:
    """Why the room that reads this figure could not reckon with the row."""
    check = _checks.get(key)
    return check(value, since) if check else None


__all__ = ["Check", "refusal", "register"]
