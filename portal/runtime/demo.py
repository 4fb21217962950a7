"""Who can sign in to the demo world: printed when it is ready."""

from django.conf import settings
from django.utils import translation


def people() -> list[str]:
    """How to sign in, then one line per demo person; nothing outside the demo."""
    if not settings.DEMO:
        return []
    from portal.accounts.demo import PASSWORD, PEOPLE

    with translation.override("en"):
        lines = [f"  {person.email:<24} {person.what}" for person in PEOPLE]
    return [f"Demo people (password {PASSWORD}; second-factor code: manage.py demo_code EMAIL; letters: /demo/outbox/):", *lines]
