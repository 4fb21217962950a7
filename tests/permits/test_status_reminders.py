"""Reminders: once each, on their day, by the person's wish; never after the duty is done; whatever is killed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from permits.status import reading
from permits.status.messages import duty_due
from permits.status.models import Reminder, ReminderRound
from permits.status.services import remind_everybody, reminders, tell_done, tell_wish
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.runtime.invariants import all_invariants
from profiles.models import Guardianship, Person
from profiles.services import end_guardianship
from tests.cases import acts
from tests.factories import make_case, make_child, make_patent, make_person

pytestmark = pytest.mark.django_db
ENTERED = date(2026, 3, 10)
REGISTER = date(2026, 3, 25)  # fifteen days for a citizen of Tajikistan
ONE = timedelta(days=1)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Any:
    def be(day: date) -> None:
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: day)

    return be


def arrived(**fields: Any) -> Person:
    person = make_person(**fields)
    person.entries.update(entered_on=ENTERED)
    return person


def sent(code: str) -> list[tuple[int, date]]:
    rows = Reminder.objects.filter(key__startswith=code).order_by("pk")
    return [(row.days, row.due_on) for row in rows]


def test_each_reminder_is_sent_once_on_its_day_and_only_those_that_fit_the_term(today):
    arrived()
    for left in range(16, -3, -1):
        today(REGISTER - left * ONE)
        for _again in range(2):
            remind_everybody()
    assert sent("registration") == [(5, REGISTER), (1, REGISTER)]
    # Thirty days for the examination: those of 15 days and nearer fit in it.
    assert sent("medical") == [(15, date(2026, 4, 9))]
    assert Event.objects.filter(name="status.DutyDue").count() == Reminder.objects.count()


def test_after_a_stop_only_the_nearest_is_sent(today):
    arrived()
    today(REGISTER)
    assert remind_everybody() > 0
    assert sent("registration") == [(1, REGISTER)]


def test_what_is_done_is_not_reminded_of(today):
    person = arrived()
    today(REGISTER - 5 * ONE)
    key = next(duty for duty in reading.status_of(person).status.duties if duty.code == "medical").key
    tell_done(person_id=person.pk, key=key, actor=SYSTEM)
    today(date(2026, 4, 8))
    remind_everybody()
    assert sent("medical") == []
    assert sent("fingerprints") == [(1, date(2026, 4, 9))]


def test_done_between_the_reminder_and_the_message_is_not_told(today):
    person = arrived()
    today(date(2026, 4, 8))
    remind_everybody()
    row = Reminder.objects.get(key__startswith="medical")
    event = Event.objects.get(payload__reminder_id=row.pk)
    assert [notice.user_id for notice in duty_due(event)] == [person.user_id]
    tell_done(person_id=person.pk, key=row.key, actor=SYSTEM)
    assert list(duty_due(event)) == []


def test_patents_remind_of_payment_and_contract_themselves(today):
    person = arrived()
    patent = make_patent(
        "issued", case=make_case("granted", person=person), issued_on=ENTERED, expires_on=date(2027, 3, 9), paid_through=date(2026, 4, 9)
    )
    for day in (patent.paid_through - ONE, date(2026, 5, 9)):
        today(day)
        remind_everybody()
    assert sent("payment") == sent("contract:") == []
    assert sent("registration") == []  # that day has passed


def test_the_wish_decides(today):
    quiet, few = arrived(), arrived()
    tell_wish(person_id=quiet.pk, days=[], alarms=False, actor=SYSTEM)
    tell_wish(person_id=few.pk, days=[5], alarms=False, actor=SYSTEM)
    for left in (5, 1):
        today(REGISTER - left * ONE)
        remind_everybody()
    assert not Reminder.objects.filter(person=quiet).exists()
    assert list(Reminder.objects.filter(person=few, key__startswith="registration").values_list("days", flat=True)) == [5]


def test_a_day_that_moved_is_reminded_of_anew(today):
    person = arrived()
    today(REGISTER - ONE)
    remind_everybody()
    person.entries.update(entered_on=ENTERED + ONE)
    today(REGISTER)
    remind_everybody()
    assert sent("registration") == [(1, REGISTER), (1, REGISTER + ONE)]


def test_the_message_says_what_and_by_when_in_the_persons_language(today):
    person = arrived()
    today(REGISTER - ONE)
    remind_everybody()
    dispatch_pending()
    row = Message.objects.filter(recipient=person.user, channel="inbox", subject__startswith="Registration at the place of stay").get()
    assert row.subject.replace("\u00a0", " ").endswith("until 25 March 2026")
    assert row.url == "/permits/status/"
    assert not any(word in row.body for word in (person.family_name, person.identity_documents.get().number))


# ---- for a child


def arrived_child(guardian: Person | None = None) -> Guardianship:
    held = make_child(guardian)
    held.child.entries.update(entered_on=ENTERED)
    held.child.addresses.all().delete()
    return held


def test_who_acts_for_a_child_is_reminded_of_its_duties_and_led_to_its_page(today):
    held = arrived_child()
    today(REGISTER - ONE)
    remind_everybody()
    dispatch_pending()
    rows = Message.objects.filter(recipient=held.guardian.user, channel="inbox", url=f"/permits/status/children/{held.number}/")
    assert any(f"{held.child.given_names}: Registration at the place of stay" in row.subject for row in rows)


def test_whoever_acts_for_the_child_no_more_is_not_reminded_of_it(today):
    held = arrived_child()
    end_guardianship(guardianship_id=held.pk, actor=SYSTEM, on=clock.today())
    today(REGISTER - ONE)
    remind_everybody()
    assert not Reminder.objects.filter(person=held.child).exists()


def test_a_child_is_reminded_of_as_those_who_act_for_it_wish(today):
    quiet, few = arrived_child(), arrived_child()
    tell_wish(person_id=quiet.guardian_id, days=[], alarms=False, actor=SYSTEM)
    tell_wish(person_id=few.guardian_id, days=[5], alarms=False, actor=SYSTEM)
    for left in (5, 1):
        today(REGISTER - left * ONE)
        remind_everybody()
    assert not Reminder.objects.filter(person=quiet.child).exists()
    assert list(Reminder.objects.filter(person=few.child, key__startswith="registration").values_list("days", flat=True)) == [5]


def test_one_person_whose_facts_break_something_keeps_nobody_else_waiting(today, monkeypatch):
    broken, whole = arrived(), arrived()
    real = reading.status_of

    def status_of(person: Person, **more: Any) -> Any:
        if person.pk == broken.pk:
            raise RuntimeError("broken")
        return real(person, **more)

    monkeypatch.setattr(reminders, "status_of", status_of)
    today(REGISTER - ONE)
    remind_everybody()
    assert set(Reminder.objects.values_list("person_id", flat=True)) == {whole.pk}
    assert ReminderRound.objects.get().finished_at is not None


def test_a_round_goes_on_where_the_last_piece_ended(today):
    people = [arrived() for _number in range(5)]
    today(REGISTER - ONE)
    remind_everybody(piece=2, pieces=1)
    assert ReminderRound.objects.get().done_through == people[1].pk
    remind_everybody(piece=2)
    assert Reminder.objects.filter(key__startswith="registration").count() == 5


class Killed(BaseException):
    """What a process that is killed leaves behind: nothing of its open transaction."""


@pytest.mark.django_db(transaction=True)
class TestAccidents:
    def people(self, count: int = 4) -> list[Person]:
        return [arrived() for _number in range(count)]

    @pytest.mark.parametrize("at", [1, 2, 3, 4])
    def test_killed_at_any_reminder_nothing_is_lost_and_nothing_sent_twice(self, today, monkeypatch, at):
        people = self.people()
        today(REGISTER - ONE)
        real, seen = reminders._send, [0]

        def send(*args: Any) -> bool:
            seen[0] += 1
            if seen[0] == at:
                raise Killed
            return real(*args)

        monkeypatch.setattr(reminders, "_send", send)
        with pytest.raises(Killed):
            remind_everybody(piece=2)
        remind_everybody(piece=2)
        registered = Reminder.objects.filter(key__startswith="registration")
        assert sorted(registered.values_list("person_id", flat=True)) == [person.pk for person in people]
        assert Event.objects.filter(name="status.DutyDue").count() == Reminder.objects.count()
        assert {count() for name, count in all_invariants().items() if name.startswith("reminders of duties")} == {0}

    def test_workers_at_once_send_each_reminder_once(self, today):
        self.people(6)
        today(REGISTER - ONE)
        acts.at_once(4, lambda _n: remind_everybody(piece=1))
        remind_everybody(piece=1)
        assert Reminder.objects.filter(key__startswith="registration").count() == 6
        assert Event.objects.filter(name="status.DutyDue").count() == Reminder.objects.count()

    def test_without_lock_and_unique_row_they_would_send_twice(self, today, monkeypatch):
        """The control: both guards are taken away."""
        self.people(6)
        today(REGISTER - ONE)
        acts.without_locks(monkeypatch)
        ReminderRound.objects.create(day=clock.today())
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE status_reminder DROP CONSTRAINT reminded_once")
        try:
            acts.at_once(4, lambda _n: remind_everybody(piece=6))
            assert Reminder.objects.filter(key__startswith="registration").count() > 6
        finally:
            with connection.cursor() as cursor:
                for words in ("ALTER TABLE {} DISABLE TRIGGER USER", "DELETE FROM {}", "ALTER TABLE {} ENABLE TRIGGER USER"):
                    cursor.execute(words.format("status_reminder"))
                cursor.execute("ALTER TABLE status_reminder ADD CONSTRAINT reminded_once UNIQUE (person_id, key, due_on, days)")
