"""The public check: is this patent valid today? Three answers in one shape, nobody named, every question counted and kept.

Every question takes one way, whatever the answer: look up, count against the limits, write down, commit, answer. Questions that
arrive together share the transaction (`portal.edge.group_commit`)."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest

from patents.formats import canonical_number, canonical_series
from patents.models import Question
from patents.rules.standing import KeptDates, is_valid_on
from patents.rules.validity import months_of
from portal import clock
from portal.edge import client
from portal.edge.deadline import no_longer_than
from portal.edge.group_commit import GroupCommit, Unavailable, refuse_transaction
from portal.edge.limits import WAITS, Counted, Limit, count_against, counting
from portal.edge.prepared import Prepared
from portal.errors import LimitExceeded
from portal.legal import regions, services
from portal.legal.rules.calendar import add_months

# A person with a stack of patents at the gate asks a few dozen times; a machine that walks numbers asks thousands.
PER_ADDRESS = Limit("patent-check", times=60, per_seconds=600)
PER_ADDRESS_AND_DAY = Limit("patent-check-day", times=1000, per_seconds=24 * 3600)
LONGEST_WRITE = 3.0  # seconds for a group, look-up and commit; then its questions are not answered
# Who is signed in is counted as an account too, wherever they ask from.
PER_ACCOUNT = Limit("patent-check-account", times=60, per_seconds=600)
PER_ACCOUNT_AND_DAY = Limit("patent-check-account-day", times=1000, per_seconds=24 * 3600)

_FIND = Prepared(
    "patents_find",
    """
    SELECT series, number, region, begins_on, valid_through, annulled_on
    FROM unnest(%(series)s::text[], %(numbers)s::text[]) AS asked (series, number) JOIN patents_patent USING (series, number)
    """,
)
# One statement: the limits are counted, what happened is kept, and one commit makes both last.
_COUNT_AND_KEEP = Prepared(
    "patents_count_and_keep",
    f"""
    WITH {WAITS}, kept AS (
        INSERT INTO patents_question (asked_at, network, account_id, asked, result, keep_until)
        SELECT %(now)s::timestamptz, network, account_id, asked, CASE WHEN seconds = 0 THEN result ELSE 'refused' END, %(keep_until)s::date
        FROM unnest(%(networks)s::bytea[], %(accounts)s::bigint[], %(asked)s::bytea[], %(results)s::text[])
             WITH ORDINALITY AS told (network, account_id, asked, result, place) JOIN waits ON caller = place - 1
    )
    SELECT seconds FROM waits ORDER BY caller
    """,  # noqa: S608 (text of this program alone)
)

Asked = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """`result` is "valid", "not_valid" or "not_found"; "unreadable" when it was no series and number that was asked.
    `on` is the civil date in the patent's region (Moscow when not found)."""

    result: str
    on: date
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the network that limits count by, and the account of a person who is signed in."""

    network: str
    account_id: int | None = None


def asker_of(request: HttpRequest) -> Asker:
    """Looks at the account only where the request went through sign-in."""
    user = getattr(request, "user", None)
    return Asker(client.network(request), user.pk if user is not None else None)


def ask(request: HttpRequest, series: str, number: str) -> CheckAnswer:
    """The answer for today, once the question is counted and written down for good.

    Raises `LimitExceeded`, and `Unavailable` when it could not be written down."""
    answered = _group.submit((asker_of(request), series, number))
    if isinstance(answered, int):
        raise LimitExceeded(retry_after=answered)
    return answered


def check_patent(series: str, number: str) -> CheckAnswer:
    """The answer for today; counts and keeps nothing. Numbers may be typed as people type them; what is not a number of a
    patent is "not_found"."""
    asked = _canonical(series, number)
    return _answer(asked or ("", ""), _find([asked] if asked else []), clock.now())


def count_question(request: HttpRequest) -> None:
    """Count one question of this address and account, for a door that answers by itself. Raises `LimitExceeded`."""
    for limit, parts in _limits_of(asker_of(request)):
        count_against(limit, *parts)


def record_question(asker: Asker, series: str, number: str, result: str) -> None:
    """Keep that `asker` was told `result`, for a door that counts by itself. Joins the caller's transaction."""
    Question.objects.create(
        asked_at=clock.now(),
        network=hashed("network", asker.network),
        account_id=asker.account_id,
        asked=_hash_of(series, number),
        result=Question.Result(result),
        keep_until=_keep_until(clock.today()),
    )


