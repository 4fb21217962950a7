"""Status lists, for everybody."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from portal.codes.lists import overview, stored
from portal.signing.views import cacheable

MAX_AGE = 60  # seconds; a list is built again within a minute of a change


@require_safe
def status_lists(request: HttpRequest) -> HttpResponse:
    body = json.dumps(overview(), separators=(",", ":")).encode()
    return cacheable(request, body, content_type="application/json", max_age=MAX_AGE)


# A list is text within text (bits in base64 in a payload in base64): packed for the journey, what that added goes again.
@gzip_page
@require_safe
def status_list(request: HttpRequest, list_kind: str, list_block: int) -> HttpResponse:
    token = stored(list_kind, list_block) if list_block < 10**6 else None
    if token is None:
        raise Http404
    return cacheable(request, token.encode(), content_type="application/statuslist+jwt", max_age=MAX_AGE)


urlpatterns = [
    path("status/", status_lists, name="status_lists"),
    path("status/<str:list_kind>/<int:list_block>", status_list, name="status_list"),
]
