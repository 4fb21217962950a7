"""A figure that is missing stops the act; here an operator hears of it all the same.

The act's transaction is rolled back, and a row written inside it would go with it. So a gap found inside a transaction is kept in the
thread until the request or the task is over, and then recorded in a transaction of its own. The log has the error at once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction

from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal.events import LegalValueMissing
from portal.legal.models import LegalGap

log = structlog.get_logger(__name__)
_waiting = threading.local()
_entered_at: dict[str, Any] = {}
_only_asking: ContextVar[bool] = ContextVar("only_asking", default=False)


def entered_at(key: str, address: Any) -> None:
    """A room keeps this figure in a table of its own: operators are led to `address`, not to the law as data."""
    _entered_at[key] = address


def address_of(key: str) -> str:
    """The page on which an operator enters the figure."""
    return str(_entered_at.get(key, "/admin/legal/legalvalue/add/"))


@contextmanager
def only_asking() -> Iterator[None]:
    """A public calculator may ask for any year and region: what it does not find stops nobody and rings nowhere."""
    token = _only_asking.set(True)
    try:
        yield
    finally:
        _only_asking.reset(token)


def notice(*, key: str, scope: str, on: date) -> None:
    """Something needed this figure and did not find it."""
    if _only_asking.get():
        return
    log.error("legal_value_missing", key=key, scope=scope, on=on.isoformat())
    _found().add((key, scope, on))
    if not connection.in_atomic_block:
        record_found()


def record_found(**_: Any) -> None:
    """Write down the gaps found in this thread. Called when a request or a task ends."""
    found = _found()
    forget_found()
    for key, scope, on in sorted(found):
        try:
            _record(key, scope, on)
        except DatabaseError as error:  # the log already has the gap; the next attempt at the act finds it again
            log.warning("legal_gap_not_recorded", key=key, scope=scope, error=type(error).__name__)


def forget_found() -> None:
    """Drop what this thread has found and not written down yet."""
    _waiting.found = set()


@transaction.atomic
def _record(key: str, scope: str, on: date) -> None:
    gap, is_new = LegalGap.objects.get_or_create(key=key, scope=scope, noticed_on=clock.today(), defaults={"needed_on": on})
    if is_new:
        emit(LegalValueMissing(gap_id=gap.pk, key=key, scope=scope, on=on), actor=SYSTEM)


def _found() -> set[tuple[str, str, date]]:
    if not hasattr(_waiting, "found"):
        forget_found()
    found: set[tuple[str, str, date]] = _waiting.found
    return found
