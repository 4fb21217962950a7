"""What a registered guest does, and by when: leave, have the registration made anew, or be registered at the next place.

Page, PDF and letter say the same sentences; each chooses its language when it is read."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.interim import grounds
from permits.interim.models import Right
from permits.interim.told import visa_free_days
from permits.registration import deadlines, terms
from permits.registration.models import ArrivalNotice
from permits.registration.selectors import civil_today
from portal.legal.explained import Explained
from portal.legal.wording import said, term_in_words
from profiles.models import Person
from profiles.selectors import PersonFacts, facts

_term = lazy(term_in_words, str)


@dataclass(frozen=True)
class NextSteps:
    """`sentences` in their order; `due` is the last day for a notice of who arrives at the next place on the day of leaving this one."""

    sentences: tuple[Any, ...]
    due: Explained[date]


def steps_of(notice: ArrivalNotice) -> NextSteps | None:
    """Of a registration that stands, or that ended with a departure after which no other was made. None for every other notice."""
    permit = notice.permit
    if permit is None or notice.guest is None or notice.status not in _SPEAKING:
        return None
    stands = notice.status == ArrivalNotice.Status.CONFIRMED
    if not stands and ArrivalNotice.objects.filter(guest=notice.guest, status=ArrivalNotice.Status.CONFIRMED).exists():
        return None
    leaves_on = permit.valid_until if stands else notice.ended_on
    assert leaves_on is not None  # a registration always has a last day, and one that is over the day on which it ended
    due = deadlines.arrival_due(arrived_on=leaves_on, citizenship=permit.citizenship, is_hotel=False)
    elsewhere = said(
        _ELSEWHERE, term=_term(deadlines.arrival_term(citizenship=permit.citizenship, is_hotel=False, on=leaves_on)), arrives=leaves_on,
        due=due.value, hotel=_term(deadlines.arrival_term(citizenship=permit.citizenship, is_hotel=True, on=leaves_on)),
    )  # fmt: skip
    stay = _stay(notice.guest, registered_until=leaves_on if stands else None, on=civil_today(notice.region))
    here = (said(_HERE, day=leaves_on),) if stands else ()
    return NextSteps((*stay, *here, elsewhere, _NOBODY_FILES), due)


def _stay(guest: Person, *, registered_until: date | None, on: date) -> tuple[Any, ...]:
    """The registration is no permission to stay: which day obliges to leave Russia is said apart; nothing while it is not known."""
    known = facts(guest)
    stay = terms.longest(known, on=on)
    if stay is None:
        return ()
    if stay.value is None:
        return (_WITHOUT_END,)
    free = _visa_free_before(known, on)
    if free is not None and free < stay.value:
        return (said(_CARD_SAYS_MORE, day=stay.value, free=free),)
    goes_on = registered_until is not None and stay.value > registered_until
    return (said(_STAY_GOES_ON if goes_on else _STAY_ENDS, day=stay.value),)


def _visa_free_before(known: PersonFacts, on: date) -> date | None:
    """The last visa-free day, where only the told day of the migration card carries the stay: it may stand for an extension on paper, and
    may be a mistake. "What am I today" names the earlier of the two."""
    ground = grounds.longest(known, on=on)
    if ground is None or ground.right != Right.TOLD_STAY:
        return None
    return next((one.last_day for one in visa_free_days(replace(known, stay_until=None), on)), None)


_SPEAKING: Final = frozenset({ArrivalNotice.Status.CONFIRMED, ArrivalNotice.Status.DEPARTED})
_WITHOUT_END = _("Your stay in Russia has no last day, so you need not leave; only the registration ends and is made anew.")
_STAY_ENDS = gettext_noop(
    "By what the portal knows, you may stay in Russia through %(day)s. Leave by the end of that day, unless your stay is extended before."
)
_STAY_GOES_ON = gettext_noop(
    "By what the portal knows, you may stay in Russia longer than the registration lasts: through %(day)s. Leave by the end of that day, "
    "unless your stay is extended before."
)
_CARD_SAYS_MORE = gettext_noop(
    "By the migration card, as you told its last day, you may stay in Russia through %(day)s; by your entries and exits the visa-free days "
    "end earlier, on %(free)s. Leave by the end of %(free)s, unless an office has extended your stay."
)
_HERE = gettext_noop("If you go on living at this address, your host files a new notice not later than %(day)s.")
_ELSEWHERE = gettext_noop(
    "If you move to another address in Russia, your host there files a new notice. The term is %(term)s after the day of arrival: if you "
    "arrive there on %(arrives)s, not later than %(due)s. A hotel has %(hotel)s."
)
_NOBODY_FILES = _(
    "If a host does not want to file it, go to the migration office before that last day, with your passport and the number of this notice."
)

__all__ = ["NextSteps", "steps_of"]
