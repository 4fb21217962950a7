"""Pages of supervisors about the plan of their office: the week, each part of the plan, what a change would do, and conflicts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from appointments.models import DayChange, Desk, Reception, ScheduleLine, Service, ServiceAtOffice
from appointments.planning import services
from appointments.planning.conflicts import conflicts, proposals
from appointments.planning.effect import Effect, effect_of
from appointments.planning.errors import PlanRefused
from appointments.planning.forms import DayForm, DeskForm, HoursForm, PlanForm, ReceptionForm, ServiceForm
from appointments.planning.looked import is_as_looked_at, mark_of
from appointments.planning.models import Rebooking
from appointments.planning.week import changes_ahead, hours_of, week_of
from appointments.selectors import zone_of
from portal import clock
from portal.accounts.models import Office
from portal.accounts.permissions import is_supervisor
from portal.accounts.selectors import has_role
from portal.admin_site import site
from portal.events.actor import actor_of
from portal.jobs.models import Job
from portal.ui.fields import EARLIEST, LATEST

SHOWN = 100


@dataclass(frozen=True)
class Part:
    """One kind of row in a plan: its form, and the services that keep and remove it. `key` is how the services name the row."""

    title: Any
    model: type[Model]
    form: type[PlanForm]
    put: Callable[..., Any]
    key: str
    remove: Callable[..., Any] | None = None


PARTS = {
    "hours": Part(gettext_lazy("Hours of a desk"), ScheduleLine, HoursForm, services.put_hours, "line_id", services.remove_hours),
    "desk": Part(gettext_lazy("Desk"), Desk, DeskForm, services.put_desk, "desk_id"),
    "service": Part(gettext_lazy("Service at the office"), ServiceAtOffice, ServiceForm, services.put_service, "offered_id"),
    "day": Part(gettext_lazy("Days unlike the plan"), DayChange, DayForm, services.put_day, "change_id", services.remove_day),
    "reception": Part(gettext_lazy("Reception"), Reception, ReceptionForm, services.put_reception, ""),
}


def offices_planned_by(user: Any) -> Any:
    """Supervisors plan their own offices, operators every one."""
    return _offices_of(user).filter(reception__isnull=False)


def offices_to_open(user: Any) -> Any:
    """Those among them that receive nobody by appointment yet."""
    return _offices_of(user).filter(reception__isnull=True)


def _offices_of(user: Any) -> Any:
    return Office.objects.all() if has_role(user, "operator") else Office.objects.filter(staff__user=user, staff__role="supervisor")


def plans(user: Any) -> bool:
    return is_supervisor(user) or has_role(user, "operator")


def _plan_page(view: Callable[..., HttpResponse]) -> Any:
    """A page of one office's plan. The office of somebody else is not there, as one that never was."""

    @wraps(view)
    def guarded(request: HttpRequest, office_code: str, **kwargs: Any) -> HttpResponse:
        if not plans(request.user):
            raise PermissionDenied
        found = Reception.objects.select_related("office").filter(
            office__in=offices_planned_by(request.user), office__code=office_code[:20]
        )
        reception = found.first()
        if reception is None:
            raise Http404
        return view(request, reception, **kwargs)

    return site.admin_view(guarded)


@require_safe
def _first(request: HttpRequest) -> HttpResponse:
    if not plans(request.user):
        raise PermissionDenied
    offices, closed = list(offices_planned_by(request.user).order_by("code")), list(offices_to_open(request.user).order_by("code"))
    if len(offices) == 1 and not closed:
        return redirect("admin:planning_week", offices[0].code)
    facts = {"title": _("Appointments"), "offices": offices, "closed": closed, "knows_services": Service.objects.exists()}
    return TemplateResponse(request, "planning/offices.html", {**site.each_context(request), **facts})


first = site.admin_view(_first)


@_plan_page
@require_safe
def week(request: HttpRequest, reception: Reception) -> HttpResponse:
    today = clock.today(zone_of(reception))
    shown = week_of(reception, _asked_day(request) or today)
    waiting = conflicts(reception.pk).count()
    parts = {
        "week": shown,
        "today": today,
        "waiting": waiting,
        "hours": hours_of(reception, today),
        "changes": changes_ahead(reception, today),
        "offered": ServiceAtOffice.objects.filter(reception=reception).select_related("service").order_by("pk"),
    }
    return _page(request, reception, "planning/week.html", _("Plan of appointments"), **parts)


