"""The calendar at a secret address: read by an independent parser, stable, revocable, and telling nobody who the person is."""

import hashlib
import threading
from datetime import timedelta

import pytest
import vobject
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from permits.status.models import CalendarAddress, CalendarEvent
from permits.status.reading import status_of
from permits.status.services import make_address, revoke_address, tell_done, tell_wish
from permits.status.services.calendar import note_events
from permits.status.views import calendar_file
from portal import clock
from portal.edge.limits import Limit
from portal.events.actor import SYSTEM
from portal.events.models import Event
from profiles.models import Person
from tests.cases import acts
from tests.factories import make_case, make_patent, make_permit, make_person
from tests.profiles.people import browser

pytestmark = pytest.mark.django_db


def address_of(person: Person) -> str:
    return reverse("permits-calendar", args=[make_address(person_id=person.pk, actor=SYSTEM)])


def read(address: str):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.content.decode())


def events(address: str) -> dict:
    return {event.summary.value: event for event in getattr(read(address), "vevent_list", [])}


def test_another_parser_reads_whole_days_with_alarms():
    person = make_person()
    found = events(address_of(person))
    duties = {str(duty.title): duty for duty in status_of(person).status.open_duties()}
    assert len(found) == len(duties) > 3
    last = person.entries.get().entered_on + timedelta(days=15)
    event = next(event for event in found.values() if event.dtstart.value == last)
    assert event.dtend.value == last + timedelta(days=1)
    assert sorted(alarm.trigger.value.days for alarm in event.valarm_list) == [-30, -15, -5, -1]
    assert event.sequence.value == "0"
    assert len({event.uid.value for event in found.values()}) == len(found)


def test_the_file_stays_the_same_until_something_changes_and_then_the_sequence_grows(monkeypatch):
    person = make_person()
    address = address_of(person)
    first = Client().get(address).content
    assert Client().get(address).content == first
    entry = person.entries.get()
    entry.entered_on -= timedelta(days=1)
    entry.save()
    permit = make_permit(person=person)
    before = events(address)
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    permit.valid_until += timedelta(days=199)
    permit.save()
    after = events(address)
    moved = {name for name in before if before[name].sequence.value != after[name].sequence.value}
    assert len(moved) == 2  # the last day of the permit, and the last day to apply for what follows it
    for name in moved:
        assert after[name].uid.value == before[name].uid.value
        assert after[name].last_modified.value > before[name].last_modified.value


def test_what_is_done_is_not_in_the_calendar():
    person = make_person()
    address, key = address_of(person), next(duty for duty in status_of(person).status.duties if duty.code == "medical").key
    before = len(events(address))
    tell_done(person_id=person.pk, key=key, actor=SYSTEM)
    assert len(events(address)) == before - 1


def test_alarms_follow_the_wish():
    person = make_person()
    address = address_of(person)
    tell_wish(person_id=person.pk, days=[5], alarms=True, actor=SYSTEM)
    assert all([alarm.trigger.value.days for alarm in event.valarm_list] == [-5] for event in events(address).values())
    tell_wish(person_id=person.pk, days=[5], alarms=False, actor=SYSTEM)
    assert not any(hasattr(event, "valarm_list") for event in events(address).values())


def test_the_file_names_neither_the_person_nor_a_document():
    person = make_person()
    patent = make_patent("issued", case=make_case("granted", person=person))
    permit = make_permit(person=person)
    document = person.identity_documents.get()
    text = Client().get(address_of(person)).content.decode().replace("\r\n ", "")
    secrets = [
        person.family_name,
        person.family_name_ru,
        person.user.email,
        document.number,
        patent.number,
        permit.number,
        person.birth_date.isoformat(),
    ]
    assert [word for word in secrets if word in text] == []


