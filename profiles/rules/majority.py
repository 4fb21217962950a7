"""When a child is a child no more, and whose child somebody can be. Dates in, answers out."""

from datetime import date


def years_later(day: date, years: int) -> date:
    """The same day so many years later: the one rule of the portal for the day on which somebody comes to an age.

    Who was born on 29 February comes to it on 1 March of a common year. No act names the day; by Civil Code art. 192 (3), by analogy
    (confidence C), a term whose month has no such day runs out with the last day of that month, so the years are full when 28 February
    is over. On the 28th nobody is taken for older than every reading allows."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def is_child(born: date, *, on: date, majority: int) -> bool:
    """True through the day before the birthday on which the child comes of age."""
    return on < years_later(born, majority)


def can_be_parent(*, parent_born: date, child_born: date, older_by: int) -> bool:
    """The parent is older by at least `older_by` full years."""
    return years_later(parent_born, older_by) <= child_born
