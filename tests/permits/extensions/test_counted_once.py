"""An order gives its days once: a document that follows an extended one is not extended by the same order again (domain of law, 7.2)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from patents.extendable import PATENTS
from permits.extensions.counted import counted_after, counted_in_place_of
from permits.extensions.invariants import last_day_differs, not_extended, reckoned_otherwise
from permits.extensions.models import ExtensionOrder
from permits.extensions.own_kinds import PERMITS
from permits.extensions.selectors import why_this_day
from permits.extensions.services import pieces
from permits.models import Permit
from permits.naming import name_of
from permits.procedures import replacement
from permits.rules.temporary_stay import CHILD, NATIVE_SPEAKER
from permits.services import bring_children_along, issue_permit
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.relay import dispatch_pending
from portal.legal.calendar import add_months
from profiles.models import Person
from tests.factories import make_applicant, make_case, make_child, make_patent, make_permit
from tests.permits.extensions.documents import make_order
from tests.permits.residence import decide, ready, send

pytestmark = pytest.mark.django_db
BEGUN = date(2026, 1, 1)
MODES: dict[str, Callable[[date], dict[str, Any]]] = {
    "plus_days": lambda today: {"days": 199},
    "fixed": lambda today: {"days": None, "mode": "fixed", "until": today + timedelta(days=300)},
    "suspended": lambda today: {
        "days": None, "mode": "suspended", "suspended_from": today - timedelta(days=50), "suspended_to": today + timedelta(days=49),
    },
}  # fmt: skip


def applied(kind: str, mode: str = "plus_days", **fields: Any) -> ExtensionOrder:
    """An order in force over all documents of a kind that end from now on, without an end and without a day of issue."""
    today = clock.today()
    window = {"window_from": today - timedelta(days=30), "window_to": None, "is_open_ended": True, "effective_from": BEGUN}
    order = make_order("applied", **{"kinds": [kind], **window, **MODES[mode](today), **fields})
    reach(order)
    return order


def reach(order: ExtensionOrder) -> pieces.Done:
    now = clock.now()
    with transaction.atomic():
        return pieces.extend(PERMITS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)


def held(kind: str, *, days: int = 20, **fields: Any) -> Permit:
    today = clock.today()
    return make_permit(kind, **{"issued_on": today - timedelta(days=300), "valid_until_stated": today + timedelta(days=days), **fields})


def replaced(old: Permit) -> Permit:
    given = {"permit": {"permit": name_of(old)}, "what": {"what": "lost"}, "since": {"day": clock.today().isoformat()}}
    decide(send(ready("permit-replacement", person=old.person, given=given)))
    return settled(Permit.objects.get(predecessor=old))


def settled(permit: Permit) -> Permit:
    """After every event was handled and every order has gone through everything once more."""
    dispatch_pending()
    for order in ExtensionOrder.objects.filter(status="applied"):
        assert reach(order).extended == 0
    assert (not_extended(), last_day_differs(), reckoned_otherwise()) == (0, 0, 0)
    permit.refresh_from_db()
    return permit


def test_a_document_issued_anew_states_the_extended_day_and_is_not_extended_by_that_order_again():
    old = held("temporary_residence")
    order = applied("temporary_residence")
    new = replaced(old)
    through = clock.today() + timedelta(days=219)
    assert (new.valid_until_stated, new.valid_until, new.orders_counted) == (through, through, [order.pk])
    why = why_this_day(new)
    assert why is not None
    assert (why.answer.value, why.standing) == (through, None)
    with override("en"):
        assert any("this order does not move it again" in str(step.text) for step in why.answer.steps)


def test_it_stays_so_however_often_it_is_issued_anew():
    old = held("temporary_residence")
    order = applied("temporary_residence")
    third = replaced(replaced(old))
    assert (third.valid_until, third.orders_counted) == (clock.today() + timedelta(days=219), [order.pk])


def test_a_replacement_gains_nothing_by_an_order_whose_window_left_the_old_document_out():
    """The two rules of 2021: the first moves the day into the window of the second, and the paper is lost."""
    old, today = held("temporary_residence"), clock.today()
    first = applied("temporary_residence", "fixed", window_to=today + timedelta(days=100), is_open_ended=False)
    second = applied("temporary_residence", window_from=today + timedelta(days=101))
    old.refresh_from_db()
    assert (first.pk, old.valid_until) == (old.extensions.get().order_id, today + timedelta(days=300))
    new = replaced(old)
    assert (new.valid_until, new.orders_counted) == (today + timedelta(days=300), [second.pk])
    assert replaced(new).valid_until == today + timedelta(days=300)


def test_a_replacement_of_what_no_order_moved_is_open_to_every_order():
    old, today = held("temporary_residence"), clock.today()
    applied("temporary_residence", window_from=today + timedelta(days=21))
    assert replaced(old).orders_counted is None


def test_an_order_of_another_state_is_not_counted_by_its_window():
    """What left the old document out is its citizenship: a change of it is no loss."""
    old, today = held("temporary_residence"), clock.today()
    applied("temporary_residence", "fixed", window_to=today + timedelta(days=100), is_open_ended=False)
    applied("temporary_residence", citizenships=["UZ"])
    assert replaced(old).orders_counted is None


def test_another_order_extends_it_all_the_same():
    old = held("temporary_residence")
    applied("temporary_residence")
    new = replaced(old)
    other = applied("temporary_residence", days=10)
    new.refresh_from_db()
    assert new.valid_until == clock.today() + timedelta(days=229)
    assert settled(new).extensions.get().order == other


def test_a_document_of_the_order_entered_for_the_first_time_is_extended():
    old = held("temporary_residence", valid_until_stated=None)
    applied("temporary_residence")
    assert replaced(old).orders_counted is None


def test_the_next_certificate_of_asylum_begins_on_the_extended_day_and_is_not_extended_again():
    old = held("temporary_asylum")
    order = applied("temporary_asylum")
    given = {"permit": {"permit": name_of(old)}, "circumstances": {"told": "x"}, "interpreter": {"needed": "no", "language": ""}}
    case = ready("temporary-asylum-extension", person=old.person, given=given)
    today = clock.today()
    decide(send(case, on=today + timedelta(days=150)), on=today + timedelta(days=160))
    new = settled(Permit.objects.get(predecessor=old))
    through = add_months(today + timedelta(days=219), 12)
    assert (new.valid_until_stated, new.valid_until, new.orders_counted) == (through, through, [order.pk])


def following(old: Permit, *, days: int, reckoned_from: bool) -> Permit:
    """A later document of the same kind, issued by a decision."""
    new = issue_permit(
        case=make_case("granted", person=old.person, procedure="permit-replacement"), kind=old.kind, region="77", citizenship="TJ",
        valid_until=clock.today() + timedelta(days=days), predecessor=old, actor=SYSTEM, on=clock.today(),
        orders_counted=counted_after(old, reckoned_from=reckoned_from),
    )  # fmt: skip
    return settled(new)


@pytest.mark.parametrize(
    ("mode", "reckoned_from", "more"),
    [
        ("plus_days", False, 0),  # a document that was prolonged is not extended twice
        ("plus_days", True, 0),
        ("fixed", False, 200),  # the day of the order is the same for every document in its window
        ("fixed", True, 200),
        ("suspended", False, 50),  # lived through by this document too, from the day of its issue
        ("suspended", True, 0),
    ],
)
def test_what_a_document_of_a_term_of_its_own_has_of_the_order(mode: str, reckoned_from: bool, more: int):
    old = held("study_residence")
    applied("study_residence", mode)
    new = following(old, days=100, reckoned_from=reckoned_from)
    assert new.valid_until == clock.today() + timedelta(days=100 + more)


def test_a_repeal_leaves_what_is_printed():
    old = held("temporary_residence")
    order = applied("temporary_residence")
    new = replaced(old)
    now = clock.now()
    with transaction.atomic():
        pieces.take_back(PERMITS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)
    ExtensionOrder.objects.filter(pk=order.pk).update(status="repealing", repeal_act="R", repeal_proposed_by=order.drafted_by,
                                                      repeal_confirmed_by=order.approved_by)  # fmt: skip
    ExtensionOrder.objects.filter(pk=order.pk).update(status="repealed")
    assert settled(new).valid_until == clock.today() + timedelta(days=219)
    assert replaced(new).orders_counted == [order.pk]


# ---- the stay of a child, and one's own


def child_of(parent: Person, days: int) -> Permit:
    return held("temporary_stay", person=make_child(parent).child, ground=CHILD, days=days)


def test_a_child_that_followed_the_extended_parent_is_not_extended_again():
    """The parent is reached first; the child's own document would have been a moment later."""
    parent = held("temporary_stay", person=make_applicant())
    order = make_order("applied", kinds=["temporary_stay"], window_from=clock.today(), window_to=None, is_open_ended=True, days=60)
    child = child_of(parent.person, 20)
    now = clock.now()
    with transaction.atomic():
        pieces.extend(PERMITS, order, after=parent.pk - 1, upto=parent.pk, actor=SYSTEM, moment=now, told_from=now)
    assert bring_children_along(parent.person_id, on=clock.today()) == 1
    reach(order)
    new = settled(Permit.objects.get(predecessor=child))
    assert (new.valid_until, new.orders_counted) == (clock.today() + timedelta(days=80), [order.pk])


