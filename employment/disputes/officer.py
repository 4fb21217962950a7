"""The officers' pages of disputes: a queue in order of legal deadline, and one dispute with its acts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.officer.reads import works_on_cases
from employment.disputes import services
from employment.disputes.models import Dispute
from employment.disputes.receipts import answer_rows, patent_rows, patent_url
from employment.disputes.selectors import civil_today, disputes_of_office, explained_deadline, history, is_overdue
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.forms import PortalForm
from profiles.files.response import file_response
from profiles.services import record_access

SHOWN = 200


class DecisionForm(PortalForm):
    expected_version = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("The answer of the check"),
        choices=[("upheld", gettext_lazy("was right")), ("corrected", gettext_lazy("was wrong"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Both sides read these words. Name nobody in them."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    was_wrong = forms.CharField(
        label=gettext_lazy("What was wrong"),
        help_text=gettext_lazy("Only for a wrong answer: for example, a payment of 3 June was not counted."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mended_by = forms.CharField(
        label=gettext_lazy("The act that mends the data"),
        help_text=gettext_lazy("Its kind and number. This decision changes no data itself."),
        required=False,
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "corrected":
            for name, words in (("was_wrong", _("Say what was wrong")), ("mended_by", _("Name the act that mends the data"))):
                if not data.get(name):
                    self.add_error(name, words)
        return data


def officer_page(view: Callable[..., Any]) -> Any:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not works_on_cases(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return site.admin_view(guarded)


@officer_page
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    shown = "decided" if request.GET.get("show") == "decided" else "pending"
    wanted = Dispute.DECIDED if shown == "decided" else Dispute.PENDING
    found = disputes_of_office(request.user).filter(status__in=wanted)
    ordered = found.order_by("-decided_at", "-pk") if shown == "decided" else found.order_by("decide_by", "pk")
    context = {
        **site.each_context(request),
        "title": _("Disputed checks"),
        "disputes": [(dispute, civil_today(dispute)) for dispute in ordered[:SHOWN]],
        "shown": shown,
    }
    return TemplateResponse(request, "employment/disputes/officer/queue.html", context)


@officer_page
@require_safe
def show(request: HttpRequest, dispute_number: str) -> HttpResponse:
    return _render(request, _visible(request, dispute_number))


@officer_page
@require_POST
def take(request: HttpRequest, dispute_number: str) -> HttpResponse:
    dispute = _visible(request, dispute_number)
    return _do(request, dispute, lambda: services.take_dispute(dispute_id=dispute.pk, actor=actor_of(request.user)))


@officer_page
@require_POST
def release(request: HttpRequest, dispute_number: str) -> HttpResponse:
    dispute = _visible(request, dispute_number)
    return _do(request, dispute, lambda: services.release_dispute(dispute_id=dispute.pk, actor=actor_of(request.user)))


@officer_page
@require_POST
def decide(request: HttpRequest, dispute_number: str) -> HttpResponse:
    dispute = _visible(request, dispute_number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _render(request, dispute, form=form, status=422)

    def decided() -> Any:
        return services.decide_dispute(dispute_id=dispute.pk, actor=actor_of(request.user), on=civil_today(dispute), **form.cleaned_data)

    return _do(request, dispute, decided, _("The dispute is decided. Both sides get a message."), form=form)


@officer_page
@require_safe
def attached(request: HttpRequest, dispute_number: str) -> FileResponse:
    dispute = _visible(request, dispute_number)
    found = getattr(dispute, "attached", None)
    if found is None:
        raise Http404
    _look(request, dispute)
    return file_response(found)


def _visible(request: HttpRequest, dispute_number: str) -> Dispute:
    found: Dispute | None = disputes_of_office(request.user).filter(reference=dispute_number[:20]).first()
    if found is None:
        raise Http404
    return found


def _do(request: HttpRequest, dispute: Dispute, act: Callable[[], Any], done: str = "", form: DecisionForm | None = None) -> HttpResponse:
    """Run a service. Its refusal is shown on the page as it is now, with what was typed."""
    try:
        act()
    except DomainError as error:
        return _render(request, _visible(request, dispute.reference), form=form, error=str(error), status=error.status)
    if done:
        messages.success(request, done)
    return redirect("admin:dispute", dispute.reference)


def _render(
    request: HttpRequest, dispute: Dispute, *, form: DecisionForm | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    """Every look at a person is written down before it happens."""
    _look(request, dispute)
    holds = dispute.status == Dispute.Status.IN_REVIEW and dispute.taken_by_id == request.user.pk
    context = {
        **site.each_context(request),
        "title": dispute.reference,
        "dispute": dispute,
        "receipt_rows": answer_rows(dispute),
        "patent_rows": patent_rows(dispute),
        "patent_url": patent_url(dispute),
        "deadline": explained_deadline(dispute),
        "history": history(dispute),
        "attached": getattr(dispute, "attached", None),
        "is_overdue": is_overdue(dispute),
        "holds": holds,
        "form": form or (DecisionForm(initial={"expected_version": dispute.version}) if holds else None),
        "error": error,
    }
    return TemplateResponse(request, "employment/disputes/officer/dispute.html", context, status=status)


def _look(request: HttpRequest, dispute: Dispute) -> None:
    if dispute.person_id:
        record_access(person_id=dispute.person_id, reader=request.user, what="dispute", reason=dispute.reference)


def urls() -> list[URLPattern]:
    return [
        path("disputes/", queue, name="disputes"),
        path("disputes/<str:dispute_number>/", show, name="dispute"),
        path("disputes/<str:dispute_number>/take/", take, name="dispute_take"),
        path("disputes/<str:dispute_number>/release/", release, name="dispute_release"),
        path("disputes/<str:dispute_number>/decide/", decide, name="dispute_decide"),
        path("disputes/<str:dispute_number>/file/", attached, name="dispute_file"),
    ]
