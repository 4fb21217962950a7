"""The officers' pages of registrations: notices of the region, newest first, and one notice with the two-person cancelling."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.officer.reads import works_on_cases
from permits.registration.models import ArrivalNotice, Doubt
from permits.registration.selectors import civil_today, office_arrivals
from permits.registration.services import cancel_registration, propose_cancelling
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.forms import PortalForm
from portal.ui.paging import page_of
from profiles.services import record_access

SHOWN = 200


class DoubtForm(PortalForm):
    reason = forms.CharField(
        label=gettext_lazy("What shows that the registration is fictitious"),
        help_text=gettext_lazy("The second officer reads these words."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _officer_page(view: Callable[..., Any]) -> Any:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not works_on_cases(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return site.admin_view(guarded)


@_officer_page
@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """Without names: whose notice it is says its own page, where the look is written down."""
    found = office_arrivals(request.user).order_by("-pk")
    if request.GET.get("show") == "doubted":
        found = found.filter(doubts__confirmed_at=None, doubts__isnull=False)
    page = page_of(request, found, size=SHOWN)
    context = {
        **site.each_context(request),
        "title": _("Notices of arrival"),
        "notices": page.items,
        "page": page,
        "shown": request.GET.get("show"),
    }
    return TemplateResponse(request, "permits/registration/officer/arrivals.html", context)


@_officer_page
@require_safe
def show(request: HttpRequest, arrival_number: str) -> HttpResponse:
    return _render(request, _visible(request, arrival_number), DoubtForm())


@_officer_page
@require_POST
def doubt(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The first officer proposes to cancel."""
    notice, form = _visible(request, arrival_number), DoubtForm(request.POST)
    if not form.is_valid():
        return _render(request, notice, form, status=422)
    reason = form.cleaned_data["reason"]
    return _do(request, notice, form, lambda: propose_cancelling(notice_id=notice.pk, reason=reason, actor=actor_of(request.user)))


@_officer_page
@require_POST
def cancel(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The second officer confirms."""
    notice = _visible(request, arrival_number)
    if not recently_proved(request):
        return redirect(proving_address(reverse("admin:arrival", args=[notice.number])))
    found = Doubt.objects.filter(notice=notice).first()
    if found is None:
        raise Http404
    on = civil_today(notice.region)
    return _do(request, notice, DoubtForm(), lambda: cancel_registration(doubt_id=found.pk, actor=actor_of(request.user), on=on))


def _visible(request: HttpRequest, arrival_number: str) -> ArrivalNotice:
    found: ArrivalNotice | None = office_arrivals(request.user).filter(number=arrival_number[:20]).first()
    if found is None:
        raise Http404
    return found


def _do(request: HttpRequest, notice: ArrivalNotice, form: DoubtForm, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        return _render(request, _visible(request, notice.number), form, error=str(error), status=error.status)
    messages.success(request, _("It is written down."))
    return redirect("admin:arrival", notice.number)


def _render(request: HttpRequest, notice: ArrivalNotice, form: DoubtForm, *, error: str = "", status: int = 200) -> HttpResponse:
    """Every look at a person is written down before it happens."""
    if notice.guest_id is not None:
        record_access(person_id=notice.guest_id, reader=request.user, what="registration", reason=notice.number)
    doubted = Doubt.objects.select_related("proposed_by", "confirmed_by").filter(notice=notice).first()
    context = {
        **site.each_context(request),
        "title": notice.number,
        "notice": notice,
        "doubt": doubted,
        "form": form,
        "error": error,
        "proved": recently_proved(request),
        "proving_url": proving_address(reverse("admin:arrival", args=[notice.number])),
        "may_doubt": doubted is None and notice.status == ArrivalNotice.Status.CONFIRMED,
        "may_cancel": doubted is not None and doubted.confirmed_at is None and doubted.proposed_by_id != request.user.pk,
    }
    return TemplateResponse(request, "permits/registration/officer/arrival.html", context, status=status)


def urls() -> list[URLPattern]:
    return [
        path("arrivals/", arrivals, name="arrivals"),
        path("arrivals/<str:arrival_number>/", show, name="arrival"),
        path("arrivals/<str:arrival_number>/doubt/", doubt, name="arrival_doubt"),
        path("arrivals/<str:arrival_number>/cancel/", cancel, name="arrival_cancel"),
    ]