def test_a_child_that_follows_is_reached_by_an_order_of_its_own_state():
    parent = held("temporary_stay", person=make_applicant(), days=200)
    applied("temporary_stay", citizenships=["UZ"], days=5, window_from=clock.today() + timedelta(days=100))
    child = held("temporary_stay", person=make_child(parent.person).child, ground=CHILD, days=20, citizenship="UZ")
    assert bring_children_along(parent.person_id, on=clock.today()) == 1
    new = settled(Permit.objects.get(predecessor=child))
    assert new.valid_until == clock.today() + timedelta(days=205)


def test_the_stay_of_a_child_that_follows_an_extended_patent_holds_its_days():
    parent = make_applicant()
    make_patent("issued", case=make_case("granted", person=parent), paid_through=clock.today() + timedelta(days=30))
    child = make_child(parent).child
    child.entries.update(stay_until=clock.today() + timedelta(days=5))
    order = applied("work_patent", kinds=["work_patent", "temporary_stay"], days=40)
    now = clock.now()
    with transaction.atomic():
        pieces.extend(PATENTS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)
    given = {"region": {"region": "77"}, "ground": {"ground": CHILD}}
    case = decide(send(ready("temporary-stay", person=child, given=given)))
    new = settled(Permit.objects.get(case=case))
    assert (new.valid_until, new.orders_counted) == (clock.today() + timedelta(days=70), [order.pk])


