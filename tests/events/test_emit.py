"""Rule 1: a fact and its record are never parted. Rule 20: the record is append-only."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.accounts.models import User
from portal.events.actor import SYSTEM, Actor, actor_of
from portal.events.models import Delivery, Event
from portal.events.selectors import history_of
from portal.events.services import emit
from tests.events.samples import SomethingHappened
from tests.factories import make_user


def say(thing: int = 1) -> Event:
    with transaction.atomic():
        return emit(SomethingHappened(thing_id=thing, person_id=7), actor=Actor("person", 5))


@pytest.mark.django_db
def test_an_event_is_kept_with_its_subject_person_and_author():
    event = say(3)
    kept = Event.objects.get()
    assert kept == event
    assert (kept.name, kept.subject_type, kept.subject_id, kept.person_id) == ("events.SomethingHappened", "test.thing", 3, 7)
    assert (kept.actor_kind, kept.actor_id, kept.payload) == ("person", 5, {"thing_id": 3, "person_id": 7})


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_raises():
    with pytest.raises(RuntimeError):
        emit(SomethingHappened(thing_id=1), actor=SYSTEM)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_event_nobody_wants_has_no_delivery():
    say()
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_each_handler_gets_its_own_delivery(subscribe):
    subscribe("one", print)
    subscribe("two", print)
    subscribe("two", print)
    say()
    assert sorted(Delivery.objects.values_list("handler", flat=True)) == ["one", "two"]


def service(*, fail_after: str) -> None:
    """Stands for every service: write, emit, write more."""
    with transaction.atomic():
        User.objects.create_user("first@test.example")
        if fail_after == "write":
            raise ValueError(fail_after)
        emit(SomethingHappened(thing_id=1), actor=SYSTEM)
        if fail_after == "emit":
            raise ValueError(fail_after)
        User.objects.create_user("second@test.example")
        if fail_after == "everything":
            raise ValueError(fail_after)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["write", "emit", "everything"])
def test_a_failure_at_any_step_leaves_nothing(step, subscribe):
    subscribe("one", print)
    with pytest.raises(ValueError, match=step):
        service(fail_after=step)
    assert (User.objects.count(), Event.objects.count(), Delivery.objects.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_without_a_failure_all_is_there(subscribe):
    subscribe("one", print)
    service(fail_after="")
    assert (User.objects.count(), Event.objects.count(), Delivery.objects.count()) == (2, 1, 1)


@pytest.mark.django_db
def test_one_delivery_per_event_and_handler_is_a_constraint(subscribe):
    subscribe("one", print)
    delivery = Delivery.objects.get(event=say())
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(event=delivery.event, handler="one", next_attempt_at=delivery.next_attempt_at)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE events_event SET name = 'x'", "DELETE FROM events_event"])
def test_even_the_owner_cannot_change_or_delete_a_fact(statement):
    say()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.get().name == "events.SomethingHappened"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE events_event SET name = 'x'", "DELETE FROM events_event", "TRUNCATE events_event CASCADE", "DROP TABLE events_event CASCADE"],
)
def test_the_application_may_only_add_and_read(statement, as_app_role):
    say()
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), as_app_role() as role, role.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_the_application_can_add_and_read(as_app_role):
    with as_app_role():
        say(9)
        assert Event.objects.filter(subject_id=9).exists()


@pytest.mark.django_db
def test_history_is_of_one_thing_newest_first():
    first, _other, last = say(1), say(2), say(1)
    assert list(history_of("test.thing", 1)) == [last, first]


@pytest.mark.django_db
def test_staff_act_as_officers_and_everybody_else_as_persons():
    migrant, officer = make_user(), make_user("officer")
    assert actor_of(migrant) == Actor("person", migrant.pk)
    assert actor_of(officer) == Actor("officer", officer.pk)
