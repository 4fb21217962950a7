"""What officers read of patents. Every read begins with the patents that the reader's offices decided; one's own is not there."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from patents.models import Annulment, Patent
from patents.selectors import contract_due
from portal.accounts.models import User
from portal.accounts.selectors import offices_of, pk_of

Reader = User | AnonymousUser
MOST_LISTED = 100


def office_patents(user: Reader) -> QuerySet[Patent]:
    """Patents whose case one of the reader's offices decided."""
    return Patent.objects.filter(case__office__in=offices_of(user)).exclude(person__user_id=pk_of(user))


def patent_by_number(user: Reader, series: str, number: str) -> Patent | None:
    """The patent, if the reader may see it; None exactly as for one that never existed."""
    return office_patents(user).select_related("person__user", "case__office").filter(series=series, number=number).first()


def open_annulments(user: Reader) -> QuerySet[Annulment]:
    """Proposals that wait for a second officer, oldest first."""
    waiting = Annulment.objects.filter(patent__in=office_patents(user), confirmed_at=None, returned_at=None)
    return waiting.select_related("patent", "proposed_by").order_by("pk")


def without_contract(user: Reader, *, on: date) -> list[tuple[Patent, date]]:
    """Issued patents whose last day for the contract is over and which have none, with that day; the longest waiting first."""
    issued = office_patents(user).filter(status=Patent.Status.ISSUED, contract_notice=None, paid_through__gte=on)
    found = ((patent, contract_due(patent)) for patent in issued.order_by("issued_on", "pk")[:MOST_LISTED])
    return [(patent, due.value) for patent, due in found if due is not None and due.value < on]
