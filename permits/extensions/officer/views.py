"""Pages of supervisors: the orders, one order with everything that can be done to it, and the documents that staff are asked about."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permits.extensions import services
from permits.extensions.asking import documents_to_ask, place_of
from permits.extensions.errors import OrderNotSound
from permits.extensions.models import ExtensionOrder, OrderRun
from permits.extensions.officer.access import TRIED, own_regions, supervisor_page
from permits.extensions.officer.facts import facts, findings, grouped, neighbours
from permits.extensions.officer.forms import OrderForm, RepealForm, ReturnForm, SeenForm
from permits.extensions.officer.history import order_history
from permits.extensions.shipped import shipped, terms_of
from portal import clock
from portal.accounts.selectors import user_of
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.jobs.models import Job

SHOWN = 100


@supervisor_page
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    rows = ExtensionOrder.objects.select_related("drafted_by").order_by("-pk")[:SHOWN]
    drafted = set(ExtensionOrder.objects.exclude(example=None).values_list("example", flat=True))
    examples = [(name, terms_of(row).source) for name, row in shipped().items() if name not in drafted]
    context = {**site.each_context(request), "title": _("Extension orders"), "orders": rows, "examples": examples}
    return TemplateResponse(request, "permits/officer/orders.html", context)


@supervisor_page
def new_order(request: HttpRequest) -> HttpResponse:
    """`?example=` fills the form with an order that ships with the portal and of which nobody has made a draft."""
    example = request.GET.get("example") or None
    if example is not None and (example not in shipped() or ExtensionOrder.objects.filter(example=example).exists()):
        raise Http404
    form = _filled(request, OrderForm) if example is None else _filled(request, OrderForm.like, content=shipped()[example])
    if request.method == "POST" and form.is_valid():
        order = services.draft_order(content=form.content(), actor=actor_of(request.user), example=example)
        messages.success(request, _("The order is kept as a draft. Try it before it is approved."))
        return redirect(_address(order))
    return _form_page(request, form, None)


@supervisor_page
@require_POST
def new_example(request: HttpRequest, example: str) -> HttpResponse:
    if example not in shipped():
        raise Http404
    order = ExtensionOrder.objects.filter(example=example).first()
    if order is None:
        try:
            order = services.draft_example(example=example, actor=actor_of(request.user))
        except OrderNotSound as error:  # it overlaps an order in force, and somebody has to say what that means
            messages.error(request, error.in_words)
            return redirect(reverse("admin:extension_order_new") + f"?example={example}")
    return redirect(_address(order))


@supervisor_page
def edit(request: HttpRequest, order_number: str) -> HttpResponse:
    order = _order(order_number)
    if order.status not in ExtensionOrder.EDITABLE:
        messages.error(request, _("Only a draft can be edited."))
        return redirect(_address(order))
    form, seen = _filled(request, OrderForm, order=order), SeenForm(request.POST)
    if request.method == "POST" and form.is_valid() and seen.is_valid():
        version = seen.cleaned_data["version"] or 0
        try:
            services.change_order(order_id=order.pk, expected_version=version, content=form.content(), actor=actor_of(request.user))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The order is changed and is a draft again."))
            return redirect(_address(order))
    return _form_page(request, form, order)


@supervisor_page
@require_safe
def show(request: HttpRequest, order_number: str) -> HttpResponse:
    return _page(request, _order(order_number))


@supervisor_page
@require_POST
def act(request: HttpRequest, order_number: str, act: str) -> HttpResponse:
    """One of the acts on an order; its refusal is shown on the page as it is now."""
    order = _order(order_number)
    if act not in _ACTS:
        raise Http404
    if act in _PROVED and not recently_proved(request):
        return redirect(proving_address(_address(order)))
    form = _FORMS.get(act, SeenForm)(request.POST)
    if not form.is_valid():
        return _page(request, order, form=form, opened=act, status=422)
    try:
        _ACTS[act](order, form.cleaned_data, request)
    except OrderNotSound as error:  # there is no field here beside which it could stand
        return _page(request, _order(order_number), error=error.in_words, status=error.status)
    except DomainError as error:
        return _page(request, _order(order_number), error=str(error), status=error.status)
    return redirect(_address(order))


@supervisor_page
@require_safe
def ask_staff(request: HttpRequest, order_number: str) -> HttpResponse:
    """Documents that the order names and that were issued after the day it speaks of, page by page in the order of their keys. The
    office of a document's region decides about it: here stand those of the supervisor's own regions."""
    order = _order(order_number)
    rows, following = documents_to_ask(order, regions=own_regions(user_of(request)), after=place_of(request.GET.get("after", "")))
    context = {**site.each_context(request), "title": str(order), "order": order, "rows": rows, "following": following}
    return TemplateResponse(request, "permits/officer/ask_staff.html", context)


# ---- the acts


def _try(order: ExtensionOrder, _data: dict[str, Any], request: HttpRequest) -> None:
    services.begin_dry_run(order_id=order.pk, actor=actor_of(request.user))


def _stop(order: ExtensionOrder, _data: dict[str, Any], request: HttpRequest) -> None:
    services.stop_dry_run(order_id=order.pk)


def _approve(order: ExtensionOrder, data: dict[str, Any], request: HttpRequest) -> None:
    services.approve_order(order_id=order.pk, content_hash=data["content_hash"], actor=actor_of(request.user))
    messages.success(request, _("The order is approved. It can be applied."))


def _return(order: ExtensionOrder, data: dict[str, Any], request: HttpRequest) -> None:
    services.return_order(order_id=order.pk, reason=data["reason"], actor=actor_of(request.user))
    messages.success(request, _("The order is a draft again."))


def _apply(order: ExtensionOrder, _data: dict[str, Any], request: HttpRequest) -> None:
    services.begin_applying(order_id=order.pk, actor=actor_of(request.user), on=clock.today())


def _pause(order: ExtensionOrder, _data: dict[str, Any], request: HttpRequest) -> None:
    services.pause_order(order_id=order.pk, actor=actor_of(request.user))


def _resume(order: ExtensionOrder, _data: dict[str, Any], request: HttpRequest) -> None:
    services.resume_order(order_id=order.pk, actor=actor_of(request.user))


def _propose_repeal(order: ExtensionOrder, data: dict[str, Any], request: HttpRequest) -> None:
    services.propose_repeal(order_id=order.pk, act=data["repeal_act"], act_en=data["repeal_act_en"], actor=actor_of(request.user))
    messages.success(request, _("The repeal waits for another supervisor. Nobody is told before."))


def _confirm_repeal(order: ExtensionOrder, data: dict[str, Any], request: HttpRequest) -> None:
    services.confirm_repeal(order_id=order.pk, expected_version=data["version"] or 0, actor=actor_of(request.user))


_ACTS: dict[str, Callable[[ExtensionOrder, dict[str, Any], HttpRequest], None]] = {
    "try": _try,
    "stop": _stop,
    "approve": _approve,
    "return": _return,
    "apply": _apply,
    "pause": _pause,
    "resume": _resume,
    "propose-repeal": _propose_repeal,
    "confirm-repeal": _confirm_repeal,
}
_PROVED = frozenset({"approve", "apply", "confirm-repeal"})  # asked once more who they are
_FORMS: dict[str, Any] = {"return": ReturnForm, "propose-repeal": RepealForm}


# ---- what the pages share


def _order(number: str) -> ExtensionOrder:
    people = ("drafted_by", "approved_by", "repeal_proposed_by", "repeal_confirmed_by")
    order = ExtensionOrder.objects.select_related(*people).filter(number=number).first()
    if order is None:
        raise Http404
    return order


def _address(order: ExtensionOrder) -> str:
    return reverse("admin:extension_order", args=[order.number])


def _filled(request: HttpRequest, form_class: Any, **kwargs: Any) -> Any:
    """The form as it was sent, or as it was typed when only the language was switched."""
    if request.method == "POST":
        return form_class(request.POST, **kwargs)
    form = form_class(**kwargs)
    typed = getattr(request, "typed_answers", None)
    if typed is not None:
        form.show_typed(typed)
    return form


def _form_page(request: HttpRequest, form: Any, order: ExtensionOrder | None) -> HttpResponse:
    title = _("Edit order %(number)s") % {"number": order.number} if order else _("New extension order")
    context = {**site.each_context(request), "title": title, "form": form, "order": order}
    return TemplateResponse(request, "permits/officer/order_form.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, order: ExtensionOrder, status: int = 200, **shown: Any) -> HttpResponse:
    runs = {run.purpose: run for run in order.runs.select_related("job").order_by("pk")}
    tried = order.runs.filter(purpose=OrderRun.Purpose.DRY_RUN).exclude(finished_at=None).order_by("-pk").first()
    is_found = tried is not None and tried.content_hash == order.content_hash
    me = user_of(request)
    current = next((run for run in reversed(runs.values()) if run.finished_at is None), None)
    context = {
        **site.each_context(request),
        "title": str(order),
        "order": order,
        "facts": facts(order),
        "findings": findings(tried, with_sample=order.status in TRIED) if is_found and tried else None,
        "neighbours": [] if order.status in ExtensionOrder.ENDED else neighbours(order),
        "history": order_history(order),
        "zone": clock.MOSCOW,
        "run": current or runs.get("repeal") or runs.get("apply"),
        "counts": _counts(current or runs.get("repeal") or runs.get("apply")),
        "share": 100 * current.job.done // max(current.job.total, 1) if current else 100,
        "is_stuck": current is not None and current.job.state not in Job.OPEN and order.status in {"applying", "repealing", "dry_run"},
        "is_author": order.drafted_by_id == me.pk,
        "is_repeal_author": order.repeal_proposed_by_id == me.pk,
        "may_begin": order.effective_from <= clock.today(),
        "proved": recently_proved(request),
        "proving_address": proving_address(_address(order)),
        "return_form": ReturnForm(),
        "repeal_form": RepealForm(),
        **shown,
    }
    if shown.get("form") is not None:
        context[{"return": "return_form", "propose-repeal": "repeal_form"}.get(shown["opened"], "form")] = shown["form"]
    return TemplateResponse(request, "permits/officer/order.html", context, status=status)


def _counts(run: OrderRun | None) -> dict[str, str]:
    """What a run has done so far, as people read it; nothing for what it has not done."""
    counts = run.counts if run is not None else {}
    return {name: grouped(counts[name]) for name in ("extended", "told", "children", "kept") if counts.get(name)}


__all__ = ["act", "ask_staff", "edit", "new_example", "new_order", "orders", "show"]
