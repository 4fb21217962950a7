"""When a child is a child no more, and whose child somebody can be. Dates in, answers out."""

from datetime import date


def years_later(day: date, years: int) -> date:
    """The same day so many years later; whoever was born on 29 February comes of age on 1 March of a common year."""
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
