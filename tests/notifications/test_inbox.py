"""The inbox is the person's own."""

import os
import subprocess
import sys

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from portal import clock
from portal.events.models import Event
from portal.notifications.demo_outbox import EmailBackend, latest_code
from portal.notifications.models import DemoMail, Message
from portal.notifications.selectors import unread_count
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def deliver(user, subject: str = "News", **fields) -> Message:
    event = Event.objects.create(name="x.Y", occurred_at=clock.now(), actor_kind="system", subject_type="x.y", subject_id=1)
    base = {"channel": "inbox", "language": "en", "body": "Words <b>.", "next_attempt_at": clock.now(), "status": "sent"}
    return Message.objects.create(event=event, recipient=user, subject=subject, **{**base, **fields})


def test_opening_a_message_reads_it():
    user = make_user()
    letter = deliver(user)
    client = sign_in(user)
    assert "News" in client.get("/inbox/").content.decode()
    assert unread_count(user) == 1
    page = client.get(f"/inbox/{letter.pk}/").content.decode()
    assert "Words &lt;b&gt;." in page
    assert unread_count(user) == 0


def test_the_first_opening_counts():
    user = make_user()
    letter = deliver(user)
    client = sign_in(user)
    client.get(f"/inbox/{letter.pk}/")
    first = Message.objects.get().read_at
    client.get(f"/inbox/{letter.pk}/")
    assert Message.objects.get().read_at == first


def test_somebody_elses_message_is_like_one_that_never_was():
    letter = deliver(make_user())
    client = sign_in(make_user())
    other, never = client.get(f"/inbox/{letter.pk}/"), client.get("/inbox/999999/")
    assert (other.status_code, never.status_code) == (404, 404)
    assert Message.objects.get().read_at is None


def test_an_email_row_is_no_inbox_message():
    user = make_user()
    letter = deliver(user, channel="email")
    assert sign_in(user).get(f"/inbox/{letter.pk}/").status_code == 404
    assert unread_count(user) == 0


def test_a_stranger_is_led_to_the_door():
    assert Client().get("/inbox/").status_code == 302


def test_long_inboxes_come_in_pages_and_cost_the_same(django_assert_max_num_queries):
    user = make_user()
    for n in range(60):
        deliver(user, f"News {n:02}")
    client = sign_in(user)
    with django_assert_max_num_queries(10):
        page = client.get("/inbox/")
    assert "News 59" in page.content.decode()
    assert "News 10" not in page.content.decode()
    following = client.get(f"/inbox/{page.context['next_url']}")
    assert [row.subject for row in following.context["rows"]][:1] == ["News 34"]


@pytest.mark.parametrize("before", ["", "x", "-1", "٣", "9" * 40, "1e5"])
def test_a_strange_place_in_the_list_is_no_error(before):
    assert sign_in(make_user()).get("/inbox/", {"before": before}).status_code == 200


def test_the_demo_mailbox_finds_the_latest_code():
    for code in ("111111", "222222"):
        EmailBackend().send_messages([EmailMessage("Code", f"Your code:\n\n{code}\n", "a@b.example", ["Zarina@demo.example"])])
    assert latest_code("zarina@demo.example") == "222222"
    assert latest_code("nobody@demo.example") is None
    assert DemoMail.objects.count() == 2


PROGRAM = """
import django
django.setup()
from django.urls import NoReverseMatch, reverse
try:
    print(reverse("demo-outbox"))
except NoReverseMatch:
    print("none")
"""


def test_outside_the_demo_there_is_no_mailbox():
    environment = {**os.environ, "DEMO": "False", "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "none"
