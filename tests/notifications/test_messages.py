"""An event becomes messages: one per person and channel, in the person's language, whatever happens twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connections, transaction

from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.events import registry as event_registry
from portal.events.actor import SYSTEM
from portal.events.base import DomainEvent
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.events.services import emit
from portal.notifications import registry
from portal.notifications.models import Message
from portal.notifications.registry import Notice, announces
from portal.notifications.services import write_messages
from tests.factories import make_user


@dataclass(frozen=True, kw_only=True)
class PaperReady(DomainEvent):
    subject_type: ClassVar[str] = "test.paper"
    subject_field: ClassVar[str] = "paper_id"
    paper_id: int


Announce = Callable[[Callable[[Event], Iterator[Notice]]], None]


@pytest.fixture
def announce(settings, tmp_path: Path) -> Iterator[Announce]:
    """`announce(function)` says who hears of `PaperReady`; its letter is `test/ready`."""
    folder = tmp_path / "test"
    folder.mkdir()
    (folder / "ready.ru.txt").write_text("Subject: Готово: {{ name }}\n\nДо {{ day|civil_date }}. {{ url }}\n")
    (folder / "ready.en.txt").write_text("Subject: Ready: {{ name }}\n\nUntil {{ day|civil_date }}. {{ url }}\n")
    (folder / "bare.en.txt").write_text("No subject here\n")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    yield announces(PaperReady)
    registry._announcers.pop(PaperReady.event_name(), None)
    event_registry._by_event.pop(PaperReady.event_name(), None)


def say() -> Event:
    with transaction.atomic():
        return emit(PaperReady(paper_id=1), actor=SYSTEM)


def ready(*users: User, url: str = "/cases/1/") -> Callable[[Event], Iterator[Notice]]:
    def who(event: Event) -> Iterator[Notice]:
        for user in users:
            yield Notice(user.pk, "test/ready", {"name": "O'Neil <b>", "day": date(2026, 6, 14)}, url=url)

    return who


@pytest.mark.django_db
def test_a_message_speaks_the_recipients_language_with_the_date_in_words(announce, settings):
    settings.SITE_URL = "https://portal.example/"
    announce(ready(make_user(language="ru")))
    say()
    assert dispatch_pending() == 1
    letter = Message.objects.get(channel="email")
    assert letter.subject == "Готово: O'Neil <b>"
    assert "14 июня 2026 г." in letter.body.replace("\xa0", " ")
    assert "https://portal.example/cases/1/" in letter.body


@pytest.mark.django_db
def test_inbox_and_email_say_the_same(announce):
    announce(ready(make_user()))
    say()
    dispatch_pending()
    inbox, mail = Message.objects.get(channel="inbox"), Message.objects.get(channel="email")
    assert (inbox.subject, inbox.body, inbox.url) == (mail.subject, mail.body, "/cases/1/")
    assert (inbox.status, mail.status) == ("sent", "queued")


@pytest.mark.django_db
def test_told_again_changes_nothing(announce):
    announce(ready(make_user(), make_user()))
    event = say()
    write_messages(event)
    before = list(Message.objects.order_by("pk").values())
    write_messages(event)
    assert list(Message.objects.order_by("pk").values()) == before
    assert len(before) == 4


@pytest.mark.django_db(transaction=True)
def test_told_twice_at_once_is_told_once(announce):
    announce(ready(make_user()))
    event = say()

    def tell(_n: int) -> None:
        try:
            with transaction.atomic():
                write_messages(event)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(8)))
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_who_is_named_twice_hears_once(announce):
    user = make_user()
    announce(ready(user, user))
    say()
    dispatch_pending()
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_an_account_that_is_switched_off_hears_nothing(announce):
    user = make_user()
    announce(ready(user))
    accounts.deactivate(user_id=user.pk, actor=SYSTEM)
    say()
    dispatch_pending()
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_language_the_portal_does_not_speak_falls_back_to_russian(announce):
    announce(ready(make_user(language="tg")))
    say()
    dispatch_pending()
    assert Message.objects.first().subject.startswith("Готово")


@pytest.mark.django_db
def test_a_letter_without_a_subject_does_not_leave_and_is_not_lost(announce):
    user = make_user()
    announce(lambda event: iter([Notice(user.pk, "test/bare")]))
    event = say()
    assert dispatch_pending() == 0
    assert not Message.objects.exists()
    assert event.deliveries.get().last_error == "ValueError"


@pytest.mark.django_db
def test_a_name_with_line_breaks_cannot_add_a_header(announce):
    user = make_user()
    announce(lambda event: iter([Notice(user.pk, "test/ready", {"name": "x\r\nBcc: evil@test.example", "day": None})]))
    say()
    dispatch_pending()
    assert "\n" not in Message.objects.first().subject
