"""A million facts at once are told as one by one: same events, same deliveries."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from portal import clock
from portal.events.actor import Actor
from portal.events.bulk import Pace, outbox
from portal.events.models import Delivery, Event
from portal.events.relay import dispatch_pending
from portal.events.services import emit
from tests.events.samples import SomethingHappened

ACTOR = Actor("officer", 5)
VALUES = {"thing_id": "thing", "person_id": "person"}


def tell(things: list[tuple[int, int]], *, pace: float = 0.0, values: dict[str, str] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        told = outbox(
            SomethingHappened, source="things", values=values or VALUES, actor=ACTOR, moment=clock.now(), pace=Pace(clock.now(), pace)
        )
        rows = ", ".join(f"({thing}, {person})" for thing, person in things)
        cursor.execute(f"WITH things (thing, person) AS (VALUES {rows}), {told.ctes} SELECT 1", told.parameters)


def kept() -> list[tuple]:
    names = ("name", "actor_kind", "actor_id", "subject_type", "subject_id", "person_id", "payload", "deliveries__handler")
    names += ("deliveries__status", "deliveries__attempts", "deliveries__last_error", "deliveries__finished_at")
    return list(Event.objects.order_by("pk", "deliveries__handler").values_list(*names))


@pytest.mark.django_db
def test_it_writes_what_emit_writes(subscribe):
    subscribe("one", print)
    subscribe("two", print)
    tell([(1, 7), (2, 8)])
    together = kept()
    with transaction.atomic():
        for thing, person in ((1, 7), (2, 8)):
            emit(SomethingHappened(thing_id=thing, person_id=person), actor=ACTOR)
    assert kept() == together * 2
    assert len(together) == 4


@pytest.mark.django_db
def test_the_relay_delivers_them(subscribe):
    heard = []
    subscribe("one", lambda event: heard.append(event.subject_id))
    tell([(1, 7), (2, 8)])
    dispatch_pending()
    assert sorted(heard) == [1, 2]


@pytest.mark.django_db
def test_news_of_many_is_due_at_a_pace_and_does_not_stand_before_others(subscribe):
    subscribe("one", print)
    tell([(n, n) for n in range(1, 11)], pace=2.0)
    due = list(Delivery.objects.order_by("next_attempt_at").values_list("next_attempt_at", flat=True))
    assert due[-1] - due[0] == timedelta(seconds=18)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_raises():
    with pytest.raises(RuntimeError):
        outbox(SomethingHappened, source="things", values=VALUES, actor=ACTOR, moment=clock.now())


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"thing_id": "1"}, {**VALUES, "other": "1"}])
def test_a_forgotten_or_unknown_field_raises(values: dict[str, str]):
    with pytest.raises(ValueError, match="fields of"):
        tell([(1, 1)], values=values)
