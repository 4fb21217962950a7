import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import mail, second_factor
from portal.accounts.adapter import MFAAdapter
from portal.accounts.models import User
from portal.edge.limits import is_spent


class Command(BaseCommand):
    help = "Demo mode: print a code that signs EMAIL in now, from the authenticator app or from the latest e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only in demo mode.")
        user = User.objects.filter(email__iexact=email).first()
        factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first() if user else None
        self.stdout.write(_app_code(factor) if factor else _mailed_code(email))


def _app_code(factor: Authenticator) -> str:
    """The current code, or the next one (accepted early) when it has been used; else it waits for a new one."""
    secret = MFAAdapter().decrypt(factor.data["secret"])
    while True:
        for counter in list(yield_hotp_counters_from_time())[1:]:
            code: str = format_hotp_value(hotp_value(secret, counter))
            if not is_spent(second_factor.CODE_ONCE, factor.user_id, code):
                return code
        time.sleep(1)


def _mailed_code(email: str) -> str:
    code = mail.latest_demo_code(email)
    if code is None:
        raise CommandError("No code was sent to this address. Ask for one on the sign-in page first.")
    return code
