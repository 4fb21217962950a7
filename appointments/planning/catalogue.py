"""Pages from which appointments begin: the services that people can come for, and an office that begins to receive them.

Services hold at every office, so operators change them; supervisors read them, and open the reception of their own office."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.models import Reception, Service
from appointments.planning import services
from appointments.planning.catalogue_forms import CatalogueForm, OpeningForm
from appointments.planning.errors import PlanRefused
from appointments.planning.looked import is_as_looked_at, mark_of
from appointments.planning.reach import reach_of
from appointments.planning.views import offices_planned_by, offices_to_open, plans
from appointments.words import to_bring
from portal.accounts.selectors import has_role
from portal.admin_site import site
from portal.events.actor import actor_of
from portal.legal import regions


def changes_services(user: Any) -> bool:
    return has_role(user, "operator")


@require_safe
def _services(request: HttpRequest) -> HttpResponse:
    if not plans(request.user):
        raise PermissionDenied
    open_here = Q(offices__is_offered=True, offices__reception__is_open=True)
    known = Service.objects.annotate(at=Count("offices", filter=open_here, distinct=True)).order_by("code")
    shown = [(service, to_bring(service)) for service in known]
    return _page(request, "planning/services.html", _("Services"), services=shown, may_change=changes_services(request.user))


def _add(request: HttpRequest) -> HttpResponse:
    _only_who_changes(request)
    form = CatalogueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_service(values=form.values(), actor=actor_of(request.user))
        except PlanRefused as error:
            _refused(form, error)
        else:
            messages.success(request, _("The service is added. Offices can offer it now."))
            return redirect("admin:planning_services")
    return _page(request, "planning/service.html", _("New service"), form=form)


def _edit(request: HttpRequest, service_code: str) -> HttpResponse:
    """Typed, looked at with whom it reaches, and only then kept. What was changed after the look is looked at once more."""
    _only_who_changes(request)
    service = Service.objects.filter(code=service_code[:40]).first()
    if service is None:
        raise Http404
    form = CatalogueForm(request.POST or None, instance=service)
    reach, is_unlike = None, False
    if request.method == "POST" and form.is_valid():
        is_unlike = "keep" in request.POST and not is_as_looked_at(request, form)
        if "keep" in request.POST and not is_unlike:
            services.change_service(service_id=service.pk, values=form.values(), actor=actor_of(request.user))
            messages.success(request, _("Kept. The service is as you wrote it at every office."))
            return redirect("admin:planning_services")
        reach = reach_of(service, form.values())
    facts = {"form": form, "service": service, "reach": reach, "is_unlike": is_unlike, "looked": mark_of(request, form) if reach else ""}
    return _page(request, "planning/service.html", _("Service"), **facts)


def _opening(request: HttpRequest, office_code: str) -> HttpResponse:
    """A reception with its first services and desks. An office that has one leads to its plan."""
    if not plans(request.user):
        raise PermissionDenied
    if offices_planned_by(request.user).filter(code=office_code[:20]).exists():
        return redirect("admin:planning_week", office_code)
    office = offices_to_open(request.user).filter(code=office_code[:20]).first()
    if office is None:
        raise Http404
    reception = Reception(office=office, zone=regions.region(office.region).zone.key, languages=["ru"])
    form = OpeningForm(request.POST or None, instance=reception, reception=reception)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.open_reception(
                office_id=office.pk,
                values=form.values(),
                service_ids=[service.pk for service in typed["services"]],
                minutes=typed["minutes"],
                opens_at=typed["opens_at"],
                desks=typed["desks"],
                actor=actor_of(request.user),
            )
        except PlanRefused as error:
            _refused(form, error)
        else:
            messages.success(request, _("The reception is open. Now say at which hours each desk works: then there are places."))
            return redirect("admin:planning_week", office.code)
    facts = {"office": office, "form": form, "knows_services": Service.objects.exists(), "may_change": changes_services(request.user)}
    return _page(request, "planning/open.html", _("Open a reception"), **facts)


def _only_who_changes(request: HttpRequest) -> None:
    if not changes_services(request.user):
        raise PermissionDenied


def _refused(form: Any, error: PlanRefused) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _page(request: HttpRequest, template: str, title: str, **facts: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**site.each_context(request), "title": title, **facts})


services_list = site.admin_view(_services)
service_add = site.admin_view(_add)
service_edit = site.admin_view(_edit)
opening = site.admin_view(_opening)

__all__ = ["opening", "service_add", "service_edit", "services_list"]
