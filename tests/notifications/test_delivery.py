"""Mail leaves once it can: an outage of any length loses nothing, a dead worker's lease runs out, codes are wiped."""

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections, transaction

from portal import clock
from portal.edge.letters import Letter
from portal.events.models import Event
from portal.notifications import delivery, services
from portal.notifications.models import Message, SecretMail
from tests.factories import make_user

LETTER = Letter(subject="Your sign-in code", body="271828\n")


def queue(**fields: Any) -> Message:
    event = Event.objects.create(name="x.Y", occurred_at=clock.now(), actor_kind="system", subject_type="x.y", subject_id=1)
    user = fields.pop("recipient", None) or make_user()
    base = {
        "event": event,
        "recipient": user,
        "channel": "email",
        "language": "en",
        "subject": "News",
        "body": "Words.",
        "next_attempt_at": clock.now(),
    }
    return Message.objects.create(**{**base, **fields})


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any], None]], None]:
    """`provider(answer)`: what the provider does with a mail: raise, or let it through."""

    def set_answer(answer: Callable[[Any], None]) -> None:
        def send(self: EmailBackend, mails: list[Any]) -> int:
            answer(mails[0])
            mail.outbox.extend(mails)
            return 1

        monkeypatch.setattr(EmailBackend, "send_messages", send)

    return set_answer


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    def forward(by: timedelta) -> None:
        moment = clock.now() + by
        monkeypatch.setattr(clock, "now", lambda: moment)

    return forward


def fails(error: Exception) -> Callable[[Any], None]:
    def answer(_mail: Any) -> None:
        raise error

    return answer


@pytest.mark.django_db
def test_a_mail_leaves_once_with_its_key_and_the_sites_name():
    row = queue()
    assert (delivery.deliver_due(), delivery.deliver_due()) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == [row.recipient.email]
    assert str(row.provider_key) in sent.extra_headers["Message-ID"]
    assert "Migration Services Portal" in sent.body
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("sent", 1)
    assert row.sent_at


@pytest.mark.django_db
def test_the_provider_is_called_outside_any_transaction(provider, django_db_blocker):
    seen: list[int] = []
    provider(lambda _mail: seen.append(len([block for block in connection.atomic_blocks if not block._from_testcase])))
    queue()
    delivery.deliver_due()
    assert seen == [0]


