"""What the layout of every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_info

from portal.ui import header
from portal.ui.middleware import LINK_PARAMETER


def page(request: HttpRequest) -> dict[str, Any]:
    """Languages in their own names, unread messages, demo mode. Nothing here asks the database unless a template does."""
    return {
        "languages": [_language(request, code) for code, _ in settings.LANGUAGES],
        "inbox_unread": SimpleLazyObject(lambda: header.unread_messages(request)),
        "demo": settings.DEMO,
        "here": request.path,
    }


def _language(request: HttpRequest, code: str) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("_language", None)
    query[LINK_PARAMETER] = code
    return {
        "code": code,
        "name": get_language_info(code)["name_local"].capitalize(),
        "link": f"?{query.urlencode()}",
        "current": code == translation.get_language(),
    }
