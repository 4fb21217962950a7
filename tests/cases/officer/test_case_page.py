"""What the case page shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cases.officer.deadline import deadline
from portal import clock
from tests.cases.officer import world
from tests.cases.officer.test_case_acts import held_case, page

pytestmark = pytest.mark.django_db


def test_an_amended_answer_shows_the_old_words_beside_the_new() -> None:
    desk = world.desk()
    case = held_case(desk)
    case.answers = {**case.answers, "work": {"profession": "bricklayer", "employer": "household"}}
    world.version(case)
    body = desk.client.get(page(case)).content.decode()
    assert "<del><bdi>A company or an organisation</bdi></del>" in body
    assert "<ins><bdi>A person, for their household</bdi></ins>" in body


def test_what_was_sent_is_shown_and_not_what_the_profile_says_today() -> None:
    desk = world.desk()
    case = held_case(desk, applicant=world.person(phone="+992 90 111 11 11"))
    type(case.person).objects.filter(pk=case.person_id).update(phone="+7 999 222 22 22")
    body = desk.client.get(page(case)).content.decode()
    assert "+992 90 111 11 11" in body
    assert "+7 999 222 22 22" not in body


def test_every_check_says_its_verdict_in_words() -> None:
    desk = world.desk()
    body = desk.client.get(page(held_case(desk))).content.decode()
    assert "Agrees" in body
    assert "Look yourself" in body


def test_the_number_of_queries_does_not_grow_with_history() -> None:
    desk = world.desk()
    case = held_case(desk)

    def add_history() -> None:
        world.version(case)
        case.requests.create(asked_by=desk.user, text="?", answer_by=clock.today(), answered_at=clock.now(), answer="!")
        world.told(case, desk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.client.get(page(case)).status_code == 200
        return len(captured)

    add_history()
    queries()
    few = queries()
    for _number in range(5):
        add_history()
    assert queries() == few <= 25


@pytest.mark.parametrize(
    ("days", "words", "press"),
    [
        (0, "due today", "today"),
        (1, "1 working day left", "soon"),
        (3, "3 working days left", "calm"),
        (-1, "1 working day overdue", "overdue"),
    ],
)
def test_a_deadline_is_said_in_working_days(days: int, words: str, press: str) -> None:
    monday = clock.today().replace(year=2026, month=6, day=15)
    today = monday + timedelta(days=1)
    with translation.override("en"):
        said = deadline(today + timedelta(days=days), today=today)
    assert (said.words, said.press) == (words, press)


def test_a_deadline_that_passed_on_friday_is_overdue_on_saturday() -> None:
    friday = clock.today().replace(year=2026, month=6, day=19)
    with translation.override("en"):
        assert deadline(friday, today=friday + timedelta(days=1)).words == "overdue"
        assert deadline(friday, today=friday + timedelta(days=400)).words == "overdue for 400 days"
