"""An answer in words, as the page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from babel.dates import format_timedelta
from django.utils.translation import gettext

from portal import clock
from portal.codes import words
from portal.codes.kinds import CodeKind, Shown, kind_named
from portal.codes.statuses import ListState
from portal.codes.verdicts import Answer, Explanation
from portal.legal import citizenships, regions
from portal.legal.wording import babel_locale
from portal.ui.formats import civil_date

_UNITS: Final[tuple[tuple[Literal["day", "hour", "minute"], int], ...]] = (("day", 86400), ("hour", 3600), ("minute", 60))


@dataclass(frozen=True)
class Line:
    field: str
    label: Any
    value: Any


def told(answer: Answer) -> dict[str, Any]:
    """What the template of an answer needs. The script fills the same template (check-qr.js)."""
    kind = kind_named(answer.kind) if answer.kind else None
    return {
        "answer": answer,
        "kind": kind,
        "answer_words": heading(answer, kind),
        "explanation": explanation(answer, kind),
        "lists_words": words.found(words.LISTS, answer.lists) if kind else None,
        "lines": list(lines(kind, answer)) if kind else [],
        "today": answer.valid_until_today if answer.goes_on or answer.explanation is Explanation.MOVED else None,
        "list_as_of": _list_as_of(answer),
        "issued_at": "" if answer.issued_at is None else moment(answer.issued_at),
        "checked_at": moment(int(clock.now().timestamp())),
    }


def heading(answer: Answer, kind: CodeKind | None) -> words.Words | None:
    """Fresh lists tell a printed code whose document goes on from one that has ended; without any, it is said that none was at hand
    (check-qr.js does the same)."""
    code = words.GOES_ON if answer.goes_on else words.UNCOMPARED if answer.is_uncompared else answer.result
    return words.found((*(kind.answers if kind else ()), *words.ANSWERS), code)


def explanation(answer: Answer, kind: CodeKind | None) -> words.Words | None:
    return words.found((*(kind.explanations if kind else ()), *words.EXPLANATIONS), answer.explanation)


def lines(kind: CodeKind, answer: Answer) -> Iterable[Line]:
    content = answer.content.as_json() if answer.content else {}
    for shown in kind.shown:
        value = shown.fixed or value_of(shown, content, kind) or shown.empty
        if value:
            yield Line(shown.line, shown.label, value)


def value_of(shown: Shown, content: dict[str, Any], kind: CodeKind) -> str:
    values = [content[name] for name in shown.fields if content[name]]
    if not values or (shown.unless and content[shown.unless] == content[shown.fields[0]]):
        return ""
    return " ".join(in_style(str(value), shown.style, kind) for value in values)


def in_style(value: str, style: str, kind: CodeKind) -> str:
    if style == "text":
        return value
    if style == "day":
        return str(civil_date(date.fromisoformat(value)))
    if style == "citizenships":
        return citizenships.label(value) if citizenships.exists(value) else value
    if style == "regions":
        return str(regions.region(value).name) if regions.exists(value) else value
    return str(kind.names[style]().get(value, value))


def _list_as_of(answer: Answer) -> str:
    if answer.list_as_of is None or answer.lists is ListState.RECORDS:
        return "" if answer.list_as_of is None else moment(answer.list_as_of)
    return f"{moment(answer.list_as_of)} ({ago(answer.list_age or 0)})"


def moment(seconds: int) -> str:
    """The day in words and the time of day in Moscow, with the name of the zone (check-qr.js does the same)."""
    at = datetime.fromtimestamp(seconds, clock.MOSCOW)
    return f"{civil_date(at)},\N{NO-BREAK SPACE}{at:%H:%M}, {gettext('Moscow time')}"


def ago(seconds: int) -> str:
    """In the largest unit of which there are two, never less than a minute (check-qr.js does the same)."""
    unit, length = next(((unit, length) for unit, length in _UNITS if seconds >= 2 * length), _UNITS[-1])
    count = max(1, seconds // length)
    return format_timedelta(timedelta(seconds=-count * length), granularity=unit, threshold=99, add_direction=True, locale=babel_locale())
