"""The answer for one day, put together from what each source found."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from permits.status.rules import stay_days
from permits.status.rules.arrival import was_resident
from permits.status.rules.asking import Asked
from permits.status.rules.entrants import VISA_FREE
from permits.status.rules.values import Duty, Found, Gap, Ground, Over, Question, Sent, State, Status
from portal.legal.errors import MissingLegalParameter
from portal.legal.explained import Explained
from profiles.rules.stays import questions

ONCE = frozenset({"fingerprints"})  # whatever showed it, however long ago
ONLY_LAST = frozenset({"exam"})  # of several papers that end only the one that ends last asks for something


def compose(asked: Asked, sources: Iterable[Found]) -> Status:
    """Grounds by what they allow, duties by their day; what a longer ground makes pointless is left out."""
    found = list(sources)
    grounds = sorted((ground for one in found for ground in one.grounds), key=_ground_order)
    is_outside = asked.present_stay is None and bool(asked.facts.stays)
    over = None if grounds or is_outside else _newest([over for one in found for over in one.over])
    duties = _settled(_kept([duty for one in found for duty in one.duties], grounds, over), found)
    counter, following = _days(asked)
    return Status(
        on=asked.on,
        is_outside=is_outside,
        ground=grounds[0] if grounds else None,
        over=over,
        others=tuple(grounds[1:]),
        duties=tuple(sorted(duties, key=lambda duty: (duty.due.value, duty.code, duty.key))),
        questions=_once(question for one in found for question in one.questions),
        gaps=tuple(dict.fromkeys(gap for one in found for gap in one.gaps)),
        counter=counter,
        next_entry=following,
    )


def _ground_order(ground: Ground) -> tuple[int, int]:
    """Of two equal ones that which lasts longer."""
    return int(ground.rank), -(ground.until.value or date.max).toordinal()


def _newest(over: list[Over]) -> Over | None:
    return max(over, key=lambda one: one.last.value, default=None)


def _kept(duties: list[Duty], grounds: list[Ground], over: Over | None) -> list[Duty]:
    by_key = {duty.key: duty for duty in duties}
    kept = [duty for duty in by_key.values() if duty.code != "leave" or not _is_pointless(duty, grounds, over)]
    last = {duty.code: duty for duty in sorted(kept, key=lambda duty: duty.due.value)}
    return [duty for duty in kept if duty.code not in ONLY_LAST or duty is last[duty.code]]


def _settled(duties: list[Duty], found: list[Found]) -> list[Duty]:
    """Each duty that something showed to be done, or whose application was sent, says so."""
    settled: dict[str, date] = {}
    for one in found:
        for code, day in one.settled.items():
            settled[code] = max(day, settled.get(code, day))
    sent = sorted((sent for one in found for sent in one.sent), key=lambda sent: sent.sent_on, reverse=True)
    return [duty if duty.done else _as_it_stands(duty, settled, sent) for duty in duties]


def _as_it_stands(duty: Duty, settled: dict[str, date], sent: list[Sent]) -> Duty:
    """The newest application is named where several do it."""
    if _is_settled(duty, settled):
        return replace(duty, done=True)
    asked = next((one for one in sent if duty.is_done_by(one)), None)
    second = duty.second
    if second and second.route == "cases:start" and any(one.procedure in second.args for one in sent):
        second = None  # that other way has been taken
    return replace(duty, asked=asked, second=second) if asked or second != duty.second else duty


def _is_settled(duty: Duty, settled: dict[str, date]) -> bool:
    day = settled.get(duty.code)
    return day is not None and (duty.code in ONCE or day >= duty.begun_on)


def _is_pointless(leave: Duty, grounds: list[Ground], over: Over | None) -> bool:
    """Nobody has to leave on the last visa-free day who may stay longer on another ground, nor had to who could."""
    if over is not None and over.last.value > leave.due.value:
        return True
    return any(ground.until.value is None or ground.until.value > leave.due.value for ground in grounds)


def _days(asked: Asked) -> tuple[Explained[stay_days.Counter] | None, Explained[date] | None]:
    """The counter of visa-free days, when it applies and can be told; and for somebody outside the first day to come again."""
    if was_resident(asked) or asked.facts.regime not in VISA_FREE or not asked.facts.stays or questions(asked.facts.stays):
        return None, None
    try:
        law = stay_days.stay_law(asked.book, asked.facts.citizenship)
    except MissingLegalParameter:
        return None, None  # the rule of the ground has said it already
    counter = stay_days.count(asked.facts.stays, on=asked.on, law=law)
    outside = asked.present_stay is None
    before = [stay for stay in asked.facts.stays if stay.first_known <= asked.on]
    return counter, stay_days.next_entry(before, after=asked.on, law=law) if outside and before else None


def _once(asked_for: Iterable[Question]) -> tuple[Question, ...]:
    return tuple({question.code: question for question in asked_for}.values())


__all__ = ["Gap", "State", "compose"]
