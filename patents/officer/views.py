"""The officers' page of a patent, the acts of an annulment, and two lists. Each act calls one service and shows its refusal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.errors import ProposalChanged
from cases.officer.forms import ConfirmForm
from cases.officer.views.access import officer_page
from patents import services
from patents.errors import AnnulmentGone, NotMatched
from patents.models import Patent
from patents.officer.decided import PAGE, open_annulments, patent_by_number, without_contract
from patents.officer.page import PatentPage
from patents.officer.paging import day_and_key, whole_number
from patents.rules.annulment import ground_of
from patents.selectors import civil_today
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from profiles.services import record_access


@officer_page
@require_safe
def show(request: HttpRequest, series: str, number: str) -> HttpResponse:
    page = PatentPage(request, _visible(request, series, number))
    page.open_form(request.GET.get("act", ""))
    return _render(page)


@officer_page
def propose(request: HttpRequest, series: str, number: str) -> HttpResponse:
    page = PatentPage(request, _visible(request, series, number))
    form = _filled(page, "propose")
    if form is None or not form.is_valid():
        return _unfinished(page, form)
    data = form.cleaned_data

    def act() -> Any:
        return services.propose_annulment(
            patent_id=page.patent.pk,
            ground=data["ground"],
            reason=data["reason"],
            seen=data["seen"],
            later=data.get("later", ""),
            later_reason=data.get("later_reason", ""),
            actor=actor_of(request.user),
        )

    return _do(page, act, _("Your proposal waits for a second officer. The holder is not told."))


@officer_page
@require_POST
def confirm(request: HttpRequest, series: str, number: str) -> HttpResponse:
    page = PatentPage(request, _visible(request, series, number))
    if not recently_proved(request):
        return redirect(proving_address(_address(page.patent)))
    form = ConfirmForm(request.POST)

    def act() -> Any:
        if page.waiting is None:
            raise AnnulmentGone
        if not form.is_valid():
            raise ProposalChanged()
        return services.confirm_annulment(
            annulment_id=page.waiting.pk,
            content_hash=form.cleaned_data["content_hash"],
            actor=actor_of(request.user),
            on=civil_today(page.patent),
        )

    return _do(page, act, _("The patent is annulled. The holder gets a message."))


@officer_page
def send_back(request: HttpRequest, series: str, number: str) -> HttpResponse:
    page = PatentPage(request, _visible(request, series, number))
    form = _filled(page, "return")
    if form is None or not form.is_valid():
        return _unfinished(page, form)

    def act() -> Any:
        if page.waiting is None:
            raise AnnulmentGone
        return services.return_annulment(annulment_id=page.waiting.pk, reason=form.cleaned_data["reason"], actor=actor_of(request.user))

    return _do(page, act, _("The proposal is returned to the officer who made it."))


@officer_page
@require_POST
def count_for_next(request: HttpRequest, series: str, number: str) -> HttpResponse:
    """A whole payment that bought nothing of this patent counts for the one that follows it."""
    page = PatentPage(request, _visible(request, series, number))
    following = next((one for one in page.following if one.predecessor_id == page.patent.pk), None)
    payment = whole_number(request.POST.get("payment", ""))

    def act() -> Any:
        if following is None:
            raise NotMatched
        words = _("It bought no month of patent %(patent)s and counts for the next one.") % {"patent": page.patent}
        return services.apply_to_next(
            payment_id=payment, patent_id=page.patent.pk, next_id=following.pk, reason=words, actor=actor_of(request.user)
        )

    return _do(page, act, _("The payment now counts for patent %(patent)s.") % {"patent": following})


@officer_page
@require_POST
def refund_letter(request: HttpRequest, series: str, number: str) -> HttpResponse:
    page = PatentPage(request, _visible(request, series, number))

    def act() -> Any:
        return services.advise_refund(patent_id=page.patent.pk, actor=actor_of(request.user))

    return _do(page, act, _("The holder gets the letter: how much is left over, and who gives it back."))


@officer_page
@require_safe
def annulments(request: HttpRequest) -> HttpResponse:
    """Proposals of colleagues and one's own that wait for a second officer. Numbers of patents, no names."""
    found = list(open_annulments(request.user, after=whole_number(request.GET.get("after", "")))[: PAGE + 1])
    rows = [(row, ground_of(row.ground), row.proposed_by_id == request.user.pk) for row in found[:PAGE]]
    next_page = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {**site.each_context(request), "title": _("Annulments to confirm"), "rows": rows, "next": next_page}
    return TemplateResponse(request, "patents/officer/annulments.html", context)


@officer_page
@require_safe
def no_contract(request: HttpRequest) -> HttpResponse:
    """Patents in force whose holders have not shown a contract in time. Numbers of patents, no names."""
    found = without_contract(request.user, after=day_and_key(request.GET.get("after", "")))
    last = found[PAGE - 1][0] if len(found) > PAGE else None
    context = {
        **site.each_context(request),
        "title": _("Patents without a contract"),
        "rows": found[:PAGE],
        "next": f"{last.issued_on}.{last.pk}" if last else None,
    }
    return TemplateResponse(request, "patents/officer/no_contract.html", context)


# ---- what the acts share


def _visible(request: HttpRequest, series: str, number: str) -> Patent:
    """Raises `Http404` for another office's patent exactly as for one that never existed."""
    patent = patent_by_number(request.user, series, number)
    if patent is None:
        raise Http404
    return patent


def _filled(page: PatentPage, act: str) -> Any:
    """The form as it was sent; None for a bare visit, or when the officer only switched the language."""
    page.act = act
    if page.request.method == "POST":
        page.form = page.new_form(act, page.request.POST)
        return page.form
    typed = getattr(page.request, "typed_answers", None)
    if typed is not None:
        page.form = page.new_form(act)
        page.form.show_typed(typed)  # type: ignore[attr-defined]
    return None


def _unfinished(page: PatentPage, form: Any) -> HttpResponse:
    if page.form is None:
        return redirect(_address(page.patent))
    return _render(page, status=422 if form else 200)


def _do(page: PatentPage, act: Callable[[], Any], done: str) -> HttpResponse:
    """Run a service. Its refusal is shown on a page that is read again, with what was typed kept."""
    try:
        act()
    except DomainError as error:
        fresh = PatentPage(page.request, _visible(page.request, page.patent.series, page.patent.number), error=str(error))
        fresh.act, fresh.form = page.act, _seen_anew(fresh, page)
        return _render(fresh, status=error.status)
    messages.success(page.request, done)
    return redirect(_address(page.patent))


def _seen_anew(fresh: PatentPage, page: PatentPage) -> Any:
    """The typed words over the patent as it is now."""
    if page.form is None:
        return None
    data = page.form.data.copy()  # type: ignore[attr-defined]
    data["seen"] = fresh.new_form("propose").initial["seen"]
    return fresh.new_form(page.act, data)


def _render(page: PatentPage, status: int = 200) -> HttpResponse:
    """Every look at a person is written down before it happens."""
    record_access(person_id=page.patent.person_id, reader=page.request.user, what="patent", reason=str(page.patent))
    context = {**site.each_context(page.request), "title": str(page.patent), **page.context()}
    return TemplateResponse(page.request, "patents/officer/patent.html", context, status=status)


def _address(patent: Patent) -> str:
    return reverse("admin:patent", args=[patent.series, patent.number])
