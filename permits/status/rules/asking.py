"""What every rule of the status is given, and how one that lacks a figure of the law is left out and said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.status.rules.values import Found, Gap, Question, StatusFacts
from portal.legal.book import Book
from portal.legal.errors import DateOutOfRange, MissingLegalParameter
from portal.legal.explained import Explained
from portal.legal.figures import Term
from portal.legal.rules.calendar import WorkingCalendar, add_term, moved_from_day_off
from portal.legal.wording import said
from profiles.rules.majority import years_later
from profiles.rules.stays import StayDays

WHAT_FOLLOWS: Final = _("How long you may stay, and what must be done after the entry")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`on` is a civil date where the person is registered (Moscow when that is not known)."""

    on: date
    facts: StatusFacts
    book: Book
    working: WorkingCalendar

    def term_end(self, term: Term, start: date, *, moves_from_day_off: bool = False) -> Explained[date]:
        """The last day, inclusive, of a term that runs from the day after `start`. Terms of stay do not move from days off."""
        end = add_term(term, start, working=self.working)
        if not moves_from_day_off:
            return end
        moved = moved_from_day_off(end.value, working=self.working)
        return Explained(moved.value, (*end.steps, *moved.steps))

    @property
    def present_stay(self) -> StayDays | None:
        """The stay that the day belongs to; None when the person is outside, or never told of an entry."""
        for stay in reversed(self.facts.stays):
            if stay.entered_on is not None and stay.entered_on <= self.on and (stay.left_on is None or stay.left_on >= self.on):
                return stay
        return None

    @property
    def entered_on(self) -> date | None:
        stay = self.present_stay
        return stay.entered_on if stay else None


def gather(found: Found, asked: Asked, makers: Iterable[Callable[[Asked, Found], None]]) -> Found:
    """Let each maker add what it knows. One that meets a gap in the law adds the gap instead; a date beyond the calendar adds nothing."""
    for maker in makers:
        try:
            maker(asked, found)
        except MissingLegalParameter as missing:
            _missing(asked, found, gap_of(missing))
        except (DateOutOfRange, OverflowError):
            continue
    return found


def gap_of(missing: MissingLegalParameter) -> Gap:
    return Gap(missing.context["key"], missing.context["scope"], date.fromisoformat(missing.context["on"]))


def _missing(asked: Asked, found: Found, gap: Gap) -> None:
    """The law has a gap; but that a figure had no value before its first row, on a day that the person typed, is no news for operators."""
    begins = min(asked.book.changes(gap.key, scopes=(gap.scope, "")), default=None)
    if begins is None or gap.on != asked.entered_on or gap.on >= begins:
        found.gaps.append(gap)
    elif not asked.facts.permits:
        words = gettext_noop("By what you told, you entered Russia on %(day)s. Is the year right? If it is, ask the migration office.")
        found.questions.append(Question("entry_year", said(words, day=gap.on), WHAT_FOLLOWS, "profiles:entry"))


def birthday(born: date, age: int) -> date:
    """The day on which somebody comes to an age, by the one rule that applications and guardianships have too
    (`profiles.rules.majority.years_later`).

    Not `add_months`: it refuses years before the working calendar begins, and people are older than it. Raises `DateOutOfRange`."""
    if born.year + age > date.max.year:
        raise DateOutOfRange
    return years_later(born, age)


def is_told_done(duty_key: str, asked: Asked) -> bool:
    return duty_key in asked.facts.told_done


__all__ = ["Asked", "birthday", "gather", "is_told_done"]
