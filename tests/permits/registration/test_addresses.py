"""The address that a registration wrote into the guest's profile ends with it, with the true day, and nothing of the guest's own."""

import importlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from permits.registration import errors, services
from permits.registration.models import ArrivalNotice
from permits.status.reading import status_of
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from profiles.models import Address, Person
from profiles.selectors import current_papers, facts
from profiles.services import annul_address, end_address, record_address
from tests.factories import make_child, make_office, make_user
from tests.permits.hosts import confirm, file_for, guest, make_host

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def registered(person: Person, *, days_ago: int = 10, address: str = "Москва, Примерная ул., 2", **fields: Any) -> ArrivalNotice:
    """The guest arrived and confirmed so many days ago."""
    on = clock.today() - days_ago * DAY
    notice = file_for(make_host(address=address), person, arrived_on=on, **fields)
    return confirm(notice, on=on)


def left(notice: ArrivalNotice, *, days_ago: int = 0) -> ArrivalNotice:
    today = clock.today()
    return services.record_departure(notice_id=notice.pk, departed_on=today - days_ago * DAY, actor=actor_of(notice.host.owner), on=today)


def cancelled(notice: ArrivalNotice) -> ArrivalNotice:
    office = make_office()
    first, second = make_user("officer", office=office), make_user("officer", office=office)
    doubt = services.propose_cancelling(notice_id=notice.pk, reason="Nobody lives there.", actor=actor_of(first))
    return services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(second), on=clock.today())


def address_of(notice: ArrivalNotice) -> tuple[date | None, date | None, str, bool]:
    notice.refresh_from_db()
    assert notice.profile_address
    kept = notice.profile_address
    return kept.starts_on, kept.ended_on, kept.end_reason, kept.is_current


def typed(person: Person, text: str = "Тула, Своя ул., 5") -> Address:
    return record_address(person_id=person.pk, region="71", text=text, registered_until=None, actor=SYSTEM)


def test_a_registration_that_stands_has_a_first_day_and_no_end():
    person, today = guest(), clock.today()
    assert address_of(registered(person)) == (today - 10 * DAY, None, "", True)


@pytest.mark.parametrize("days_ago", [0, 1, 9, 10])
def test_the_address_ends_with_the_day_of_departure_though_it_is_told_later(days_ago: int):
    person, today = guest(), clock.today()
    notice = left(registered(person), days_ago=days_ago)
    assert address_of(notice) == (today - 10 * DAY, today - days_ago * DAY, "left", False)
    known = facts(person)
    assert (known.address, known.region, known.registered_until) == ("", "", None)
    assert "address" in known.missing


def test_a_departure_on_the_day_of_arrival_leaves_an_address_of_one_day():
    person, today = guest(), clock.today()
    assert address_of(left(registered(person, days_ago=0))) == (today, today, "left", False)


def test_a_guest_who_left_before_confirming_was_never_registered_there():
    """The day of departure is the guest's, the first day that of the confirmation: between them lies no day."""
    person, today = guest(), clock.today()
    notice = confirm(file_for(make_host(), person, arrived_on=today - 5 * DAY))
    assert address_of(left(notice, days_ago=3)) == (today, today - DAY, "left", False)


@pytest.mark.parametrize("days_ago", [1, 0])
def test_a_second_registration_ends_the_first_address_the_day_before(days_ago: int):
    """On one day the first one has not a day left: that day belongs to the second."""
    person, today = guest(), clock.today()
    first = registered(person, days_ago=days_ago)
    second = registered(person, days_ago=0, address="Другой адрес, 3")
    assert address_of(first) == (today - days_ago * DAY, today - DAY, "moved", False)
    assert address_of(second) == (today, None, "", True)
    assert facts(person).address == "Другой адрес, 3"


def test_the_same_address_again_is_a_registration_of_its_own():
    person, today = guest(), clock.today()
    until = today + 30 * DAY
    first, second = registered(person, days_ago=3, stay_until=until), registered(person, days_ago=0, stay_until=until)
    assert (address_of(first)[1], address_of(second)[:2]) == (today - DAY, (today, None))
    assert Address.objects.filter(person=person, text=second.address).count() == 2


def test_a_departure_that_was_told_first_stays_when_the_next_registration_comes():
    person, today = guest(), clock.today()
    first = left(registered(person), days_ago=4)
    registered(person, days_ago=0, address="Другой адрес, 3")
    assert address_of(first) == (today - 10 * DAY, today - 4 * DAY, "left", False)


def test_a_cancelled_registration_was_never_valid_and_its_address_has_not_a_day():
    person, today = guest(), clock.today()
    notice = cancelled(registered(person))
    assert address_of(notice) == (today - 10 * DAY, today - 11 * DAY, "cancelled", False)
    assert facts(person).address == ""


def test_a_registration_after_which_another_exists_cannot_be_cancelled_and_the_other_stands():
    person = guest()
    first = registered(person)
    office = make_office()
    officer, second_officer = make_user("officer", office=office), make_user("officer", office=office)
    doubt = services.propose_cancelling(notice_id=first.pk, reason="Nobody lives there.", actor=actor_of(officer))
    second = registered(person, days_ago=0, address="Другой адрес, 3")
    before = address_of(first), address_of(second)
    with pytest.raises(errors.NoticeMoved):
        services.cancel_registration(doubt_id=doubt.pk, actor=actor_of(second_officer), on=clock.today())
    assert (address_of(first), address_of(second)) == before
    assert facts(person).address == "Другой адрес, 3"


