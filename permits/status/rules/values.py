"""What the rules of "what am I today" are told, and what they answer."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from typing import Any

from portal.legal.citizenships import Regime
from portal.legal.explained import Explained
from profiles.rules.stays import StayDays


@dataclass(frozen=True, kw_only=True)
class PermitFacts:
    """One permit on a day. `valid_until` is what the law makes of it today; None: it has no last day."""

    kind: str
    number: str
    region: str
    issued_on: date
    valid_until_stated: date | None
    valid_until: date | None
    ground: str = ""


@dataclass(frozen=True, kw_only=True)
class ContractFacts:
    """A contract of work of a citizen of the Eurasian Economic Union, as told. `ends_on` None: without a last day."""

    begins_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class StatusFacts:
    """What is known of the person. Unknown is None or "". Permits are those in force on the day that is asked about."""

    citizenship: str = ""
    regime: Regime | None = None
    birth_date: date | None = None
    passport_expires_on: date | None = None
    entered_on: date | None = None  # of the current migration card
    purpose: str = ""
    card_until: date | None = None
    address_told_on: date | None = None
    registered_until: date | None = None
    stays: tuple[StayDays, ...] = ()
    permits: tuple[PermitFacts, ...] = ()
    contract: ContractFacts | None = None
    told_done: frozenset[str] = frozenset()  # keys of duties that the person says are done


class Rank(IntEnum):
    """Which ground is named first when several hold: the one that allows most."""

    PERMANENT = 10
    RESIDENCE = 20
    STUDY = 30
    PROTECTION = 40
    PATENT = 50
    EXTENSION = 60
    INTERIM = 65
    CONTRACT = 70
    VISA = 80
    VISA_FREE = 90


@dataclass(frozen=True)
class Action:
    """A button: its words and the page that it opens."""

    text: Any
    route: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why the person may be in the country on the day. `until` is the last day, inclusive, or None when there is none."""

    code: str
    rank: Rank
    title: Any
    until: Explained[date | None]
    headline: Any  # the first sentence of the page
    allows: tuple[Any, ...] = ()
    ends: tuple[Any, ...] = ()
    citation: Any = ""
    action: Action | None = None


class State(StrEnum):
    LATE = "late"
    NOW = "now"
    LATER = "later"  # its window opens on a later day
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something to be done by a day. `key` stays the same while the duty is the same one: calendar and reminders know it by it.

    `begun_on` is the day from which the term runs: a reminder that would come before it is not sent. `opens_on` is the first day
    on which it can be done. `can_tell`: only the person knows whether it is done. `announced_elsewhere`: another room reminds.
    `missed`: read instead of `what` once the day has passed: what to do now, and what follows."""

    key: str
    code: str
    title: Any
    what: Any
    due: Explained[date]
    begun_on: date
    opens_on: date | None = None
    done: bool = False
    can_tell: bool = False
    announced_elsewhere: bool = False
    action: Action | None = None
    missed: Any = ""
    by_visit: bool = False  # it is done at an office: an appointment can be booked for it

    def state(self, on: date) -> State:
        if self.done:
            return State.DONE
        if on > self.due.value:
            return State.LATE
        return State.LATER if self.opens_on and on < self.opens_on else State.NOW


@dataclass(frozen=True)
class Question:
    """A fact that is missing, and the page that asks for it. `stops` says what cannot be told without it."""

    code: str
    text: Any
    stops: Any
    route: str


@dataclass(frozen=True)
class Gap:
    """A figure of the law that is missing for a day: what needed it is left out and said."""

    key: str
    scope: str
    on: date


@dataclass
class Found:
    """What one source knows. `settled`: code of a duty -> the day on which something showed that it is done."""

    grounds: list[Ground] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    settled: dict[str, date] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Status:
    """The answer for one day. `ground` None: none is known; `is_outside`: by what was told the person is not in the country."""

    on: date
    is_outside: bool
    ground: Ground | None
    others: tuple[Ground, ...]
    duties: tuple[Duty, ...]
    questions: tuple[Question, ...]
    gaps: tuple[Gap, ...]
    counter: Any = None  # Explained[Counter] | None
    next_entry: Explained[date] | None = None

    def open_duties(self) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if not duty.done)
