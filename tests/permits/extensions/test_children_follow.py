"""A child's stay follows the stay of a parent that an order extended, and goes back with it when the order is repealed."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from permits.extensions import services
from permits.extensions.invariants import last_day_differs, not_extended, not_taken_back, reckoned_otherwise
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.extensions.own_kinds import PERMITS
from permits.extensions.services import children
from permits.extensions.services.runs import Span
from permits.models import Permit
from permits.rules.number import number_of
from permits.rules.temporary_stay import CHILD
from permits.services import enter_permit
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.jobs.services import run_due_jobs, run_piece
from portal.legal import services as legal
from portal.legal.wording import date_in_words
from portal.notifications.models import Message
from profiles.models import Guardianship, Person
from tests.factories import make_applicant, make_child, make_permit
from tests.permits.extensions.documents import deliver
from tests.permits.extensions.test_life import applied, approved, people, repealed

pytestmark = pytest.mark.django_db
EVERYTHING = Span(PERMITS, 0, 2**40)
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
    deliver()
    return [last_day_differs(), not_extended(), not_taken_back(), reckoned_otherwise()] == [0, 0, 0, 0]


def test_a_child_follows_the_stay_that_an_order_extended_and_is_told_once_why(people):
    parent, child = family()
    order = applied(people, **words())
    parent.refresh_from_db()
    assert parent.valid_until == in_days(80)
    now = of_child(child)
    assert (now.valid_until, now.predecessor, now.orders_counted) == (in_days(80), child, [order.pk])
    deliver()
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
        children.bring_along(children.behind(order, EVERYTHING), order=order)
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
    deliver()
    deliver()
    assert of_child(child).valid_until == in_days(80)
    assert len(letters("ChildsStayFollowed")) == 1


def test_a_childs_stay_entered_after_the_parent_was_extended_goes_as_far(people):
    parent = make_applicant()
    stay(parent, 20)
    applied(people, **words())
    told = {"series": "77", "citizenship": "TJ", "region": "77", "issued_on": in_days(-100), "actor": SYSTEM, "ground": CHILD}
    child = enter_permit(person=make_child(parent).child, kind="temporary_stay", number="1", valid_until_stated=in_days(20), **told)
    deliver()
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
    deliver()
    (letter,) = letters("ChildsStayShortened")
    assert (letter.recipient, order.number in letter.body, "Decree 2" in letter.body) == (parent.person.user, True, True)
    assert children.go_back(order, EVERYTHING) == 0
    assert invariants_hold()


def test_a_child_whose_day_has_passed_by_the_repeal_ends_without_a_new_document(people):
    _parent, child = family(-5)
    order = applied(people, **words())
    followed = of_child(child)
    repealed(people, order)
    followed.refresh_from_db()
    assert (followed.status, Permit.objects.filter(person_id=child.person_id, status="in_force").exists()) == ("ended", False)
    deliver()
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


@pytest.fixture
def flag_of_the_bill(monkeypatch: pytest.MonkeyPatch):
    """Call it to switch the fee for a child's stay on."""
    read = legal.text

    def switch_on() -> None:
        on = replace(read("permits.child_patent_fee", on=clock.today()), value="on")
        monkeypatch.setattr(legal, "text", lambda key, **when: on if key == "permits.child_patent_fee" else read(key, **when))

    return switch_on


def test_with_the_flag_of_the_bill_no_child_goes_along_with_an_order(people, flag_of_the_bill):
    parent, child = family()
    flag_of_the_bill()
    order = applied(people, **words())
    parent.refresh_from_db()
    assert (parent.valid_until, of_child(child).pk, of_child(child).valid_until) == (in_days(80), child.pk, in_days(20))
    assert OrderRun.objects.get(order=order, purpose="apply").counts["children"] == 0


