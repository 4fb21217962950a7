"""A registered guest reads both days, and what to do by when: on the page, in the PDF and in the letter, in two languages."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from permits.registration import services
from permits.registration.models import ArrivalNotice
from permits.registration.next_steps import steps_of
from portal import clock
from portal.events.actor import actor_of
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from profiles.models import Person
from tests.factories import make_applicant, make_permit, sign_in
from tests.permits.hosts import confirm, file_for, guest, it_is, make_host

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_first_of_june(monkeypatch: Any) -> None:
    """Monday; the registration through 30 June ends on a Tuesday."""
    it_is(monkeypatch, datetime(2026, 6, 1, 9, tzinfo=clock.MOSCOW))


def registered(person: Person | None = None, *, until: date = date(2026, 6, 30), days_ago: int = 3) -> ArrivalNotice:
    today = clock.today()
    return confirm(file_for(make_host(), person or guest(), arrived_on=today - timedelta(days=days_ago), stay_until=until))


def said(notice: ArrivalNotice, language: str = "en") -> str:
    found = steps_of(notice)
    with translation.override(language):
        return " ".join(str(sentence).replace("\u00a0", " ") for sentence in found.sentences) if found else ""


def page_of(notice: ArrivalNotice, language: str = "en") -> str:
    assert notice.guest
    assert notice.guest.user
    path = f"/permits/registration/arrivals/{notice.number}/"
    return str(sign_in(notice.guest.user).get(path, headers={"accept-language": language}).text).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("citizenship", "term", "due"),
    [
        ("MD", "7 working days", "9 July 2026"),
        ("TJ", "15 calendar days", "15 July 2026"),
        ("UZ", "15 calendar days", "15 July 2026"),
        ("KG", "30 calendar days", "30 July 2026"),
        ("BY", "90 calendar days", "28 September 2026"),
    ],
)
def test_who_moves_on_reads_the_term_of_the_own_citizenship_and_the_last_day(citizenship: str, term: str, due: str):
    person = make_applicant(citizenship=citizenship)
    person.entries.update(stay_until=date(2026, 8, 1))
    text = said(registered(person))
    assert f"The term is {term} after the day of arrival: if you arrive there on 30 June 2026, not later than {due}." in text
    assert "A hotel has 1 working day." in text


@pytest.mark.parametrize(
    ("stay_until", "words"),
    [
        (date(2026, 6, 30), "you may stay in Russia through 30 June 2026. Leave by the end of that day"),
        (date(2026, 7, 1), "longer than the registration lasts: through 1 July 2026. Leave by the end of that day"),
    ],
)
def test_the_day_of_leaving_russia_is_told_apart_from_that_of_the_registration(stay_until: date, words: str):
    person = guest()
    person.entries.update(stay_until=stay_until)
    text = said(registered(person))
    assert words in text
    assert "your host files a new notice not later than 30 June 2026" in text


@pytest.mark.parametrize(("card_until", "is_said"), [(date(2026, 8, 17), False), (date(2026, 8, 18), True)])
def test_where_the_told_day_of_the_card_lies_beyond_the_visa_free_days_the_earlier_day_is_told_too(card_until: date, is_said: bool):
    """Entered on 20 May: the ninetieth day is 17 August, as the status page says."""
    person = guest()
    person.entries.update(entered_on=date(2026, 5, 20), stay_until=card_until)
    text = said(registered(person))
    assert ("Leave by the end of 17 August 2026, unless an office has extended your stay." in text) is is_said
    assert ("through 17 August 2026. Leave by the end of that day" in text) is not is_said


def test_a_guest_whose_stay_has_no_last_day_need_not_leave():
    person = guest()
    make_permit("permanent_residence", person=person, valid_until_stated=None, valid_until=None)
    text = said(registered(person))
    assert "Your stay in Russia has no last day, so you need not leave" in text
    assert "Leave by the end" not in text
    assert "not later than 30 June 2026" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Day of arrival: 29 May 2026", "Registered from: 1 June 2026", "Last day of the registration: 30 June 2026")),
        ("ru", ("День прибытия: 29 мая 2026 г.", "На учёте с: 1 июня 2026 г.", "Последний день учёта: 30 июня 2026 г.")),
    ],
)
def test_page_pdf_and_letter_say_both_days_and_the_same_sentences(language: str, words: tuple[str, ...]):
    notice = registered()
    assert notice.guest
    assert notice.guest.user
    notice.guest.user.language = language
    notice.guest.user.save()
    page = page_of(notice, language)
    assert all(word in page for word in words)
    path = f"/permits/registration/arrivals/{notice.number}/registration.pdf"
    pdf = sign_in(notice.guest.user).get(path, headers={"accept-language": language}).content
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split())
    dispatch_pending()
    letters = Message.objects.filter(recipient=notice.guest.user, url=path.removesuffix("registration.pdf")).order_by("pk")
    letter = " ".join(letters.values_list("body", flat=True)).replace("\u00a0", " ")
    assert words[-1] in letter
    found = steps_of(notice)
    assert found
    with translation.override(language):
        for sentence in found.sentences:
            plain = " ".join(str(sentence).split())
            assert plain in page
            assert plain in " ".join(letter.split())
            assert plain in text


def departed(notice: ArrivalNotice) -> ArrivalNotice:
    today = clock.today()
    return services.record_departure(notice_id=notice.pk, departed_on=today, actor=actor_of(notice.host.owner), on=today)


def test_after_the_departure_the_term_runs_from_that_day_until_the_next_registration():
    person = guest()
    notice = departed(registered(person))
    assert "if you arrive there on 1 June 2026, not later than 16 June 2026" in said(notice)
    assert "go on living at this address" not in said(notice)
    assert "The registration ended on 1 June 2026" in page_of(notice)
    registered(person, days_ago=0)
    assert steps_of(notice) is None


def test_a_notice_that_waits_was_denied_or_was_left_for_another_asks_nothing_of_the_guest():
    person = guest()
    waiting = file_for(make_host(), person)
    assert steps_of(waiting) is None
    confirm(waiting)
    registered(person, days_ago=0)
    waiting.refresh_from_db()
    assert (waiting.status, steps_of(waiting)) == ("moved", None)