def test_ninety_more_days_of_a_native_speaker_after_an_extended_stay():
    old = held("temporary_stay", person=make_applicant(), ground="STUDY")
    order = applied("temporary_stay", "suspended")
    old.refresh_from_db()
    given = {"region": {"region": "77"}, "ground": {"ground": NATIVE_SPEAKER}}
    case = decide(send(ready("temporary-stay", person=old.person, given=given)))
    new = settled(Permit.objects.get(case=case))
    assert (new.valid_until, new.orders_counted) == (old.valid_until + timedelta(days=90), [order.pk])


def of_a_native_speaker(person: Person) -> Permit:
    given = {"region": {"region": "77"}, "ground": {"ground": NATIVE_SPEAKER}}
    case = decide(send(ready("temporary-stay", person=person, given=given)))
    return settled(Permit.objects.get(case=case))


def test_ninety_days_after_a_later_day_of_the_card_are_not_reckoned_from_the_extended_stay():
    """So the suspension that the new stay lives through is its own."""
    old = held("temporary_stay", person=make_applicant(), ground="STUDY")
    applied("temporary_stay", "suspended")
    old.refresh_from_db()
    assert old.valid_until
    card = old.valid_until + timedelta(days=10)
    old.person.entries.update(stay_until=card)
    new = of_a_native_speaker(old.person)
    assert (new.valid_until_stated, new.orders_counted) == (card + timedelta(days=90), None)
    assert new.valid_until == card + timedelta(days=140)  # of today and 49 days more


