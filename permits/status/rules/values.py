"""What the rules of "what am I today" are told, and what they answer."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from portal.legal.citizenships import Regime
from portal.legal.explained import Explained
from profiles.rules.stays import StayDays


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What one extension order in force made of a permit's stated day. `source`: act and paragraph."""

    order: str
    source: str
    days: int
    gives: date


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
    extensions: tuple[Moved, ...] = ()
    ended_on: date | None = None  # the first day without it, where it was ended before its last day

    @property
    def name(self) -> str:
        """As `Sent.about` names it."""
        return f"{self.kind}:{self.number}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it counted or will count, inclusive; None: it has none."""
        return self.ended_on - timedelta(days=1) if self.ended_on else self.valid_until


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
    left_address_on: date | None = None  # the last day at the last address, where no other was told since
    stays: tuple[StayDays, ...] = ()
    permits: tuple[PermitFacts, ...] = ()
    over: PermitFacts | None = None  # of the permits to live here that ended before that day, the one that lasted longest
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


@dataclass(frozen=True, kw_only=True)
class Over:
    """A ground that the person had in this stay, and that nothing followed. `last`: its last day, inclusive. `now`: what to do now."""

    title: Any
    last: Explained[date]
    now: Any
    action: Action


class State(StrEnum):
    LATE = "late"
    NOW = "now"
    LATER = "later"  # its window opens on a later day
    WAITING = "waiting"  # the application that does it was sent and is not decided
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An application that was sent and is not decided.

    `sent_on` and `decide_by` (inclusive) are civil dates of its office. `about` names the document that it is about: "" where it names
    none. `is_asked`: an officer waits for an answer of the applicant."""

    procedure: str
    reference: str
    sent_on: date
    decide_by: date
    about: str = ""
    is_asked: bool = False


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something to be done by a day. `key` stays the same while the duty is the same one: calendar and reminders know it by it.

    `begun_on` is the day from which the term runs: a reminder that would come before it is not sent. `opens_on` is the first day
    on which it can be done. `can_tell`: only the person knows whether it is done. `announced_elsewhere`: another room reminds.
    `missed`: read instead of `what` once the day has passed: what to do now, and what follows. `second`: another way, beside `action`.
    `outside`: its name in letters and calendars, which others may see, where `title` tells more than they should know.

    `procedures`: codes of the applications that do it; the first that the portal has is what its button begins. Once one of them is
    sent, `asked` holds it and the duty waits for its decision. `about`: the document that such an application names, where it names
    one. `asked_from`: one that was sent earlier is about something else."""

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
    outside: Any = ""
    second: Action | None = None
    procedures: tuple[str, ...] = ()
    about: str = ""
    asked_from: date | None = None
    asked: Sent | None = None

    @property
    def named_outside(self) -> Any:
        return self.outside or self.title

    @property
    def is_open(self) -> bool:
        """Something is left for the person to do."""
        return not self.done and self.asked is None

    def is_done_by(self, sent: Sent) -> bool:
        """Whether this application is the one that the duty asks for."""
        is_it = sent.procedure in self.procedures and sent.about in {"", self.about}
        return is_it and (self.asked_from is None or sent.sent_on >= self.asked_from)

    def state(self, on: date) -> State:
        if self.done:
            return State.DONE
        if self.asked is not None:
            return State.WAITING
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
    """What one source knows. `settled`: code of a duty -> the day on which something showed that it is done. `sent`: applications that
    wait for a decision."""

    grounds: list[Ground] = field(default_factory=list)
    over: list[Over] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    settled: dict[str, date] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Status:
    """The answer for one day. `ground` None: none is known, and `over` is the last one that was, if there was any in this stay.
    `is_outside`: by what was told the person is not in the country."""

    on: date
    is_outside: bool
    ground: Ground | None
    over: Over | None
    others: tuple[Ground, ...]
    duties: tuple[Duty, ...]
    questions: tuple[Question, ...]
    gaps: tuple[Gap, ...]
    counter: Any = None  # Explained[Counter] | None
    next_entry: Explained[date] | None = None

    def open_duties(self) -> tuple[Duty, ...]:
        """Those of which something is left to do: neither done nor asked for."""
        return tuple(duty for duty in self.duties if duty.is_open)