def test_only_the_hash_is_kept_and_the_address_is_shown_once():
    person = make_person()
    client, page = browser(person.user, language="en"), reverse("permits-status:calendar")
    made = client.post(page, {"act": "make"})
    row = CalendarAddress.objects.get()
    secret = made.content.decode().split("/permits/calendar/")[1].split(".ics")[0]
    assert len(secret) == 43
    assert row.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    # The secret is in the page, not in its address. Stricter than "same-origin" would keep browsers from sending its form.
    assert (made["Referrer-Policy"], made["Cache-Control"]) == ("same-origin", "private, no-store")
    assert 'name="referrer"' not in made.content.decode()
    assert secret not in client.get(page).content.decode()
    assert not any(secret in str(event.payload) for event in Event.objects.all())
    assert Client().get(f"/permits/calendar/{secret}.ics")["Referrer-Policy"] == "no-referrer"


def test_a_new_address_and_a_revoked_one_end_the_old_one_like_one_that_never_was():
    person = make_person()
    old, new = address_of(person), address_of(person)
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    revoke_address(person_id=person.pk, actor=SYSTEM)
    never = reverse("permits-calendar", args=["A" * 43])
    gone = Client().get(new)
    assert gone.status_code == Client().get(never).status_code == 404


@pytest.mark.parametrize("secret", ["x", "A" * 43, "A" * 5000, "%00", "..", "ü" * 43, "%ED%A0%80"])
def test_a_guess_is_not_found(secret):
    assert Client().get(f"/permits/calendar/{secret}.ics").status_code in {400, 404, 414}


def test_a_blocked_account_is_not_read():
    person = make_person()
    address = address_of(person)
    person.user.is_active = False
    person.user.save()
    assert Client().get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
class TestLimits:
    def test_reading_too_often_is_refused(self, monkeypatch):
        monkeypatch.setattr(calendar_file, "READS", Limit("test.reads", times=2, per_seconds=60))
        address = address_of(make_person())
        assert [Client().get(address).status_code for _time in range(3)] == [200, 200, 429]

    def test_guessing_is_refused_by_the_network_and_a_right_address_is_not(self, monkeypatch):
        monkeypatch.setattr(calendar_file, "WRONG", Limit("test.wrong", times=2, per_seconds=60))
        right = address_of(make_person())
        wrong = reverse("permits-calendar", args=["A" * 43])
        assert [Client().get(wrong).status_code for _time in range(3)] == [404, 404, 429]
        assert Client().get(right).status_code == 200

    def test_two_calendars_at_once_note_one_change(self):
        person = make_person()
        duty = status_of(person).status.open_duties()[0]
        for digest, sequence in (("a", 0), ("b", 1)):
            acts.at_once(4, lambda _n, digest=digest: note_events(person_id=person.pk, duties=[(duty, digest)]))
            assert CalendarEvent.objects.get().sequence == sequence

    def test_without_the_lock_they_would_fail(self, monkeypatch):
        """The control. All four have read before any of them writes, and three fail at what the first wrote."""
        acts.without_locks(monkeypatch)
        monkeypatch.setattr("permits.status.services.calendar.lock_person", lambda pk: Person.objects.get(pk=pk))
        write, all_have_read = CalendarEvent.objects.bulk_create, threading.Barrier(4)

        def write_together(rows):
            all_have_read.wait(timeout=60)
            return write(rows)

        monkeypatch.setattr(CalendarEvent.objects, "bulk_create", write_together)
        person = make_person()
        duty = status_of(person).status.open_duties()[0]
        answers = acts.at_once(4, lambda _n: note_events(person_id=person.pk, duties=[(duty, "a")]))
        assert sum(isinstance(answer, IntegrityError) for answer in answers) == 3


def test_dates_are_those_of_the_page():
    person = make_person()
    days = {event.dtstart.value for event in events(address_of(person)).values()}
    assert days == {duty.due.value for duty in status_of(person).status.open_duties()}
    assert min(days) >= clock.today() - timedelta(days=1)