def test_ninety_days_after_an_extended_patent_hold_the_days_of_its_order():
    parent = make_applicant()
    make_patent("issued", case=make_case("granted", person=parent), paid_through=clock.today() + timedelta(days=30))
    order = applied("work_patent", kinds=["work_patent", "temporary_stay"], days=40)
    now = clock.now()
    with transaction.atomic():
        pieces.extend(PATENTS, order, after=0, upto=2**40, actor=SYSTEM, moment=now, told_from=now)
    parent.entries.update(stay_until=None)
    new = of_a_native_speaker(parent)
    assert (new.valid_until, new.orders_counted) == (clock.today() + timedelta(days=160), [order.pk])


@pytest.mark.parametrize(("days", "more"), [(0, 0), (-1, 199)])
def test_a_stay_that_was_over_before_the_next_was_asked_for_is_not_prolonged_by_it(days: int, more: int):
    """The last day of the stay before, by the order, is today or yesterday."""
    today = clock.today()
    old = held("temporary_stay", person=make_applicant(), ground="STUDY", days=days - 199)
    applied("temporary_stay", window_from=today - timedelta(days=250))
    old.refresh_from_db()
    assert old.valid_until == today + timedelta(days=days)
    old.person.entries.update(stay_until=today + timedelta(days=20))
    new = of_a_native_speaker(old.person)
    assert new.valid_until == today + timedelta(days=110 + more)


# ---- what the database holds


def test_what_was_counted_is_as_fixed_as_what_is_printed():
    permit = make_permit()
    with pytest.raises(Exception, match="Cannot update rows"), transaction.atomic():
        Permit.objects.filter(pk=permit.pk).update(orders_counted=[1])
    with pytest.raises(IntegrityError, match="no_counted_orders_are_null"), transaction.atomic():
        make_permit(orders_counted=[])


# ---- an order that reaches the old document while the new one is made


@pytest.fixture
def old(transactional_db: None) -> Permit:
    permit = held("temporary_residence")
    make_order("applied", kinds=["temporary_residence"], window_from=BEGUN, window_to=None, is_open_ended=True, days=199)
    return permit


def reached_meanwhile(old: Permit, monkeypatch: Any) -> None:
    """Another session applies the order between the look at the last day and the look at the ledger, if it is let in."""
    order = ExtensionOrder.objects.get()
    known = connection.settings_dict
    session = {"dbname": known["NAME"], "user": known["USER"], "password": known["PASSWORD"], "host": known["HOST"], "port": known["PORT"]}

    def after_the_order(permit: Permit) -> list[int]:
        other = psycopg2.connect(**{name: value for name, value in session.items() if value})
        try:
            with other, other.cursor() as cursor:
                cursor.execute("SET lock_timeout = '300ms'")
                cursor.execute("UPDATE permits_permit SET valid_until = valid_until_stated + 199 WHERE id = %s", [old.pk])
                cursor.execute(
                    "INSERT INTO permit_extensions_permitextension"
                    " (order_id, document_id, stated, before, gives, after, days, rule_version, applied_at)"
                    " SELECT %s, id, valid_until_stated, valid_until_stated, valid_until, valid_until, 199, 1, now()"
                    " FROM permits_permit WHERE id = %s",
                    [order.pk, old.pk],
                )
        except psycopg2.errors.LockNotAvailable:
            pass  # it waits its turn
        finally:
            other.close()
        return counted_in_place_of(permit)

    monkeypatch.setattr(replacement, "counted_in_place_of", after_the_order)


def days_of_the_new_one(old: Permit) -> int:
    given = {"permit": {"permit": name_of(old)}, "what": {"what": "lost"}, "since": {"day": clock.today().isoformat()}}
    decide(send(ready("permit-replacement", person=old.person, given=given)))
    dispatch_pending()
    reach(ExtensionOrder.objects.get())
    return (Permit.objects.get(predecessor=old).valid_until - clock.today()).days


def test_an_order_that_comes_in_between_waits_and_then_extends_the_new_document_once(old, monkeypatch):
    reached_meanwhile(old, monkeypatch)
    assert days_of_the_new_one(old) == 219


def test_without_the_lock_the_new_document_would_never_have_the_days(old, monkeypatch):
    """The control: its day was read before the order, the ledger after it."""
    reached_meanwhile(old, monkeypatch)
    monkeypatch.setattr(replacement, "lock_permit", lambda key: Permit.objects.get(pk=key))
    assert days_of_the_new_one(old) == 20
