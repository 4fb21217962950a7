"""What the pages of this room know beyond their view."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

DOORS = frozenset({"account_login", "account_request_login_code"})


def account_pages(request: HttpRequest) -> dict[str, Any]:
    """The language buttons belong to the page's form; the sign-in page of a demonstration lists its people."""
    match = getattr(request, "resolver_match", None)
    if match is None or not (match.route or "").startswith("accounts/"):
        return {}
    found: dict[str, Any] = {"language_form_id": "main-form"} if match.url_name in KEEPS_ANSWERS else {}
    if settings.DEMO and match.url_name in DOORS:
        from portal.accounts import demo

        found |= {"demo_people": demo.PEOPLE, "demo_password": demo.PASSWORD}
    return found


# Pages whose form is shown again with what was typed when the language is switched. Codes and passwords are not kept.
KEEPS_ANSWERS = frozenset({"account_login", "account_request_login_code", "account_signup", "account_reset_password", "account_email"})
