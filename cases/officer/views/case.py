"""The case page and its acts. Each act calls one service and shows its refusal on the page, with what was typed kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import permissions, services
from cases.errors import CaseMoved, ProposalChanged
from cases.models import Case
from cases.officer.case_page import CasePage
from cases.officer.views.access import officer_page, visible_case
from cases.selectors import civil_today, proposal
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError, NotAllowed
from portal.events.actor import actor_of
from profiles.services import record_access

KEPT_WORDS = ("text", "reason")


@officer_page
@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    page = CasePage(request, visible_case(request, reference))
    page.open_form(request.GET.get("act", ""), request.GET.get("ground", ""))
    return _render(page)


@officer_page
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    case = visible_case(request, reference)
    return _do(case, request, lambda: services.take_case(case_id=case.pk, actor=actor_of(request.user)), _("You have taken the case."))


@officer_page
@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    case = visible_case(request, reference)

    def release_case() -> Any:
        if not permissions.can_release(request.user, case):
            raise CaseMoved(status=case.get_status_display()) if case.status != Case.Status.IN_REVIEW else NotAllowed()
        return services.release_case(case_id=case.pk, actor=actor_of(request.user))

    return _do(case, request, release_case, _("The case is back in the queue."))


@officer_page
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    page = CasePage(request, visible_case(request, reference))
    form = _filled(page, "ask")
    if form is None or not form.is_valid():
        return _unfinished(page, form)

    def ask_applicant() -> Any:
        data = form.cleaned_data
        return services.ask_applicant(
            case_id=page.case.pk,
            expected_version=data["expected_version"],
            text=data["text"],
            document_kinds=data["document_kinds"],
            answer_by=data["answer_by"],
            actor=actor_of(request.user),
        )

    return _do(page.case, request, ask_applicant, _("The applicant is asked and gets a message."), page=page)


@officer_page
def invite(request: HttpRequest, reference: str) -> HttpResponse:
    page = CasePage(request, visible_case(request, reference))
    form = _filled(page, "invite")
    if form is None or not form.is_valid():
        return _unfinished(page, form)

    def invite_applicant() -> Any:
        data = form.cleaned_data
        return services.invite_to_counter(
            case_id=page.case.pk,
            expected_version=data["expected_version"],
            text=data["text"],
            what=data["counter"],
            answer_by=data["answer_by"],
            actor=actor_of(request.user),
        )

    return _do(page.case, request, invite_applicant, _("The applicant is invited and gets a message."), page=page)


@officer_page
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    page = CasePage(request, visible_case(request, reference))
    page.ground = page.rules.ground(request.POST.get("ground", "")[:40], page.case)
    form = _filled(page, "grant" if request.POST.get("outcome") == "granted" else "refuse")
    if form is None or not form.is_valid():
        return _unfinished(page, form)

    def propose_decision() -> Any:
        data = form.cleaned_data
        return services.propose_decision(
            case_id=page.case.pk,
            expected_version=data["expected_version"],
            outcome=data["outcome"],
            ground=data["ground"],
            reason=data["reason"],
            actor=actor_of(request.user),
        )

    return _do(page.case, request, propose_decision, _("Your proposal waits for a second officer."), page=page)


@officer_page
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    case = visible_case(request, reference)
    page = CasePage(request, case)
    form = page.new_form("confirm", request.POST)
    if not recently_proved(request):
        return redirect(proving_address(_address(case)))

    def confirm_decision() -> Any:
        waiting = proposal(case)
        if waiting is None:
            raise CaseMoved(status=case.get_status_display())
        if not form.is_valid():
            raise ProposalChanged()
        shown_hash, on = form.cleaned_data["content_hash"], civil_today(case)
        return services.confirm_decision(decision_id=waiting.pk, content_hash=shown_hash, actor=actor_of(request.user), on=on)

    return _do(case, request, confirm_decision, _("The decision is confirmed. The applicant gets a message."))


@officer_page
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    page = CasePage(request, visible_case(request, reference))
    form = _filled(page, "return")
    if form is None or not form.is_valid():
        return _unfinished(page, form)

    def return_decision() -> Any:
        waiting = proposal(page.case)
        if waiting is None:
            raise CaseMoved(status=page.case.get_status_display())
        return services.return_decision(decision_id=waiting.pk, reason=form.cleaned_data["reason"], actor=actor_of(request.user))

    return _do(page.case, request, return_decision, _("The proposal is returned to the officer who made it."), page=page)


# ---- what the acts share


def _filled(page: CasePage, act: str) -> Form | None:
    """The form as it was sent, or as it stood when the officer only switched the language; None for a bare visit."""
    page.act = act
    typed = getattr(page.request, "typed_answers", None)
    if page.request.method == "POST":
        page.form = page.new_form(act, page.request.POST)
    elif typed is not None:
        page.ground = page.rules.ground(typed.get("ground", "")[:40], page.case) if act in {"grant", "refuse"} else None
        page.act = "grant" if act == "refuse" and typed.get("outcome") == "granted" else act
        page.form = page.new_form(page.act)
        page.form.show_typed(typed)  # type: ignore[attr-defined]
    return page.form if page.request.method == "POST" else None


def _unfinished(page: CasePage, form: Form | None) -> HttpResponse:
    """The page again with the form's own errors, or after a switch of the language; a bare visit goes to the case."""
    if page.form is None:
        return redirect(_address(page.case))
    return _render(page, status=422 if form else 200)


def _do(case: Case, request: HttpRequest, act: Callable[[], Any], done: str, page: CasePage | None = None) -> HttpResponse:
    """Run a service. Its refusal is shown on a page that is read again, so that the officer sees the case as it is now."""
    try:
        act()
    except DomainError as error:
        return _refused(request, case, error, page)
    messages.success(request, done)
    return redirect(_address(case))


def _refused(request: HttpRequest, case: Case, error: DomainError, before: CasePage | None) -> HttpResponse:
    page = CasePage(request, visible_case(request, case.reference), error=str(error))
    if before and before.form is not None:
        _keep_typed(page, before)
    return _render(page, status=error.status)


def _keep_typed(page: CasePage, before: CasePage) -> None:
    """The same form over the case as it is now; where the act is no longer possible, at least the words."""
    assert before.form is not None
    if before.act in page.standing.acts:
        data = before.form.data.copy()  # type: ignore[attr-defined]
        data["expected_version"] = page.case.version
        page.act, page.ground = before.act, before.ground
        page.form = page.new_form(before.act, data)
    else:
        page.typed = [before.form.data[name] for name in KEPT_WORDS if before.form.data.get(name)]


def _render(page: CasePage, status: int = 200) -> HttpResponse:
    """Every look at a person is written down before it happens."""
    record_access(person_id=page.case.person_id, reader=page.request.user, what="case", reason=page.case.reference)
    context = {**site.each_context(page.request), "title": page.case.reference, **page.context()}
    return TemplateResponse(page.request, "cases/officer/case.html", context, status=status)


def _address(case: Case) -> str:
    return reverse("admin:case", args=[case.reference])
