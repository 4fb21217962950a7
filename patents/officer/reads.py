"""Which money officers look at. Unmatched money belongs to no region yet, so every officer sees it; patents only of one's offices."""

from django.db.models import Exists, F, OuterRef, QuerySet

from patents.models import Allocation, Patent, Payment, Purpose, RefusedTwin
from portal.accounts.models import User
from portal.accounts.selectors import offices_of

PAGE = 20


def _counts() -> Exists:
    return Exists(Allocation.objects.filter(payment=OuterRef("pk"), released_at=None))


def unmatched() -> QuerySet[Payment]:
    """Money that counts for no patent, oldest first."""
    return Payment.objects.exclude(_counts()).order_by("pk")


def patents_of(user: User) -> QuerySet[Patent]:
    """Patents that the reader's offices decided; never one's own."""
    return Patent.objects.filter(case__office__in=offices_of(user)).exclude(person__user=user)


def matched(user: User) -> QuerySet[Allocation]:
    """Allocations in force for the reader's patents, newest first: what can be moved back."""
    mine = Allocation.objects.filter(released_at=None, patent__in=patents_of(user))
    return mine.select_related("payment", "patent__person", "made_by").order_by("-pk")


def late(user: User) -> QuerySet[Allocation]:
    """Money for months that was paid after the last paid day: stored, not counted."""
    return matched(user).filter(
        purpose=Purpose.TAX_ADVANCE, payment__paid_on__gt=F("patent__paid_through"), patent__begins_on__isnull=False
    )


def twins() -> QuerySet[RefusedTwin]:
    """Transfers told again with another sum."""
    return RefusedTwin.objects.select_related("known").order_by("-pk")
