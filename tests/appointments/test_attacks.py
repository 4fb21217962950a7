"""What somebody could try who is signed in and knows the addresses: other people's times, kept places, other parents' appointments."""

from datetime import time, timedelta
from typing import Any

import pytest

from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.rules.changes import HOLDS
from appointments.services import book_slot, confirm_party, hold_party, hold_slot
from portal.edge.idempotency import HEADER
from portal.events.actor import SYSTEM, actor_of
from profiles.models import Guardianship, Person
from profiles.services import end_guardianship
from tests.appointments.test_booking_pages import TODAY, invited, page_of, pressed, signed_in, times_of
from tests.appointments.waiting.world import booked, stop_clock
from tests.appointments.world import make_desk, make_offered, make_slot, reopen, when
from tests.factories import make_child, make_person

pytestmark = pytest.mark.django_db
TEN, TWENTY_PAST = time(10), time(10, 20)


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def row(offered: ServiceAtOffice, *times: time, in_days: int = 3) -> list[Slot]:
    desk = make_desk(offered.reception)
    return [make_slot(offered, desk=desk, at=at, in_days=in_days) for at in times]


def other_parent_of(held: Guardianship) -> Person:
    """The same child has a second parent."""
    other = make_person(family_name="KARIMOV", given_names="OTABEK")
    same = {"child": held.child, "kinship": "parent", "child_born": held.child_born, "since": held.since, "majority_at": held.majority_at}
    Guardianship.objects.create(guardian=other, **same)
    return other


def family(offered: ServiceAtOffice, *, confirmed: bool = True) -> tuple[Person, Guardianship, list[Booking]]:
    """A parent and her child come together at 10:00 and 10:20."""
    parent = make_person(family_name="SAIDOVA", given_names="NIGINA")
    child = make_child(parent)
    held = hold_party(**when(row(offered, TEN, TWENTY_PAST)[0]), people=[(parent.pk, None), (child.child_id, None)], actor=SYSTEM)
    if confirmed and held[0].party:
        confirm_party(party=held[0].party, actor=SYSTEM)
    return parent, child, held


def states(*bookings: Booking) -> list[str]:
    return [Booking.objects.get(pk=one.pk).state for one in bookings]


def test_the_other_parent_sees_the_childs_appointment_and_not_who_comes_with_it() -> None:
    parent, child, (hers, childs) = family(make_offered())
    other = signed_in(other_parent_of(child))
    for address in (f"/appointments/{childs.number}/", f"/appointments/{childs.number}/cancel/"):
        page = page_of(other, address)
        assert childs.number in page
        for secret in (parent.family_name, hers.number, "Cancel for everybody"):
            assert secret not in page
    assert other.get(f"/appointments/{hers.number}/").status_code == 404
    assert hers.number in page_of(signed_in(parent), f"/appointments/{childs.number}/")


def test_the_other_parent_cancels_and_moves_the_child_alone() -> None:
    offered = make_offered()
    _parent, child, (hers, childs) = family(offered)
    there = row(offered, time(14), time(14, 20))[0]
    other = signed_in(other_parent_of(child))
    other.post(f"/appointments/{childs.number}/move/?office=770-001&day={there.day.isoformat()}&at=14:00")
    childs.refresh_from_db()
    hers.refresh_from_db()
    assert (childs.slot_id, hers.at) == (there.pk, TEN)
    other.post(f"/appointments/{childs.number}/cancel/", {"who": "all"})
    assert states(hers, childs) == ["booked", "cancelled"]


def test_the_other_parent_confirms_the_child_alone() -> None:
    _parent, child, (hers, childs) = family(make_offered(), confirmed=False)
    signed_in(other_parent_of(child)).post(f"/appointments/{childs.number}/")
    assert states(hers, childs) == ["held", "booked"]


def test_a_parent_whose_guardianship_has_ended_decides_for_herself_alone() -> None:
    parent, child, (hers, childs) = family(make_offered())
    end_guardianship(guardianship_id=child.pk, actor=actor_of(parent.user), on=TODAY)
    client = signed_in(parent)
    assert childs.number not in page_of(client, f"/appointments/{hers.number}/")
    client.post(f"/appointments/{hers.number}/cancel/", {"who": "all"})
    assert states(hers, childs) == ["cancelled", "booked"]


