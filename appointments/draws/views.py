"""Pages of draws. What is public names codes only; one's own request is seen by oneself alone."""

import gzip
import re
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from appointments.draws.doors import ASKS
from appointments.draws.forms import AskForm
from appointments.draws.models import Draw, DrawRequest
from appointments.draws.publishing import FINAL, published, version_of
from appointments.draws.rules.times import draws_at
from appointments.draws.selectors import public_draws, requests_of
from appointments.draws.services import send_request, withdraw_request
from appointments.draws.words import stage_of
from appointments.unknown import AsksWhoComesMixin
from appointments.words import moment, office_name, service_name
from portal import clock
from portal.edge import client
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.visitors import ForWhomMixin

SHOWN = 100
RESULTS = 200
DOCUMENTS = Limit("draw-document", times=60, per_seconds=600)  # from one address


@require_safe
def draw_list(request: HttpRequest) -> HttpResponse:
    """Announced draws and those of before, and what the signed-in person asked."""
    drawn = [(draw, *_named(draw), stage_of(draw, now=clock.now())) for draw in public_draws().order_by("-pk")[:SHOWN]]
    mine: list[Any] = []
    if request.user.is_authenticated:
        mine = [(one, *_named(one.draw)) for one in requests_of(request.user).order_by("-pk")[:SHOWN]]
    return TemplateResponse(request, "appointments/draws/list.html", {"draws": drawn, "mine": mine})


@require_safe
def draw_page(request: HttpRequest, draw_number: Any) -> HttpResponse:
    draw = _draw(draw_number)
    results = draw.requests.filter(rank__isnull=False).select_related("place").order_by("rank")[:RESULTS] if draw.seed else []
    mine = requests_of(request.user).filter(draw=draw).order_by("pk") if request.user.is_authenticated else []
    return TemplateResponse(request, "appointments/draws/draw.html", {**facts_of(draw), "results": results, "mine": mine})


@require_safe
def draw_json(request: HttpRequest, draw_number: Any) -> HttpResponse:
    """The whole draw as `manage.py verify_draw` and anybody else can recompute it. Whoever has it already is told so before it is read."""
    draw = _draw(draw_number)
    etag = f'W/"{version_of(draw)}"'  # weak: the same document is sent compressed or not
    answer = get_conditional_response(request, etag) or _whole(request, draw)
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "public, max-age=86400, immutable" if draw.state in FINAL else "public, no-cache"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _whole(request: HttpRequest, draw: Draw) -> HttpResponse:
    count_against(DOCUMENTS, client.network(request))
    body = published(draw)
    if re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))", request.headers.get("Accept-Encoding", "")):
        return HttpResponse(body, content_type="application/json", headers={"Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(body), content_type="application/json")


class AskView(KeepAnswersOnLanguageSwitch, AsksWhoComesMixin, FormView):
    form_class = AskForm
    template_name = "appointments/draws/ask.html"

    @cached_property
    def draw(self) -> Draw:
        return _draw(self.kwargs["draw_number"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "draw": self.draw, "children": self.children}

    def get_initial(self) -> dict[str, Any]:
        return {"who": "me", "part": DrawRequest.Part.ANY}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Ask for a place in the draw"), **facts_of(self.draw), **kwargs)

    def form_valid(self, form: AskForm) -> HttpResponse:
        count_against(ASKS, self.request.user.pk)
        data = form.cleaned_data
        person = self.chosen(data["who"])
        try:
            made = send_request(draw_id=self.draw.pk, person_id=person.pk, days=data["days"], part=data["part"], actor=self.actor)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("draws:request", made.number)


class RequestView(ForWhomMixin, TemplateView):
    """One's code, what was asked, and what the lot gave. The button withdraws while requests are taken."""

    template_name = "appointments/draws/request.html"

    @cached_property
    def asked(self) -> DrawRequest:
        found = requests_of(self.request.user).filter(number=self.kwargs["request_number"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.asked
        is_taken = asked.state == DrawRequest.State.SENT and clock.now() < asked.draw.requests_until
        until = asked.booking.hold_until if asked.booking is not None else None
        kept = moment(until, asked.draw.offered) if until is not None and until > clock.now() else None
        facts = {"kept": kept, "asked": asked, "acted_for": self.acted_for(asked.person), "can_withdraw": is_taken, **facts_of(asked.draw)}
        return super().get_context_data(**facts, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            withdraw_request(request_id=self.asked.pk, actor=self.actor)
            messages.success(request, _("Your request is withdrawn."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("draws:request", self.asked.number)


def _draw(number: Any) -> Draw:
    found = public_draws().filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _named(draw: Draw) -> tuple[str, str]:
    return service_name(draw.offered.service), office_name(draw.offered.reception.office)


def facts_of(draw: Draw) -> dict[str, Any]:
    """What every page of a draw says, with moments by the office's wall clock."""
    service, office = _named(draw)
    now = clock.now()
    return {
        "draw": draw,
        "service": service,
        "office": office,
        "stage": stage_of(draw, now=now),
        "begins": moment(draw.requests_from, draw.offered),
        "ends": moment(draw.requests_until, draw.offered),
        "casts": moment(draws_at(draw.requests_until), draw.offered),
        "casts_now": now >= draws_at(draw.requests_until),
        "takes_requests": draw.state in (Draw.State.ANNOUNCED, Draw.State.OPEN) and draw.requests_from <= now < draw.requests_until,
        "asked_for": draw.requests.exclude(state=DrawRequest.State.WITHDRAWN).count() if draw.digest else None,
        "places": draw.places.count() if draw.digest else None,
    }
