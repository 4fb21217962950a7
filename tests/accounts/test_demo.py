"""The people of the demonstration are made once, can be signed in from a shell, and exist nowhere else."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken

from portal.accounts import demo
from portal.accounts.models import RoleAssignment, User
from portal.notifications.delivery import deliver_due
from tests.accounts.doors import CODE, CONFIRM, FACTOR, LOGIN, is_in

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue().strip()


def counts() -> tuple[int, int, int]:
    return User.objects.count(), RoleAssignment.objects.count(), Authenticator.objects.count()


def test_making_them_twice_makes_them_once():
    demo.make_demo_accounts()
    before = counts()
    demo.make_demo_accounts()
    assert counts() == before
    assert before[0] == len(demo.PEOPLE)


def test_every_person_has_the_role_that_the_list_says():
    demo.make_demo_accounts()
    for person in demo.PEOPLE:
        user = User.objects.get(email=person.email)
        assert [role.role for role in user.roles.all()] == ([person.role] if person.role else [])
        assert user.is_staff == (person.role in RoleAssignment.STAFF)


def test_an_officer_signs_in_with_the_printed_code_twice_in_a_row():
    demo.make_demo_accounts()
    for _turn in range(2):
        client = Client()
        client.post(LOGIN, {"login": "ivanova@demo.example", "password": demo.PASSWORD})
        client.post(FACTOR, {"code": run("demo_code", "ivanova@demo.example")})
        assert is_in(client)


def test_an_applicant_signs_in_with_the_code_from_the_demo_mailbox(settings):
    settings.EMAIL_BACKEND = "portal.notifications.demo_outbox.EmailBackend"
    demo.make_demo_accounts()
    client = Client()
    client.post(CODE, {"email": "zarina@demo.example"})
    deliver_due()
    client.post(CONFIRM, {"code": run("demo_code", "zarina@demo.example")})
    assert is_in(client)


def test_a_token_of_the_demo_opens_the_api():
    demo.make_demo_accounts()
    token = run("demo_token", "zarina@demo.example")
    assert AuthToken.objects.get().user.email == "zarina@demo.example"
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Token {token}"}).status_code in (200, 404)
    assert Client().get("/api/v1/me/", headers={"Authorization": f"Token {token[:-1]}"}).status_code == 401


@pytest.mark.parametrize("command", ["demo_code", "demo_token"])
def test_an_unknown_address_is_told(command):
    with pytest.raises(CommandError):
        run(command, "nobody@demo.example")


@pytest.mark.parametrize("command", [("demo_code", "a@b.example"), ("demo_token", "a@b.example"), ("demo_world",)])
def test_outside_the_demo_the_commands_refuse(command, settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        run(*command)
    with pytest.raises(RuntimeError):
        demo.make_demo_accounts()
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize(("in_demo", "shown"), [(True, True), (False, False)])
def test_the_sign_in_page_lists_them_in_the_demo_only(in_demo, shown, settings):
    settings.DEMO = in_demo
    assert ("zarina@demo.example" in Client().get(LOGIN).content.decode()) is shown
