"""A new portal has nobody in it: the command that lets the first person in, and nobody after them."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from portal.accounts.models import RoleAssignment, User
from portal.accounts.selectors import has_role

pytestmark = pytest.mark.django_db


def test_the_first_operator_can_be_made_once():
    call_command("first_operator", "chief@test.example", "--name", "Начальник")
    user = User.objects.get(email="chief@test.example")
    assert has_role(user, RoleAssignment.Role.OPERATOR)
    assert user.is_staff
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    with pytest.raises(CommandError):
        call_command("first_operator", "second@test.example")
    assert not User.objects.filter(email="second@test.example").exists()


def test_an_address_that_is_none_makes_nobody():
    with pytest.raises(ValidationError):
        call_command("first_operator", "not an address")
    assert not User.objects.exists()