@pytest.mark.parametrize(("end", "last_day"), [(left, 0), (cancelled, 11)])
def test_an_address_that_the_guest_typed_later_stays_whatever_becomes_of_the_registration(end: Any, last_day: int):
    person, today = guest(), clock.today()
    notice = registered(person)
    own = typed(person)
    assert address_of(notice)[1:] == (None, "", False)
    end(notice)
    own.refresh_from_db()
    assert (own.is_current, own.ended_on, own.end_reason) == (True, None, "")
    assert facts(person).address == own.text
    assert address_of(notice)[1] == today - last_day * DAY


def test_an_address_typed_before_ends_the_day_before_the_registration():
    person, today = guest(), clock.today()
    own = typed(person)
    registered(person, days_ago=0)
    own.refresh_from_db()
    assert (own.is_current, own.ended_on, own.end_reason) == (False, today - DAY, "moved")


def test_typing_what_the_registration_says_changes_nothing():
    person = guest()
    notice = registered(person)
    known = facts(person)
    again = record_address(
        person_id=person.pk, region=known.region, text=known.address, registered_until=known.registered_until, actor=SYSTEM
    )
    assert again == notice.profile_address


@pytest.mark.parametrize(("end", "done"), [(left, True), (cancelled, False)])
def test_the_duty_of_the_arrival_stays_done_after_a_departure_and_was_never_done_by_a_cancelled_registration(end: Any, done: bool):
    person = guest()
    person.entries.update(entered_on=clock.today() - 20 * DAY)
    person.addresses.all().delete()  # nothing told but by the registration
    end(registered(person))
    papers = current_papers(person.pk)
    assert (papers["address__region"], papers["address__registered_until"]) == (None, None)
    duties = {duty.code: duty for duty in status_of(person).status.duties}
    assert bool(duties["registration"].done) is done


@pytest.mark.parametrize("end", [left, cancelled])
def test_the_same_end_again_changes_nothing_and_is_told_once(end: Any):
    person = guest()
    notice = registered(person)
    end(notice)
    person.refresh_from_db()
    before, version = address_of(notice), person.version
    assert notice.profile_address_id
    left(notice) if end is left else None
    end_address(address_id=notice.profile_address_id, reason="left", last_day=date(2030, 1, 1), actor=SYSTEM)
    annul_address(address_id=notice.profile_address_id, actor=SYSTEM)
    person.refresh_from_db()
    assert (address_of(notice), person.version) == (before, version)
    assert Event.objects.filter(name="profiles.AddressEnded").count() == 1


def test_a_refused_departure_leaves_the_address():
    person = guest()
    notice = registered(person)
    with pytest.raises(errors.DepartureImpossible):
        left(notice, days_ago=11)
    with pytest.raises(errors.DepartureImpossible):
        left(notice, days_ago=-1)
    assert address_of(notice)[1:] == (None, "", True)


def test_the_end_of_a_childs_address_moves_the_majority_to_where_days_begin_first():
    held = make_child()
    held.child.entries.update(stay_until=clock.today() + 80 * DAY)
    notice = confirm(file_for(make_host(), held.child))
    held.refresh_from_db()
    there = held.majority_at
    left(notice)
    held.refresh_from_db()
    assert there - held.majority_at == timedelta(hours=9)  # from Moscow to Kamchatka


@pytest.mark.parametrize(
    "wrong",
    [
        {"ended_on": date(2026, 6, 1), "end_reason": ""},
        {"ended_on": None, "end_reason": "left"},
        {"ended_on": date(2026, 6, 1), "end_reason": "left", "is_current": True},
        {"starts_on": date(2026, 6, 3), "ended_on": date(2026, 6, 1), "end_reason": "left"},
    ],
)
def test_the_database_refuses_an_end_that_says_nothing_or_lies_before_the_beginning(wrong: dict[str, Any]):
    kept = typed(guest())
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.filter(pk=kept.pk).update(**{"is_current": False, **wrong})


def test_addresses_of_registrations_that_ended_before_get_their_days():
    """What the migration makes of rows that were written without them."""
    people = [guest() for _ in range(5)]
    notices = [registered(person) for person in people]
    notices[0], notices[1] = left(notices[0], days_ago=4), cancelled(notices[1])
    registered(people[2], days_ago=2, address="Другой адрес, 3")
    own = typed(people[4])
    left(notices[4])
    right = [address_of(notice) for notice in notices]
    ArrivalNotice.objects.update(profile_address=None)
    shown = Address.objects.filter(person__in=people).exclude(pk=own.pk)
    shown.update(starts_on=None, ended_on=None, end_reason="")
    for person in people[:2]:
        shown.filter(pk=shown.filter(person=person).order_by("-pk").values("pk")[:1]).update(is_current=True)
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("permits.registration.migrations.0005_addresses_of_before").SQL)
    assert [address_of(notice) for notice in notices] == right
    own.refresh_from_db()
    assert (own.is_current, own.ended_on) == (True, None)