@pytest.mark.parametrize("act", ["", "cancel/", "move/?office=770-001&day=2026-06-19&at=11:00"])
def test_a_time_that_is_kept_for_somebody_else_is_not_confirmed_moved_or_dropped(act: str) -> None:
    offered = make_offered()
    theirs = hold_slot(**when(make_slot(offered)), person_id=make_person().pk, actor=SYSTEM)
    make_slot(offered, in_days=4, at=time(11))
    stranger = signed_in(make_person())
    assert stranger.post(f"/appointments/{theirs.number}/{act}").status_code == 404
    assert states(theirs) == ["held"]


def api(client: Any, act: str, key: str, **body: Any) -> Any:
    return client.post(f"/api/v1/appointments/{act}", body, content_type="application/json", headers={HEADER: key})


def test_a_place_kept_for_urgent_deadlines_is_not_got_through_any_door_without_one() -> None:
    """Pressed by hand, moved to, named by another person's application, by a program."""
    offered, person, urgent_one = make_offered(), make_person(), make_person()
    kept = make_slot(offered, in_days=2, at=time(15), channel=Slot.Channel.URGENT)
    foreign = invited(urgent_one, TODAY + timedelta(days=3))
    mine = booked(offered, person, in_days=5)
    client = signed_in(person)
    where = {"office": "770-001", "day": kept.day.isoformat(), "at": "15:00"}
    move = f"/appointments/{mine.number}/move/?office=770-001&day={kept.day.isoformat()}&at=15:00"
    doors = [
        client.post(times_of(offered), pressed(kept)),
        client.post(times_of(offered, case=foreign.reference), pressed(kept)),
        client.post(move),
        client.post(f"{move}&case={foreign.reference}"),
        api(client, "", "urgent-0001", service="fingerprints", **where),
        api(client, "hold/", "urgent-0002", service="fingerprints", **where),
        api(client, f"{mine.number}/move/", "urgent-0003", **where),
    ]
    assert len(doors) == 7
    kept.refresh_from_db()
    assert (kept.state, Booking.objects.count()) == ("free", 1)
    signed_in(urgent_one).post(times_of(offered), pressed(kept))
    assert Booking.objects.get(person=urgent_one).slot_id == kept.pk


def test_a_deadline_of_one_person_opens_no_urgent_place_for_another_appointment_of_the_same_account() -> None:
    """The child has the deadline; the parent who books for herself has none."""
    offered, parent = make_offered(), make_person()
    child = make_child(parent)
    invited(child.child, TODAY + timedelta(days=3))
    kept = make_slot(offered, in_days=2, channel=Slot.Channel.URGENT)
    client = signed_in(parent)
    client.post(times_of(offered, who="me"), pressed(kept))
    assert not Booking.objects.exists()
    client.post(times_of(offered, who=str(child.number)), pressed(kept))
    assert Booking.objects.get().person_id == child.child_id


def test_who_keeps_times_and_gives_them_back_is_stopped_whatever_door_is_used() -> None:
    """Pages and programs count together; the place is free for others afterwards."""
    offered, person = make_offered(), make_person()
    slot, client = make_slot(offered), signed_in(person)
    body = {"service": "fingerprints", "office": "770-001", **pressed(slot)}
    for number in range(HOLDS):
        if number % 2:
            api(client, "hold/", f"tout-{number:06}", **body)
        else:
            client.post(times_of(offered), pressed(slot))
        client.post(f"/appointments/{Booking.objects.get(state='held').number}/cancel/")
        reopen(slot)
    assert "not confirmed" in client.post(times_of(offered), pressed(slot)).content.decode()
    for act in ("", "hold/"):
        refused = api(client, act, f"tout-again{len(act)}", **body)
        assert (refused.status_code, refused.json()["code"]) == (422, "too_many_holds")
    assert book_slot(**when(slot), person_id=make_person().pk, actor=SYSTEM).slot_id == slot.pk
