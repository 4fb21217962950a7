"""A child's stay follows the stay of a parent that an order extended, and goes back with it when the order is repealed."""

import uuid
from datetime import date, timedelta

import pytest

from permits.extensions import services
from permits.extensions.invariants import last_day_differs, not_extended, not_taken_back, reckoned_otherwise
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import children
from permits.models import Permit
from permits.rules.number import number_of
from permits.rules.temporary_stay import CHILD
from permits.services import enter_permit
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.services import run_due_jobs, run_piece
from portal.notifications.models import Message
from profiles.models import Guardianship, Person
from tests.factories import make_applicant, make_child, make_permit
from tests.permits.extensions.test_life import applied, approved, people, repealed

pytestmark = pytest.mark.django_db
__all__ = ["people"]


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def stay(person: Person, days: int, **fields: object) -> Permit:
    told = {"issued_on": in_days(-100), "valid_until_stated": in_days(days), "citizenship": "UZ", **fields}
    return make_permit("temporary_stay", person=person, **told)


def family(days: int = 20) -> tuple[Permit, Permit]:
    """A parent and a child whose stay ends on the same day; the orders of these tests name the parent's citizenship alone."""
    parent = make_applicant()
    return stay(parent, days), stay(make_child(parent).child, days, ground=CHILD, citizenship="TJ")


WORDS = {"kinds": ["temporary_stay"], "citizenships": ["UZ"], "window_to": None, "is_open_ended": True, "days": 60}


def words(**more: object) -> dict[str, object]:
    return {**WORDS, "window_from": in_days(-50), **more}


def of_child(child: Permit) -> Permit:
    return Permit.objects.get(person_id=child.person_id, status="in_force")


def letters(name: str) -> list[Message]:
    return list(Message.objects.filter(event__name=f"permits.{name}", channel="inbox"))


def invariants_hold() -> bool:
    dispatch_pending()
    return [last_day_differs(), not_extended(), not_taken_back(), reckoned_otherwise()] == [0, 0, 0, 0]


def test_a_child_follows_the_stay_that_an_order_extended_and_is_told_once_why(people):
    parent, child = family()
    order = applied(people, **words())
    parent.refresh_from_db()
    assert parent.valid_until == in_days(80)
    now = of_child(child)
    assert (now.valid_until, now.predecessor, now.orders_counted) == (in_days(80), child, [order.pk])
    dispatch_pending()
    (letter,) = letters("ChildsStayFollowed")
    assert letter.recipient == parent.person.user
    assert order.number in letter.body
    assert Event.objects.filter(name="permits.ChildsStayFollowed").count() == 1
    assert OrderRun.objects.get(order=order, purpose="apply").counts["children"] == 1
    assert invariants_hold()


def test_a_child_whose_own_document_the_order_extends_keeps_it(people):
    parent = make_applicant()
    stay(parent, 20)
    child = stay(make_child(parent).child, 20, ground=CHILD)
    applied(people, **words())
    now = of_child(child)
    assert (now.pk, now.valid_until) == (child.pk, in_days(80))
    assert not Event.objects.filter(name="permits.ChildsStayFollowed").exists()


def test_a_piece_that_is_done_again_gives_a_child_nothing_twice(people):
    """A worker that died after a piece: the run stands where it stood before, and everything is gone through once more."""
    _parent, child = family()
    order = approved(people, **words())
    services.begin_applying(order_id=order.pk, actor=people[0], on=clock.today())
    run = OrderRun.objects.get(order=order, purpose="apply")
    run_piece(run.job_id)
    run.refresh_from_db()
    assert run.is_checking
    assert of_child(child).pk == child.pk
    for _again in range(2):
        children.follow(PERMITS, order, after=0, upto=2**40)
    run_due_jobs()
    assert Event.objects.filter(name="permits.ChildsStayFollowed").count() == 1
    assert Permit.objects.filter(person_id=child.person_id).count() == 2


