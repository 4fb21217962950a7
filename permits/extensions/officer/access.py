"""Who may open the pages of extension orders: supervisors, of any office. A single document only that of her own region, and those that a
dry run of an order still to be decided picked at random: whoever approves an order for the whole country looks at its sample."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from permits.extensions.models import OrderRun
from permits.extensions.own_kinds import PERMITS
from permits.models import Permit
from portal.accounts.models import User
from portal.accounts.permissions import is_supervisor
from portal.accounts.selectors import offices_of
from portal.admin_site import site

TRIED = ("draft", "ready", "approved")  # an order that somebody still writes or decides about
View = Callable[..., HttpResponse]


def supervisor_page(view: View) -> Any:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_supervisor(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return site.admin_view(guarded)


def own_regions(user: User) -> list[str]:
    """Codes of the regions of the offices where the user works."""
    return sorted(set(offices_of(user).values_list("region", flat=True)))


def permits_of_supervisor(user: User) -> QuerySet[Permit]:
    """What a supervisor may open by its key: exactly as if the others never existed."""
    found = OrderRun.objects.filter(purpose=OrderRun.Purpose.DRY_RUN, order__status__in=TRIED).values_list("found__sample", flat=True)
    sampled = {key for sample in found for ledger, key, *_days in sample or [] if ledger == PERMITS.name}
    return Permit.objects.filter(Q(region__in=own_regions(user)) | Q(pk__in=sampled))
