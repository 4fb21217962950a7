"""The public check of permits: is this document valid today? Three answers in one shape, nobody named, every question counted and
kept. It knows what extension orders made of the last day, and shows neither day: who asks learns yes or no.

Every question takes one way, whatever the answer: look up, count against the limits, write down, commit, answer."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest

from permits.models import Permit
from permits.selectors import civil_today, that_stand
from permits.standing import Standing, standing_on
from portal import clock
from portal.edge import client
from portal.edge.limits import WAITS, Counted, Limit, counting
from portal.errors import LimitExceeded
from portal.legal import services
from portal.legal.rules.calendar import add_months

# As the check of patents: a person with a stack of papers asks a few dozen times, a machine that walks numbers thousands.
PER_ADDRESS: Final = Limit("permit-check", times=60, per_seconds=600)
PER_ADDRESS_AND_DAY: Final = Limit("permit-check-day", times=1000, per_seconds=24 * 3600)
PER_ACCOUNT: Final = Limit("permit-check-account", times=60, per_seconds=600)
PER_ACCOUNT_AND_DAY: Final = Limit("permit-check-account-day", times=1000, per_seconds=24 * 3600)
LONGEST: Final = {"series": 10, "number": 20}

_SEPARATORS = re.compile(r"[\s\-–—.]+")
_COUNT_AND_KEEP = f"""
    WITH {WAITS}, kept AS (
        INSERT INTO permit_proof_permitquestion (asked_at, network, account_id, asked, result, keep_until)
        SELECT %(now)s, %(network)s, %(account)s, %(asked)s, CASE WHEN seconds = 0 THEN %(result)s ELSE 'refused' END, %(keep_until)s
        FROM waits
    )
    SELECT seconds FROM waits
"""  # noqa: S608 (text of this program alone)


@dataclass(frozen=True)
class CheckAnswer:
    """`result` is "valid", "not_valid" or "not_found"; `on` the civil date in the region of the permit (Moscow when not found)."""

    result: str
    on: date
    as_of: datetime


def ask(request: HttpRequest, kind: str, series: str, number: str) -> CheckAnswer:
    """The answer for today, once the question is counted and written down for good. Series and number as people type them.

    Raises `LimitExceeded`."""
    answer = check_permit(kind, series, number)
    user = getattr(request, "user", None)
    account = user.pk if user is not None else None
    network = client.network(request)
    values: dict[str, Any] = {
        **counting([_limits(network, account)]),
        "network": _hashed("network", network),
        "account": account,
        "asked": _hashed("asked", kind, canonical(series), canonical(number)),
        "result": answer.result,
        "keep_until": add_months(clock.today(), services.term("permits.question_retention", on=clock.today()).amount),
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT_AND_KEEP, values)
        (wait,) = cursor.fetchone()
    if wait:
        raise LimitExceeded(retry_after=wait)
    return answer


def check_permit(kind: str, series: str, number: str) -> CheckAnswer:
    """The answer for today; counts and keeps nothing. Of a number that stands on a withdrawn entry alone nothing is known: the paper
    that it was meant to repeat may be as good as any."""
    permit = that_stand(Permit.objects.filter(kind=kind, series=canonical(series), number=canonical(number))).first()
    if permit is None:
        return CheckAnswer("not_found", clock.today(), clock.now())
    on = civil_today(permit)
    return CheckAnswer("valid" if standing_on(permit, on) is Standing.VALID else "not_valid", on, clock.now())


def canonical(typed: str) -> str:
    """Without separators and the sign of a number, in capitals; full-width and other compatibility characters become plain ones."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", typed.replace("№", " "))).upper()


def _limits(network: str, account: int | None) -> list[Counted]:
    limits: list[Counted] = [(PER_ADDRESS, (network,)), (PER_ADDRESS_AND_DAY, (network,))]
    if account is not None:
        limits += [(PER_ACCOUNT, (account,)), (PER_ACCOUNT_AND_DAY, (account,))]
    return limits


def _hashed(kind: str, *words: str) -> bytes:
    text = "\x1f".join(["permits.question", kind, *words])
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(errors="surrogatepass"), hashlib.sha256)[:16]
