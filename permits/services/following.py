"""A child's stay follows the parent's: when the parent's term is extended or paid further, so is the child's.

It goes back only with the repeal of an extension order that had moved the parent's last day, and only as far as it had gone along by
itself: what a decision or a paper says stands (`_own_day`)."""

from datetime import date, timedelta
from itertools import chain

from django.db import models, transaction

from permits import parents_stay
from permits.errors import PermitAlreadyEntered
from permits.events import ChildsStayFollowed, ChildsStayShortened
from permits.extensions.counted import counted_after, counted_in
from permits.extensions.models import PermitExtension
from permits.models import Permit
from permits.rules.temporary_stay import CHILD
from permits.services.permits import draw_number, end_permit, keep_permit
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.services import emit
from portal.legal import services as legal
from profiles.acting import children_in_care, parents_of


def bring_children_along(parent_id: int, *, on: date, order_id: int | None = None, alive_on: date | None = None) -> int:
    """Give each child whose stay follows this parent the parent's last day, where that is later. How many were extended.

    `order_id` is the extension order that moved the parent's day, where one did: the letter names it. `alive_on` is the parent's last day
    before that order: a child's stay that lasted through it had followed to the end, and goes on with the parent's although it is over.

    Twice, or twice at once, extends once: the child's permit is locked, and a permit has one successor. With the flag of the bill
    on, nothing follows by itself: the child's term is applied and paid for."""
    if legal.text("permits.child_patent_fee", on=on).value == "on":
        return 0
    term = parents_stay.longest(parent_id, on=on)
    if term is None:
        return 0
    lasted = min(on, alive_on or on)
    found = _of_children(children_in_care(parent_id)).filter(valid_until__lt=term.last_day.value, valid_until__gte=lasted)
    return sum(_follow(key, term=term, on=on, order_id=order_id) for key in list(found.values_list("pk", flat=True)))


def stay_left_behind(parent_id: int, *, than: date, on: date) -> date | None:
    """With the flag of the bill on: the nearest last day of a child's stay that ends before the parent's, `than`, and does not go along by
    itself. None where every child goes along, or none is behind."""
    if legal.text("permits.child_patent_fee", on=on).value != "on":
        return None
    behind = _of_children(children_in_care(parent_id)).filter(valid_until__lt=than, valid_until__gte=on)
    return behind.aggregate(first=models.Min("valid_until"))["first"]  # type: ignore[no-any-return]


def take_children_back(parent_id: int, *, through: date, before: date, on: date, order_id: int) -> int:
    """The repeal of an order took the parent's last day back from `before` to `through`: a child's stay that had gone along by itself, and
    that no other term of its parents carries, ends on that day too, but not before the day that the child has of its own. How many were
    shortened. Twice shortens once.

    The flag of the bill is not asked: what a fee was paid for was decided on an application, and keeps its day in any case; what went
    along by itself, while the flag was off, has no ground left but the parent's term."""
    found = _of_children(children_in_care(parent_id)).filter(valid_until__gt=through, valid_until__lte=before)
    return sum(_take_back(key, through=through, on=on, order_id=order_id) for key in list(found.values_list("pk", flat=True)))


def _of_children(children: list[int]) -> models.QuerySet[Permit]:
    kept = Permit.objects.filter(person__in=children, kind=Permit.Kind.TEMPORARY_STAY, ground=CHILD, status=Permit.Status.IN_FORCE)
    return kept.order_by("pk")


@transaction.atomic
def _follow(permit_id: int, *, term: parents_stay.HeldTerm, on: date, order_id: int | None) -> bool:
    through = term.last_day.value
    old = Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)
    if old.status != Permit.Status.IN_FORCE or old.valid_until is None or old.valid_until >= through:
        return False
    new = _replace(old, through=through, moved_by=term.orders, on=on)
    emit(ChildsStayFollowed(permit_id=new.pk, person_id=new.person_id, valid_until=through, order_id=order_id), actor=SYSTEM)
    return True


@transaction.atomic
def _take_back(permit_id: int, *, through: date, on: date, order_id: int) -> bool:
    """A document cannot end before it is issued: where the day has passed already, the stay ends without a new one."""
    old = Permit.objects.select_for_update(of=("self",)).get(pk=permit_id)
    terms = [term for parent in parents_of(old.person_id) for term in parents_stay.held_terms(parent, on=on)]
    last = max([through, _own_day(old, without=order_id), *(term.last_day.value for term in terms)])
    if old.status != Permit.Status.IN_FORCE or old.valid_until is None or old.valid_until <= last:
        return False
    if last >= on:
        moved_by = chain.from_iterable(term.orders for term in terms if term.last_day.value == last)
        kept = _replace(old, through=last, moved_by=frozenset(moved_by), on=on)
    else:
        first_without = max(last + timedelta(days=1), old.issued_on)
        kept = end_permit(permit_id=old.pk, status=Permit.Status.ENDED, actor=SYSTEM, on=first_without)
    news = ChildsStayShortened(permit_id=kept.pk, person_id=kept.person_id, before=old.valid_until, valid_until=last, order_id=order_id)
    emit(news, actor=SYSTEM)
    return True


def _own_day(permit: Permit, *, without: int) -> date:
    """Through which day a child may stay without following anybody: as the last of its documents says that was decided on an application
    or entered from paper, or as the orders in force made of it, other than the order that is being repealed. Three queries."""
    kept = {one.pk: one for one in Permit.objects.filter(person_id=permit.person_id, kind=permit.kind)}
    names = [ChildsStayFollowed.event_name(), ChildsStayShortened.event_name()]
    came = Event.objects.filter(subject_type=ChildsStayFollowed.subject_type, subject_id__in=list(kept), name__in=names)
    by_itself = set(came.values_list("subject_id", flat=True))
    own: Permit | None = permit
    while own is not None and own.pk in by_itself:
        own = kept.get(own.predecessor_id or 0)
    if own is None or own.valid_until_stated is None:
        return date.min
    given = PermitExtension.objects.filter(document=own, taken_back=None).exclude(order_id=without)
    return max([own.valid_until_stated, *given.values_list("gives", flat=True)])


def _replace(old: Permit, *, through: date, moved_by: frozenset[int], on: date) -> Permit:
    """The child's next document, through the parent's last day; `moved_by` are the extension orders that had moved that day."""
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
        orders_counted=sorted({*counted_in(moved_by), *counted_after(old, reckoned_from=False)}) or None,
    )
    _keep_numbered(new)
    end_permit(permit_id=old.pk, status=Permit.Status.REPLACED, actor=SYSTEM, on=on)
    return new


def _keep_numbered(permit: Permit) -> None:
    """A paper document of before may bear the number that was drawn: then the next one, so that it does not stop the order's work."""
    while True:
        try:
            return keep_permit(permit)
        except PermitAlreadyEntered:
            permit.number = draw_number(permit.kind, permit.region, permit.issued_on.year)