@pytest.mark.parametrize(("childs", "goes_on"), [(-5, True), (-6, False)])
def test_a_stay_that_was_over_goes_on_where_it_had_lasted_as_long_as_the_parents(people, childs: int, goes_on: bool):
    parent, child = family(-5)
    if childs != -5:
        child = stay(make_child(parent.person).child, childs, ground=CHILD, citizenship="TJ")
    applied(people, **words())
    assert (of_child(child).valid_until == in_days(55)) is goes_on


def test_a_stay_entered_while_the_order_is_in_force_takes_the_child_along(people):
    parent = make_applicant()
    child = stay(make_child(parent).child, 20, ground=CHILD, citizenship="TJ")
    applied(people, **words())
    told = {"series": "77", "citizenship": "UZ", "region": "77", "issued_on": in_days(-100), "actor": SYSTEM}
    enter_permit(person=parent, kind="temporary_stay", number="1", valid_until_stated=in_days(20), **told)
    dispatch_pending()
    dispatch_pending()
    assert of_child(child).valid_until == in_days(80)
    assert len(letters("ChildsStayFollowed")) == 1


def test_a_childs_stay_entered_after_the_parent_was_extended_goes_as_far(people):
    parent = make_applicant()
    stay(parent, 20)
    applied(people, **words())
    told = {"series": "77", "citizenship": "TJ", "region": "77", "issued_on": in_days(-100), "actor": SYSTEM, "ground": CHILD}
    child = enter_permit(person=make_child(parent).child, kind="temporary_stay", number="1", valid_until_stated=in_days(20), **told)
    dispatch_pending()
    assert of_child(child).valid_until == in_days(80)
    assert Event.objects.filter(name="permits.ChildsStayFollowed").count() == 1


def test_a_child_does_not_outlast_its_parent_after_a_repeal(people):
    parent, child = family()
    order = applied(people, **words())
    followed = of_child(child)
    repealed(people, order)
    parent.refresh_from_db()
    now = of_child(child)
    assert (parent.valid_until, now.valid_until, now.predecessor) == (in_days(20), in_days(20), followed)
    dispatch_pending()
    (letter,) = letters("ChildsStayShortened")
    assert (letter.recipient, order.number in letter.body, "Decree 2" in letter.body) == (parent.person.user, True, True)
    assert children.go_back(PERMITS, order, after=0, upto=2**40) == 0
    assert invariants_hold()


def test_a_child_whose_day_has_passed_by_the_repeal_ends_without_a_new_document(people):
    _parent, child = family(-5)
    order = applied(people, **words())
    followed = of_child(child)
    repealed(people, order)
    followed.refresh_from_db()
    assert (followed.status, Permit.objects.filter(person_id=child.person_id, status="in_force").exists()) == ("ended", False)
    dispatch_pending()
    assert len(letters("ChildsStayShortened")) == 1


def test_a_child_that_the_other_parent_carries_keeps_its_day(people):
    _parent, child = family()
    order = applied(people, **words())
    other = make_applicant()
    held = Guardianship.objects.get(child=child.person)
    held.pk, held.number, held.guardian = None, uuid.uuid4(), other
    held.save(force_insert=True)
    stay(other, 90, citizenship="KG")
    repealed(people, order)
    assert of_child(child).valid_until == in_days(80)


def test_a_repeal_leaves_a_stay_that_never_followed_the_order(people):
    parent, child = family()
    order = applied(people, **words())
    longer = stay(make_child(parent.person).child, 200, ground=CHILD, citizenship="TJ")
    repealed(people, order)
    assert of_child(longer).pk == longer.pk
    assert ExtensionOrder.objects.get(pk=order.pk).status == "repealed"
    assert of_child(child).valid_until == in_days(20)


def test_a_paper_document_that_bears_the_drawn_number_does_not_stop_the_order(people):
    _parent, child = family()
    taken = number_of(year=clock.today().year, serial=1)
    make_permit("temporary_stay", series=child.series, number=taken, valid_until_stated=in_days(200))
    applied(people, **words())
    assert of_child(child).number != taken
