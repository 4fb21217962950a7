"""A patent that is paid is a ground of stay (115-FZ art. 5): applications that follow it are in time through its last paid day."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from patents.models import Patent
from patents.rules import extended
from patents.rules.validity import months_of
from patents.selectors import extensions_in_force, patents_in_force
from permits.interim.grounds import Ground
from permits.interim.models import Right
from permits.parents_stay import PATENT, HeldTerm
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_months
from portal.legal.explained import Explained, Step
from portal.legal.wording import said
from profiles.selectors import PersonFacts


def paid_patents(facts: PersonFacts, on: date) -> Iterable[Ground]:
    paid = Patent.objects.filter(person_id=facts.person_id or 0, status=Patent.Status.ISSUED, begins_on__lte=on)
    for last_day in paid.exclude(valid_through=None).values_list("valid_through", flat=True):
        yield Ground(Right.TEMPORARY_STAY, last_day)


def patent_terms(person_id: int, on: date) -> Iterable[HeldTerm]:
    """Patents that are valid on a day: the stay of the holder's children can follow them."""
    for patent in patents_in_force(person_id, on=on):
        assert patent.paid_through is not None
        assert patent.valid_through is not None  # a valid patent is paid
        where = regions.region(patent.region).name
        step = Step(
            said(gettext_noop("The patent (%(where)s) is paid through %(day)s"), where=where, day=patent.paid_through),
            patent.paid_through,
            _("Federal Law 115-FZ, art. 5; art. 13.3, para. 5"),
        )
        moved = extensions_in_force(patent)
        steps = (step, *extended.steps(patent.paid_through, moved))
        orders = frozenset(given.order.key for given in moved if given.order.key is not None)
        yield HeldTerm(PATENT, Explained(patent.valid_through, steps), orders)


def registration_of_holders(facts: PersonFacts, on: date) -> Iterable[Explained[date | None]]:
    """Who holds a patent is registered for a term from its issue (Government resolution 1756 of 21.10.2023)."""
    for patent in patents_in_force(facts.person_id or 0, on=on):
        with legal.only_asking():
            try:
                term = legal.term("permits.registration_of_patent_holder", on=on)
            except legal.MissingLegalParameter:
                return  # before 26.10.2023: for the paid months, which are the stay itself
        assert patent.issued_on is not None  # a valid patent is issued
        # The term from the day of issue ends on the day before the same day of its last month: the shorter reading.
        last_day = add_months(patent.issued_on, months_of(term)) - timedelta(days=1)
        step = Step(
            said(gettext_noop("A holder of a patent may be registered from its issue through %(day)s"), day=last_day),
            last_day,
            term.citation,
        )
        yield Explained(last_day, (step,))