def hashed(kind: str, *words: str) -> bytes:
    """What is kept instead of an address ("network") or of a series and number ("asked"): equal for equal words, keyed."""
    text = "\x1f".join(["patents.question", kind, *words])
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(errors="surrogatepass"), hashlib.sha256)[:16]


# ---- one group of questions

_Item = tuple[Asker, str, str]


def _answer_group(items: Sequence[_Item]) -> list[CheckAnswer | int]:
    """For each question its answer, or the seconds until the asker may ask again. All are kept, or none is answered.

    In autocommit, so that the write is one journey to the database; in a transaction it would not be final when it is answered."""
    refuse_transaction()
    try:
        with no_longer_than(LONGEST_WRITE):
            answers = _answers([_canonical(series, number) for _asker, series, number in items])
            waits = _count_and_keep(items, answers)
    except (OperationalError, InterfaceError) as error:
        raise Unavailable from error
    return [wait or answer for wait, answer in zip(waits, answers, strict=True)]


def _count_and_keep(items: Sequence[_Item], answers: Sequence[CheckAnswer]) -> list[int]:
    parameters = counting([_limits_of(asker) for asker, *_ in items]) | {
        "networks": [hashed("network", asker.network) for asker, *_ in items],
        "accounts": [asker.account_id for asker, *_ in items],
        "asked": [_hash_of(series, number) for _asker, series, number in items],
        "results": [answer.result for answer in answers],
        "keep_until": _keep_until(clock.today()),
    }
    return [seconds for (seconds,) in _COUNT_AND_KEEP.rows(parameters)]


_group: GroupCommit[_Item, CheckAnswer | int] = GroupCommit(_answer_group)


def _answers(asked: Sequence[Asked | None]) -> list[CheckAnswer]:
    found, now = _find([one for one in asked if one]), clock.now()
    return [_answer(one, found, now) for one in asked]


def _answer(asked: Asked | None, found: "dict[Asked, tuple[str, KeptDates]]", now: datetime) -> CheckAnswer:
    if asked is None or asked not in found:
        return CheckAnswer("not_found" if asked else "unreadable", now.astimezone(clock.MOSCOW).date(), now)
    region, kept = found[asked]
    on = now.astimezone(regions.region(region).zone).date()
    return CheckAnswer("valid" if is_valid_on(kept, on) else "not_valid", on, now)


def _find(asked: Sequence[Asked]) -> dict[Asked, tuple[str, KeptDates]]:
    """Region and dates of those patents that exist. One query on the unique index, also when there is nothing to look for."""
    rows = _FIND.rows({"series": [series for series, _number in asked], "numbers": [number for _series, number in asked]})
    return {(series, number): (region, KeptDates(*dates)) for series, number, region, *dates in rows}


def _hash_of(series: str, number: str) -> bytes:
    return hashed("asked", *(_canonical(series, number) or (series, number)))


@lru_cache(maxsize=2)
def _keep_until(today: date) -> date:
    """A changed term counts for the questions of the next day."""
    return add_months(today, months_of(services.term("patents.question_retention", on=today)))


def _canonical(series: str, number: str) -> Asked | None:
    asked = (canonical_series(series), canonical_number(number))
    return (asked[0], asked[1]) if asked[0] and asked[1] else None


def _limits_of(asker: Asker) -> list[Counted]:
    limits: list[Counted] = [(PER_ADDRESS, (asker.network,)), (PER_ADDRESS_AND_DAY, (asker.network,))]
    if asker.account_id is not None:
        limits += [(PER_ACCOUNT, (asker.account_id,)), (PER_ACCOUNT_AND_DAY, (asker.account_id,))]
    return limits