@pytest.mark.django_db
def test_an_outage_of_a_month_loses_nothing_and_pauses_grow_to_an_hour(provider, travel):
    row = queue()
    provider(fails(OSError("away")))
    pauses = []
    for _try in range(40):
        delivery.deliver_due()
        row.refresh_from_db()
        assert row.status == "queued"
        pauses.append(row.next_attempt_at - clock.now())
        travel(pauses[-1])
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)
    travel(timedelta(days=30))
    provider(lambda _mail: None)
    assert delivery.deliver_due() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected(), smtplib.SMTPConnectError(421, "busy"), smtplib.SMTPAuthenticationError(535, "no"), TimeoutError(),
        smtplib.SMTPSenderRefused(550, "no", "a"), smtplib.SMTPDataError(554, "no"), smtplib.SMTPRecipientsRefused({"a": (451, b"x")}),
        ValueError("?"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_no_error_but_a_refused_address_ends_a_message(provider, error):
    row = queue()
    provider(fails(error))
    delivery.deliver_due()
    row.refresh_from_db()
    assert row.status == "queued"


@pytest.mark.django_db
def test_a_refused_address_ends_the_message_and_rings(provider, travel):
    row = queue()
    provider(fails(smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")})))
    delivery.deliver_due()
    travel(timedelta(days=1))
    provider(lambda _mail: None)
    delivery.deliver_due()
    row.refresh_from_db()
    assert (row.status, mail.outbox) == ("failed", [])
    from portal.notifications.invariants import mail_refused

    assert mail_refused() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPDataError(554, "no"), smtplib.SMTPNotSupportedError("SMTPUTF8"), UnicodeEncodeError("idna", "x", 0, 1, "label too long")],
    ids=lambda error: type(error).__name__,
)
def test_one_mail_that_cannot_leave_does_not_hold_up_the_others(provider, error):
    first, second = queue(subject="bad"), queue()

    def answer(sent: Any) -> None:
        if sent.subject == "bad":
            raise error

    provider(answer)
    assert delivery.deliver_due() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("queued", "sent")


@pytest.mark.django_db
def test_a_provider_that_is_slow_ends_the_turn_before_the_tasks_time_does(provider, monkeypatch):
    passed = [0.0]
    monkeypatch.setattr(delivery.time, "monotonic", lambda: passed[0])

    def a_minute_each(_mail: Any) -> None:
        passed[0] += 60

    provider(a_minute_each)
    for _n in range(5):
        queue()
    assert [delivery.deliver_due() for _turn in range(3)] == [2, 2, 1]


@pytest.mark.django_db
def test_a_worker_that_died_while_sending_leaves_the_mail_to_the_next(provider, travel):
    row = queue()
    assert delivery.claim_message() == row
    assert delivery.deliver_due() == 0
    travel(delivery.LEASE + timedelta(seconds=1))
    assert delivery.deliver_due() == 1


@pytest.mark.django_db
def test_a_worker_that_comes_back_too_late_records_nothing(travel):
    queue()
    late = delivery.claim_message()
    travel(delivery.LEASE + timedelta(seconds=1))
    current = delivery.claim_message()
    delivery._wait(late, OSError(), "unreachable")
    current.refresh_from_db()
    assert (current.status, current.attempts) == ("sending", 2)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_mail_once():
    for _n in range(30):
        queue()

    def work(_n: int) -> int:
        try:
            return delivery.deliver_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(4)))
    assert sum(counts) == len(mail.outbox) == 30
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 30


# ---- mail with a code


@pytest.mark.django_db
def test_a_code_is_sent_and_its_words_are_wiped():
    services.queue_secret_mail("a@test.example", LETTER, timedelta(minutes=10))
    delivery.deliver_due()
    assert (mail.outbox[0].to, mail.outbox[0].body) == (["a@test.example"], "271828\n")
    row = SecretMail.objects.get()
    assert (row.status, row.body, row.to) == ("sent", "", "")


@pytest.mark.django_db
def test_a_code_that_is_out_of_date_is_wiped_and_not_sent(provider, travel):
    services.queue_secret_mail("a@test.example", LETTER, timedelta(minutes=10))
    provider(fails(OSError()))
    delivery.deliver_due()
    provider(lambda _mail: None)
    travel(timedelta(minutes=11))
    delivery.deliver_due()
    row = SecretMail.objects.get()
    assert (row.status, row.body, mail.outbox) == ("failed", "", [])


@pytest.mark.django_db
def test_a_code_is_tried_again_within_half_a_minute(provider, travel):
    services.queue_secret_mail("a@test.example", LETTER, timedelta(minutes=10))
    provider(fails(OSError()))
    for _try in range(5):
        delivery.deliver_due()
        assert SecretMail.objects.get().next_attempt_at - clock.now() <= timedelta(seconds=30)
        travel(timedelta(seconds=30))
    provider(lambda _mail: None)
    assert delivery.deliver_due() == 1


@pytest.mark.django_db
def test_the_database_holds_a_waiting_code_only_encrypted():
    services.queue_secret_mail("a@test.example", LETTER, timedelta(minutes=10))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row::text FROM notifications_secretmail AS row")
        kept = cursor.fetchone()[0]
    assert "271828" not in kept
    assert "a@test.example" not in kept


@pytest.mark.django_db(transaction=True)
def test_a_code_of_a_transaction_that_fails_is_not_sent():
    with transaction.atomic():
        services.queue_secret_mail("a@test.example", LETTER, timedelta(minutes=10))
        transaction.set_rollback(True)
    assert delivery.deliver_due() == 0
