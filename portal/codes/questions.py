"""Every question about a signed code or a receipt is counted and written down: who walks through them is found by it.

Two statements around the answer: the limits are counted before anything is verified, which costs far more than the count; what was
answered is kept before it is told. Both share a commit with the questions that arrive together (`portal.edge.group_commit`)."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest

from portal import clock
from portal.edge import client
from portal.edge.deadline import no_longer_than
from portal.edge.forgetting import forget_due
from portal.edge.group_commit import GroupCommit, Unavailable, refuse_transaction
from portal.edge.limits import WAITS, Counted, Limit, counting
from portal.edge.prepared import Prepared
from portal.errors import LimitExceeded
from portal.legal import services
from portal.legal.rules.calendar import add_months

LONGEST_WRITE = 3.0  # seconds for a group; then its questions are not answered
_COLUMNS = "(asked_at, network, account_id, door, asked, result, keep_until)"
_TOLD = "unnest(%(networks)s::bytea[], %(accounts)s::bigint[], %(doors)s::text[], %(asked)s::bytea[], %(results)s::text[])"
_COUNT = Prepared(
    "codes_count",
    f"""
    WITH {WAITS}, kept AS (
        INSERT INTO codes_codequestion {_COLUMNS}
        SELECT %(now)s::timestamptz, network, account_id, door, asked, result, %(keep_until)s::date
        FROM {_TOLD} WITH ORDINALITY AS told (network, account_id, door, asked, result, place) JOIN waits ON caller = place - 1
        WHERE seconds > 0
    )
    SELECT seconds FROM waits ORDER BY caller
    """,  # noqa: S608 (text of this program alone)
)
_KEEP = Prepared(
    "codes_keep",
    f"""
    INSERT INTO codes_codequestion {_COLUMNS}
    SELECT %(now)s::timestamptz, network, account_id, door, asked, result, %(keep_until)s::date
    FROM {_TOLD} AS told (network, account_id, door, asked, result) RETURNING id
    """,  # noqa: S608 (text of this program alone)
)


@dataclass(frozen=True)
class Asked:
    """One question: through which door ("code", "receipt"), by which network and account, about what."""

    door: str
    network: str
    account_id: int | None
    about: bytes
    limits: tuple[Counted, ...]
    result: str = "refused"


def count(request: HttpRequest, *, door: str, about: tuple[str, ...], per_address: Sequence[Limit], per_account: Sequence[Limit]) -> Asked:
    """Count a question of this address and account, before it is answered. `about` is kept as a keyed hash alone.

    One too many is written down as refused. Raises `LimitExceeded`, and `Unavailable` when it could not be counted."""
    network = client.network(request)
    account = request.user.pk if request.user.is_authenticated else None
    limits: list[Counted] = [(limit, (network,)) for limit in per_address]
    if account is not None:
        limits += [(limit, (account,)) for limit in per_account]
    question = Asked(door, network, account, _hashed("asked", door, *about), tuple(limits))
    if wait := _counting.submit(question):
        raise LimitExceeded(retry_after=wait)
    return question


def keep(question: Asked, result: str) -> None:
    """Write down what is about to be answered; once this returns it is there for good. Raises `Unavailable`."""
    _keeping.submit(Asked(question.door, question.network, question.account_id, question.about, (), result))


def forget_questions() -> int:
    """Delete the questions whose last day has passed; how many went. Running it again changes nothing."""
    return forget_due("codes_forget_questions")


def _count_group(questions: Sequence[Asked]) -> list[int]:
    """For each question the seconds until it may be asked again; 0 lets it through."""
    return _written(_COUNT, questions, counting([question.limits for question in questions]))


def _keep_group(questions: Sequence[Asked]) -> list[int]:
    return _written(_KEEP, questions, {"now": clock.now()})


def _written(statement: Prepared, questions: Sequence[Asked], parameters: dict[str, object]) -> list[int]:
    refuse_transaction()
    told = {
        "networks": [_hashed("network", question.network) for question in questions],
        "accounts": [question.account_id for question in questions],
        "doors": [question.door for question in questions],
        "asked": [question.about for question in questions],
        "results": [question.result for question in questions],
        "keep_until": _keep_until(clock.today()),
    }
    try:
        with no_longer_than(LONGEST_WRITE):
            return [number for (number,) in statement.rows(parameters | told)]
    except (OperationalError, InterfaceError) as error:
        raise Unavailable from error


_counting: GroupCommit[Asked, int] = GroupCommit(_count_group)
_keeping: GroupCommit[Asked, int] = GroupCommit(_keep_group)


def _hashed(kind: str, *words: str) -> bytes:
    text = "\x1f".join(["codes.question", kind, *words])
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(errors="surrogatepass"), hashlib.sha256)[:16]


@lru_cache(maxsize=2)
def _keep_until(today: date) -> date:
    """A changed term counts for the questions of the next day."""
    return add_months(today, services.term("codes.question_retention", on=today).amount)
