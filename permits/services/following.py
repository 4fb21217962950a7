"""A child's stay follows the parent's: when the parent's term is extended or paid further, so is the child's. Never back."""

from datetime import date

from django.db import transaction

from permits import parents_stay
from permits.events import ChildsStayFollowed
from permits.extensions.counted import counted_after, counted_in
from permits.models import Permit
from permits.rules.temporary_stay import CHILD
from permits.services.permits import draw_number, end_permit, keep_permit
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.legal import services as legal
from profiles.acting import children_in_care


def bring_children_along(parent_id: int, *, on: date) -> int:
    """Give each child whose stay follows this parent the parent's last day, where that is later. How many were extended.

    Twice, or twice at once, extends once: the child's permit is locked, and a permit has one successor. With the flag of the bill
    on, nothing follows by itself."""
    term = parents_stay.longest(parent_id, on=on)
    if term is None or legal.text("permits.child_patent_fee", on=on).value == "on":
        return 0
    followers = Permit.objects.filter(
        person__in=children_in_care(parent_id), kind=Permit.Kind.TEMPORARY_STAY, ground=CHILD, status=Permit.Status.IN_FORCE
    )
    keys = followers.filter(valid_until__lt=term.last_day.value, valid_until__gte=on).order_by("pk").values_list("pk", flat=True)
    return sum(_follow(key, term=term, on=on) for key in list(keys))


@transaction.atomic
def _follow(permit_id: int, *, term: parents_stay.HeldTerm, on: date) -> bool:
    through = term.last_day.value
    old = Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)
    if old.status != Permit.Status.IN_FORCE or old.valid_until is None or old.valid_until >= through:
        return False
    new = Permit(
        person_id=old.person_id,
        kind=old.kind,
        series=old.series,
        number=draw_number(old.kind, old.region, on.year),
        citizenship=old.citizenship,
        region=old.region,
        issued_on=on,
        valid_until_stated=through,
        valid_until=through,
        ground=old.ground,
        case_id=old.case_id,
        predecessor=old,
        follows_id=old.follows_id,
        orders_counted=sorted({*counted_in(term.orders), *counted_after(old, reckoned_from=False)}) or None,
    )
    keep_permit(new)
    end_permit(permit_id=old.pk, status=Permit.Status.REPLACED, actor=SYSTEM, on=on)
    emit(ChildsStayFollowed(permit_id=new.pk, person_id=new.person_id, valid_until=through), actor=SYSTEM)
    return True
