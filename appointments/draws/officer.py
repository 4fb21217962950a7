"""Pages of supervisors about the draws of their offices, inside the site at `/admin/`."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from appointments.draws import services
from appointments.draws.errors import DaysDrawnAlready, DaysOpenAlready, DaysOpenTooSoon, DaysTooFar, DrawTimesImpossible
from appointments.draws.forms import AnnounceForm, OutsideValueForm
from appointments.draws.models import Draw
from appointments.draws.selectors import drawn_services, office_draws
from appointments.draws.views import facts_of
from appointments.draws.words import stage_of
from portal import clock
from portal.accounts.permissions import is_supervisor
from portal.admin_site import MenuItem, site
from portal.errors import DomainError
from portal.events.actor import actor_of

SHOWN = 100
_FIELD = {
    DaysDrawnAlready: "first_day",
    DaysOpenAlready: "first_day",
    DaysOpenTooSoon: "first_day",
    DaysTooFar: "last_day",
    DrawTimesImpossible: "until_day",
}


def _draws(request: HttpRequest) -> HttpResponse:
    """The draws of the office, and the form that announces one."""
    if not is_supervisor(request.user):
        raise PermissionDenied
    form = AnnounceForm(request.POST or None, services=drawn_services(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            draw = services.announce(**form.terms(), actor=actor_of(request.user))
        except DomainError as error:
            form.add_error(_FIELD.get(type(error)), str(error))
        else:
            messages.success(request, _("The draw is announced and public."))
            return redirect("admin:draw", draw.number)
    found = office_draws(request.user).order_by("-pk")[:SHOWN]
    drawn = [(draw, stage_of(draw, now=clock.now())) for draw in found]
    context = {**site.each_context(request), "title": _("Draws of places"), "form": form, "draws": drawn}
    return TemplateResponse(request, "draws/officer/draws.html", {**context, "may_announce": drawn_services(request.user).exists()})


@require_safe
def _show(request: HttpRequest, draw_number: Any) -> HttpResponse:
    draw = _own(request, draw_number)
    context = {**site.each_context(request), "title": _("Draw of places"), **facts_of(draw), "form": OutsideValueForm()}
    return TemplateResponse(request, "draws/officer/draw.html", context)


@require_POST
def _act(request: HttpRequest, draw_number: Any, act: str) -> HttpResponse:
    draw, actor = _own(request, draw_number), actor_of(request.user)
    form = OutsideValueForm(request.POST)
    try:
        if act == "call-off":
            services.call_off(draw_id=draw.pk, actor=actor)
            messages.success(request, _("The draw is called off. Everybody who asked is told."))
        elif act == "value" and form.is_valid():
            services.enter_outside_value(draw_id=draw.pk, value=form.cleaned_data["value"], actor=actor)
            messages.success(request, _("The value is entered and public. It cannot be changed."))
        elif act == "value":
            messages.error(request, _("Fill in the value."))
        else:
            raise Http404
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("admin:draw", draw.number)


def _own(request: HttpRequest, number: Any) -> Draw:
    """A draw of the supervisor's office; another one is not there."""
    if not is_supervisor(request.user):
        raise PermissionDenied
    found = office_draws(request.user).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def urls() -> list[URLPattern]:
    return [
        path("draws/", site.admin_view(_draws), name="draws"),
        path("draws/<uuid:draw_number>/", site.admin_view(_show), name="draw"),
        path("draws/<uuid:draw_number>/<slug:act>/", site.admin_view(_act), name="draw_act"),
    ]


def _supervises(request: HttpRequest) -> bool:
    return is_supervisor(request.user)


site.add_pages(urls)
site.add_menu(MenuItem(gettext_lazy("Draws of places"), "casino", "draws", _supervises, 21))
