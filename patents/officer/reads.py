"""Which money officers look at. Unmatched money belongs to no region yet, so every officer sees it; patents only of one's offices."""

from datetime import date

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from patents import queue, rescue
from patents.models import Allocation, Comparison, Patent, Payment, Purpose, RefusedTwin
from portal.accounts.models import User
from portal.accounts.selectors import offices_of
from profiles.acting import close_to

PAGE = 20


NOT_URGENT = date.max


def unmatched(user: User) -> QuerySet[Payment]:
    """Money that counts for no patent. First what may save a patent of the reader's offices, the earliest end first; then the oldest.

    `urgent` is that end: the patent's last paid day."""
    end = rescue.most_urgent(patents_of(user))
    return queue.waiting().annotate(urgent=Coalesce(end, Value(NOT_URGENT, DateField()))).order_by("urgent", "pk")


def unmatched_after(user: User, urgent: date, pk: int) -> QuerySet[Payment]:
    """The rest of the list behind a row of it."""
    return unmatched(user).filter(Q(urgent__gt=urgent) | Q(urgent=urgent, pk__gt=pk))


def patents_of(user: User) -> QuerySet[Patent]:
    """Patents that the reader's offices decided; never of people close to her."""
    return Patent.objects.filter(case__office__in=offices_of(user)).exclude(person__in=close_to(user))


def matched(user: User) -> QuerySet[Allocation]:
    """Allocations in force for the reader's patents, newest first: what can be moved back."""
    mine = Allocation.objects.filter(released_at=None, patent__in=patents_of(user))
    return mine.select_related("payment", "patent__person", "made_by").order_by("-pk")


def late(user: User) -> QuerySet[Allocation]:
    """Money for months that was paid after the last paid day, or once the patent was annulled: stored, not counted; and the fee of a new
    sheet that was not handed out because the patent was annulled first."""
    after_the_end = Q(payment__paid_on__gt=F("patent__valid_through"), patent__begins_on__isnull=False)
    for_months = Q(purpose=Purpose.TAX_ADVANCE) & (after_the_end | Q(payment__paid_on__gte=F("patent__annulled_on")))
    no_sheet = Q(purpose=Purpose.CHANGE_FEE, patent__status=Patent.Status.ANNULLED)
    no_sheet &= Q(charge__case__reprint__isnull=False, charge__case__reprint__handed_out_on=None)
    return matched(user).filter(for_months | no_sheet)


def told_again() -> QuerySet[Comparison]:
    """Payments that an officer knows as ones that were told before, newest first."""
    found = Comparison.objects.filter(released_at=None, same_as__isnull=False)
    return found.select_related("payment", "same_as", "made_by").order_by("-pk")


def twins() -> QuerySet[RefusedTwin]:
    """Transfers told again with another sum."""
    return RefusedTwin.objects.select_related("known").order_by("-pk")
