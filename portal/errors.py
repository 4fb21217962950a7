"""Refusals. Each cause is a class with a stable code; a door translates it in one place.

`WrongState` (409): the thing is not in a state in which this can happen. `RuleViolation` (422): a rule
forbids it. `LimitExceeded` (429): asked too often. Context values are safe to show; no personal data in them.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.euphony import well_said


class DomainError(Exception):
    """A refusal with a stable `code`, a translatable `message` and a `context` to fill it."""

    code = "refused"
    status = 400
    message = _("This cannot be done.")
    retry_after = 0  # seconds until the same may be asked again, when that is known

    def __init__(self, message: Any = None, **context: Any) -> None:
        self.context = context
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        text = str(self.message)
        return well_said(text % self.context) if self.context and "%(" in text else text


class WrongState(DomainError):
    code = "wrong_state"
    status = 409


class RuleViolation(DomainError):
    code = "rule_violation"
    status = 422


class StaleVersion(WrongState):
    """Somebody changed the row after this page was loaded."""

    code = "stale_version"
    message = _("This page is out of date: somebody changed the record after you opened it. Look at it again before you decide.")


class NotAllowed(DomainError):
    """The actor may see the thing but may not do this to it."""

    code = "not_allowed"
    status = 403
    message = _("You may not do this.")


class LimitExceeded(DomainError):
    code = "limit_exceeded"
    status = 429
    message = _("Too many requests. Try again later.")

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after=retry_after)