@pytest.mark.parametrize(("flag", "told"), [(True, True), (False, False)])
def test_a_parent_whose_stay_is_extended_reads_that_the_childs_does_not_go_along(people, flag_of_the_bill, flag: bool, told: bool):
    family()
    if flag:
        flag_of_the_bill()
    applied(people, **words())
    deliver()
    (letter,) = Message.objects.filter(event__name="extensions.PermitExtended", channel="inbox")
    with override("en"):
        day = date_in_words(in_days(20))
    body = letter.body.replace("\xa0", " ")
    assert ("does not go along with yours" in body and day in body) is told


def test_with_the_flag_of_the_bill_a_child_that_had_gone_along_still_goes_back_and_is_told(people, flag_of_the_bill):
    _parent, child = family()
    order = applied(people, **words())
    assert of_child(child).valid_until == in_days(80)
    flag_of_the_bill()
    repealed(people, order)
    deliver()
    assert of_child(child).valid_until == in_days(20)
    assert len(letters("ChildsStayShortened")) == 1


@pytest.mark.parametrize("with_fee", [False, True])
def test_a_childs_stay_that_was_decided_on_an_application_keeps_its_day_when_the_order_is_repealed(
    people, flag_of_the_bill, with_fee: bool
):
    """It was reckoned from the parent's extended day, and with the flag on a fee was paid for it. A person gave it, no repeal takes it."""
    parent, child = family()
    if with_fee:
        flag_of_the_bill()
    order = applied(people, **words())
    decided = stay(make_child(parent.person).child, 80, ground=CHILD, citizenship="TJ")
    repealed(people, order)
    assert (of_child(decided).pk, of_child(decided).valid_until) == (decided.pk, in_days(80))
    assert of_child(child).valid_until == in_days(20)


def test_a_child_goes_back_to_the_day_that_it_was_given_by_a_decision_and_not_beyond_it(people):
    """Decided through the day that a first order gave, the child went along with a second one; both are repealed."""
    parent, _child = family()
    first = applied(people, **words(days=30))
    decided = stay(make_child(parent.person).child, 50, ground=CHILD, citizenship="TJ")
    second = applied(people, **words(days=60, act="Second"))
    assert of_child(decided).valid_until == in_days(80)
    repealed(people, second)
    assert of_child(decided).valid_until == in_days(50)
    repealed(people, first)
    assert of_child(decided).valid_until == in_days(50)


def test_a_child_goes_back_to_what_another_order_makes_of_its_own_document(people):
    _parent, child = family()
    own = applied(people, **words(citizenships=["TJ"], days=30, act="Of the child"))
    order = applied(people, **words())
    assert of_child(child).valid_until == in_days(80)
    repealed(people, order)
    assert of_child(child).valid_until == in_days(50)
    assert own.status == "applied"


def test_many_children_are_brought_along_in_small_pieces_and_nobody_is_missed(people, monkeypatch):
    monkeypatch.setattr(children, "MOST", 2)
    families = [family() for _n in range(5)]
    order = applied(people, **words())
    assert {of_child(child).valid_until for _parent, child in families} == {in_days(80)}
    run = OrderRun.objects.select_related("job").get(order=order, purpose="apply")
    assert (run.counts["children"], run.job.done, run.job.state) == (5, run.job.total, "done")
    repealed(people, order)
    assert {of_child(child).valid_until for _parent, child in families} == {in_days(20)}
    assert OrderRun.objects.get(order=order, purpose="repeal").counts["children"] == 5
    assert Event.objects.filter(name="permits.ChildsStayFollowed").count() == 5
    assert Event.objects.filter(name="permits.ChildsStayShortened").count() == 5


def test_a_paper_document_that_bears_the_drawn_number_does_not_stop_the_order(people):
    _parent, child = family()
    taken = number_of(year=clock.today().year, serial=1)
    make_permit("temporary_stay", series=child.series, number=taken, valid_until_stated=in_days(200))
    applied(people, **words())
    assert of_child(child).number != taken