@_plan_page
def edit(request: HttpRequest, reception: Reception, part: str, pk: int | None = None) -> HttpResponse:
    """One row: typed, looked at with its effect, and only then kept. What was changed after the look is looked at once more."""
    kind, row = _part(reception, part, pk)
    form = kind.form(request.POST or None, instance=row or _new(kind, reception), reception=reception)
    effect, is_unlike = None, False
    if request.method == "POST" and form.is_valid():
        change = _change(request, reception, kind, form)
        is_unlike = "keep" in request.POST and not is_as_looked_at(request, form)
        try:
            if "keep" in request.POST and not is_unlike:
                change()
                return _kept(request, reception)
            effect = effect_of(reception, change)
        except PlanRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    facts = {"form": form, "effect": effect, "part": part, "pk": pk, "removable": bool(pk and kind.remove), "is_unlike": is_unlike}
    facts["looked"] = mark_of(request, form) if effect else ""
    return _page(request, reception, "planning/edit.html", str(kind.title), **facts)


@_plan_page
def remove(request: HttpRequest, reception: Reception, part: str, pk: int) -> HttpResponse:
    """Asked about with its effect by GET, done by POST."""
    kind, row = _part(reception, part, pk)
    if kind.remove is None:
        raise Http404
    removing = kind.remove

    def change() -> Any:
        return _unless_gone(partial(removing, reception_id=reception.pk, **{kind.key: pk}, actor=actor_of(request.user)))

    if request.method == "POST":
        change()
        return _kept(request, reception)
    effect: Effect = effect_of(reception, change)
    return _page(request, reception, "planning/remove.html", str(kind.title), row=row, effect=effect, part=part, pk=pk)


@_plan_page
@require_safe
def conflict_list(request: HttpRequest, reception: Reception) -> HttpResponse:
    """Appointments whose place is gone, each with the time it would get."""
    waiting = list(conflicts(reception.pk)[:SHOWN])
    last = Rebooking.objects.filter(reception=reception).select_related("job").order_by("-pk").first()
    facts = {
        "proposals": proposals(waiting),
        "total": conflicts(reception.pk).count(),
        "shown": SHOWN,
        "rebooking": last,
        "is_running": last is not None and last.job.state in Job.OPEN,
    }
    return _page(request, reception, "planning/conflicts.html", _("Appointments that need another time"), **facts)


@_plan_page
@require_POST
def rebook(request: HttpRequest, reception: Reception) -> HttpResponse:
    if services.find_new_times(reception_id=reception.pk, actor=actor_of(request.user)) is None:
        messages.info(request, _("No appointment waits for another time."))
    return redirect("admin:planning_conflicts", reception.office.code)


def _page(request: HttpRequest, reception: Reception, template: str, title: str, **facts: Any) -> HttpResponse:
    return TemplateResponse(
        request, template, {**site.each_context(request), "title": title, "reception": reception, "office": reception.office, **facts}
    )


def _part(reception: Reception, part: str, pk: int | None) -> tuple[Part, Any]:
    """The kind of row and the row itself, None for a new one. 404 for one of another office."""
    kind = PARTS.get(part)
    if kind is None:
        raise Http404
    if kind.model is Reception:
        return kind, reception
    if pk is None:
        return kind, None
    of = {"desk__reception": reception} if kind.model is ScheduleLine else {"reception": reception}
    row = kind.model._default_manager.filter(pk=pk, **of).first()
    if row is None:
        raise Http404
    return kind, row


def _new(kind: Part, reception: Reception) -> Model | None:
    """With what is usual filled in already."""
    if kind.model is ScheduleLine:
        return ScheduleLine(valid_from=clock.today(zone_of(reception)))
    return ServiceAtOffice() if kind.model is ServiceAtOffice else None


def _change(request: HttpRequest, reception: Reception, kind: Part, form: PlanForm) -> Callable[[], Any]:
    """All rows of the form, or none."""

    @transaction.atomic
    def change() -> None:
        for pk, values in form.rows():
            named = {kind.key: pk} if kind.key else {}
            _unless_gone(partial(kind.put, reception_id=reception.pk, values=values, actor=actor_of(request.user), **named))

    return change


def _unless_gone(act: Callable[[], Any]) -> Any:
    """404 when a colleague, or the first of two presses, has removed the row since it was looked up."""
    try:
        return act()
    except ObjectDoesNotExist:
        raise Http404 from None


def _kept(request: HttpRequest, reception: Reception) -> HttpResponse:
    """On to the people without a place, if there are any, also those whom an earlier change hit."""
    if conflicts(reception.pk).exists():
        messages.success(request, _("Kept. Some appointments have lost their time: find them another one now."))
        return redirect("admin:planning_conflicts", reception.office.code)
    messages.success(request, _("Kept. The places are as the plan says."))
    return redirect("admin:planning_week", reception.office.code)


def _asked_day(request: HttpRequest) -> date | None:
    """None for what is no day, and for one so far away that its neighbouring weeks are none."""
    try:
        found = parse_date(request.GET.get("day", "")[:10])
    except ValueError:
        return None
    return found if found and EARLIEST <= found <= LATEST else None
