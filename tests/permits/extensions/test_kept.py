"""A repeal takes nothing from what a later document states: it stays as it is, and its holder is told so once."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from permits.extensions import services
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.models import Permit
from permits.rules.temporary_stay import CHILD
from permits.services import end_permit
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.jobs.services import run_due_jobs
from portal.notifications.models import Message
from tests.factories import make_applicant, make_child, make_permit, make_user, sign_in
from tests.permits.extensions.documents import deliver
from tests.permits.extensions.test_life import CONTENT, STATED, applied, invariants_hold, people, permit, repealed

pytestmark = pytest.mark.django_db
__all__ = ["people"]
EXTENDED = STATED + timedelta(days=90)


def replaced(old: Permit, *, until: date, **fields: object) -> Permit:
    """A document that came after another one, as a decision makes it."""
    end_permit(permit_id=old.pk, status="replaced", actor=SYSTEM, on=clock.today())
    told = {"person": old.person, "predecessor": old, "issued_on": clock.today(), "valid_until_stated": until, **fields}
    return make_permit(old.kind, **told)


def told_of(one: Permit) -> list[Message]:
    deliver()
    return list(Message.objects.filter(event__name="extensions.PermitKeptItsDay", event__subject_id=one.pk, channel="inbox"))


def kept_of(order: ExtensionOrder) -> int:
    kept: int = OrderRun.objects.get(order=order, purpose="repeal").counts["kept"]
    return kept


@pytest.mark.parametrize("mode", [{}, {"mode": "fixed", "days": None, "until": EXTENDED}])
def test_a_document_issued_in_place_of_an_extended_one_keeps_its_day_and_its_holder_is_told(people, mode):
    old = permit()
    order = applied(people, **mode)
    counted = [] if mode else [order.pk]
    new = replaced(old, until=EXTENDED, orders_counted=counted or None)
    repealed(people, order)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.status, new.valid_until, old.valid_until) == ("in_force", EXTENDED, STATED)
    (letter,) = told_of(new)
    assert (letter.recipient, order.number in letter.body, "Decree 2" in letter.body) == (old.person.user, True, True)
    assert not Message.objects.filter(event__name="extensions.PermitShortened").exists()
    assert kept_of(order) == 1
    assert invariants_hold()


def test_so_does_the_one_after_that_and_only_the_last_is_spoken_of(people):
    old = permit()
    order = applied(people, mode="fixed", days=None, until=EXTENDED)
    middle = replaced(old, until=EXTENDED)
    last = replaced(middle, until=EXTENDED + timedelta(days=100))
    repealed(people, order)
    assert (len(told_of(last)), told_of(middle), kept_of(order)) == (1, [], 1)


def test_a_stay_reckoned_from_another_persons_extended_day_keeps_it_too(people):
    """A child's stay that was decided on an application while the parent's was extended: its parent is told."""
    parent = make_applicant()
    order = applied(people)
    child = make_child(parent).child
    stay = make_permit(
        "temporary_stay", person=child, ground=CHILD, issued_on=clock.today(), valid_until_stated=EXTENDED, orders_counted=[order.pk]
    )
    repealed(people, order)
    (letter,) = told_of(stay)
    assert letter.recipient == parent.user


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "ended", "ended_on": date(2026, 1, 1)}, "it has ended"),
        ({"valid_until_stated": date(2025, 12, 31)}, "its day has passed"),
    ],
)
def test_nobody_is_told_of_a_later_document_that_matters_no_more(people, fields, why):
    order = applied(people)
    one = permit(**{"issued_on": date(2020, 1, 1), "orders_counted": [order.pk], "valid_until_stated": EXTENDED, **fields})
    repealed(people, order)
    assert (told_of(one), kept_of(order)) == ([], 0), why


def test_a_later_document_that_the_order_extended_itself_is_reckoned_anew_and_told_that_alone(people):
    old = permit()
    end_permit(permit_id=old.pk, status="replaced", actor=SYSTEM, on=clock.today())
    new = permit(person=old.person, predecessor=old)
    order = applied(people)
    repealed(people, order)
    deliver()
    new.refresh_from_db()
    assert new.valid_until == STATED
    names = Event.objects.filter(subject_type="permits.permit", subject_id=new.pk).values_list("name", flat=True)
    assert [name for name in names if name.startswith("extensions.")] == ["extensions.PermitExtended", "extensions.PermitShortened"]


def test_a_repeal_of_another_order_tells_nobody(people):
    first = applied(people, kinds=["permanent_residence"])
    one = permit(orders_counted=[first.pk])
    order = applied(people, act="Other")
    repealed(people, order)
    assert told_of(one) == []
    assert CONTENT["act"] == first.act


def test_supervisors_read_how_many_later_documents_kept_their_day(people):
    order = applied(people)
    replaced(permit(), until=EXTENDED, orders_counted=[order.pk])
    repealed(people, order)
    page = sign_in(make_user("supervisor")).get(reverse("admin:extension_order", args=[order.number]), headers={"accept-language": "en"})
    assert "their holders are told so: 1" in page.text


def test_who_gets_a_later_document_while_the_repeal_goes_on_is_told_too(people):
    """Its key lies above those that the repeal goes through."""
    old = permit()
    order = applied(people)
    order = services.propose_repeal(order_id=order.pk, act="Decree 2", actor=people[0])
    services.confirm_repeal(order_id=order.pk, expected_version=order.version, actor=people[1])
    new = replaced(old, until=EXTENDED, orders_counted=[order.pk])
    run_due_jobs()
    order.refresh_from_db()
    assert (order.status, len(told_of(new)), kept_of(order)) == ("repealed", 1, 1)
    assert invariants_hold()
