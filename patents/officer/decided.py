"""What officers read of patents. Every read begins with the patents that the reader's offices decided; one's own, and
those of people close to the reader, are not there."""

from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from patents.models import Annulment, Patent
from patents.selectors import CONTRACT_TERM, civil_today, contract_due
from portal import clock
from portal.accounts.models import User
from portal.accounts.selectors import offices_of
from portal.legal.book import read_book
from profiles.acting import close_to

Reader = User | AnonymousUser
PAGE = 50
ONE_DAY = timedelta(days=1)


def office_patents(user: Reader) -> QuerySet[Patent]:
    """Patents whose case one of the reader's offices decided; never of people close to her."""
    if not isinstance(user, User):
        return Patent.objects.none()
    return Patent.objects.filter(case__office__in=offices_of(user)).exclude(person__in=close_to(user))


def patent_by_number(user: Reader, series: str, number: str) -> Patent | None:
    """The patent, if the reader may see it; None exactly as for one that never existed."""
    return office_patents(user).select_related("person__user", "case__office").filter(series=series, number=number).first()


def open_annulments(user: Reader, *, after: int = 0) -> QuerySet[Annulment]:
    """Proposals that wait for a second officer, oldest first."""
    waiting = Annulment.objects.filter(patent__in=office_patents(user), confirmed_at=None, returned_at=None, pk__gt=after)
    return waiting.select_related("patent", "proposed_by").order_by("pk")


def without_contract(user: Reader, *, after: tuple[date, int] | None = None) -> list[tuple[Patent, date]]:
    """Patents in force whose last day for the contract is over in their region and which have none, with that day; the longest
    waiting first. `after` is day of issue and key of the last row of the page before; one row more than a page is given."""
    issued = office_patents(user).filter(status=Patent.Status.ISSUED, contract_notice=None).order_by("issued_on", "pk")
    if after:
        issued = issued.filter(Q(issued_on__gt=after[0]) | Q(issued_on=after[0], pk__gt=after[1]))
    found: list[tuple[Patent, date]] = []
    changes = read_book([CONTRACT_TERM]).changes(CONTRACT_TERM)
    for patent in issued.filter(valid_through__gte=clock.today() - ONE_DAY).iterator(chunk_size=PAGE):
        today, due = civil_today(patent), contract_due(patent)
        assert patent.issued_on is not None  # an issued patent has its day of issue: a constraint
        assert due is not None
        if due.value >= today + ONE_DAY and not any(patent.issued_on < since <= today for since in changes):
            break  # those behind were issued later, with the same term: their days are not over in any region either
        if due.value < today <= (patent.valid_through or today):
            found.append((patent, due.value))
        if len(found) > PAGE:
            break
    return found
