"""The first account of a new portal. Everybody else gets a role from an operator, in the pages."""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from portal.accounts.models import RoleAssignment, User
from portal.accounts.selectors import operators
from portal.accounts.services import grant_role
from portal.events.actor import SYSTEM


class Command(BaseCommand):
    help = "Make the first operator. They choose a password with 'I forgot the password' and set up a second factor at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="shown to colleagues")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        validate_email(email)
        if operators().exists():
            raise CommandError("There is an operator already: further roles are given in the pages, by an operator.")
        with transaction.atomic():
            user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, None, display_name=name)
            EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
            grant_role(user_id=user.pk, role=RoleAssignment.Role.OPERATOR, office_id=None, actor=SYSTEM)
        self.stdout.write(f"{user.email} is an operator. Next: choose a password at /accounts/password/reset/, then sign in.")
