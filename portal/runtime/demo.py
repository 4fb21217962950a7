"""Who can sign in to the demo world: printed when it is ready."""

from importlib.util import find_spec

from django.conf import settings


def people() -> list[str]:
    """One line per demo person; none outside the demo."""
    if not settings.DEMO or not find_spec("portal.accounts.demo"):
        return []
    from portal.accounts.demo import PEOPLE

    return [f"{person.email:<36} {person.role}" for person in PEOPLE]
