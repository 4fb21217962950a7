"""Through which day a person stays on something that a child's stay may follow: a paid patent, an extension of stay.

Each room that knows such a term registers how it finds it; patents stands above and registers its own. The longest counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.extensions.models import PermitExtension
from permits.models import Permit
from portal.legal.explained import Explained, Step
from portal.legal.wording import said

PATENT, EXTENSION = "patent", "temporary_stay"


@dataclass(frozen=True)
class HeldTerm:
    """`last_day` is inclusive and says why. `kind` names what it comes from, `orders` are the extension orders that moved it."""

    kind: str
    last_day: Explained[date]
    orders: frozenset[int] = frozenset()


Finder = Callable[[int, date], Iterable[HeldTerm]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """`finder(person_id, on)` names the terms that hold on a day. Call it in `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def held_terms(person_id: int, *, on: date) -> list[HeldTerm]:
    return [term for finder in _finders for term in finder(person_id, on)]


def longest(person_id: int, *, on: date, kind: str = "") -> HeldTerm | None:
    """The term that lasts longest, of one kind or of any; None when nothing holds on that day."""
    found = [term for term in held_terms(person_id, on=on) if kind in ("", term.kind)]
    return max(found, key=lambda term: term.last_day.value, default=None)


def extensions(person_id: int, on: date) -> Iterable[HeldTerm]:
    """Extensions of temporary stay in force."""
    held = Permit.objects.filter(
        person_id=person_id, kind=Permit.Kind.TEMPORARY_STAY, status=Permit.Status.IN_FORCE, issued_on__lte=on, valid_until__gte=on
    )
    given = PermitExtension.objects.filter(document=OuterRef("pk"), taken_back=None).values("order_id")
    rows = held.annotate(given=ArraySubquery(given)).order_by("pk")  # the day and what moved it are read at one moment
    for number, last_day, counted, orders in rows.values_list("number", "valid_until", "orders_counted", "given"):
        assert last_day is not None  # asked for above
        step = Step(
            said(gettext_noop("Extension of stay %(number)s: through %(day)s"), number=number, day=last_day),
            last_day,
            _("Federal Law 115-FZ, art. 5"),
        )
        yield HeldTerm(EXTENSION, Explained(last_day, (step,)), frozenset([*(counted or ()), *orders]))


__all__ = ["EXTENSION", "PATENT", "HeldTerm", "extensions", "held_terms", "longest", "register"]
