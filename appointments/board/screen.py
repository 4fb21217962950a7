"""The waiting screen of an office: numbers and desks, for everybody in the room. No sign-in, no names, both languages at once."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appointments.board.selectors import Shown, reception_of_screen, shown_on_screen
from appointments.models import Reception
from appointments.selectors import zone_of
from portal import clock


@require_safe
def show(request: HttpRequest, screen_key: str) -> HttpResponse:
    reception = _reception(screen_key)
    shown = shown_on_screen(reception, day=clock.today(zone_of(reception)))
    address = reverse("screen:live", args=[screen_key])
    context = {"office": reception.office, "shown": shown, "live_address": address, "version": _version(shown)}
    return _quiet(render(request, "board/screen.html", context))


@require_safe
def live(request: HttpRequest, screen_key: str) -> HttpResponse:
    """The numbers alone; nothing when the screen shows them already."""
    reception = _reception(screen_key)
    shown = shown_on_screen(reception, day=clock.today(zone_of(reception)))
    version = _version(shown)
    known = request.headers.get("If-None-Match") == version
    answer = HttpResponse(status=304) if known else render(request, "board/parts/screen.html", {"shown": shown})
    answer.headers["ETag"] = version
    return _quiet(answer)


def _reception(screen_key: str) -> Reception:
    reception = reception_of_screen(screen_key)
    if reception is None:
        raise Http404
    return reception


def _version(shown: Shown) -> str:
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


def _quiet(answer: HttpResponse) -> HttpResponse:
    """Kept by nobody and found by no search."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
