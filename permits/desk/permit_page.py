"""The officers' page of one permit, with the acts of its early end. Each act calls one service and shows its refusal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.errors import ProposalChanged
from cases.officer.forms import ConfirmForm, ProposeEndForm, ReturnEndForm
from cases.officer.reads import office_cases
from cases.officer.views.access import officer_page
from cases.officer.words import colleague, official_name, official_name_ru
from permits.desk import services
from permits.desk.errors import EndingGone
from permits.desk.models import PaperEntry, PermitEnding
from permits.desk.selectors import office_permits
from permits.models import Permit
from permits.rules.ending import ground_of
from permits.selectors import civil_today, holder_as_printed, that_stand, withdrawn_beside
from permits.standing import standing_on
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.events.selectors import history_of
from portal.legal import regions
from portal.ui.formats import civil_date
from profiles.citizenships import name_of
from profiles.services import record_access

_HAPPENED: dict[str, Any] = {
    "permits.PermitIssued": gettext_lazy("Issued"),
    "permits.PermitEntered": gettext_lazy("Entered from paper"),
    "permits.PermitEnded": gettext_lazy("It ended"),
    "permits.ChildsStayFollowed": gettext_lazy("It followed the stay of a parent"),
    "extensions.PermitExtended": gettext_lazy("An extension order moved the last day"),
    "extensions.PermitShortened": gettext_lazy("The repeal of an extension order moved the last day back"),
    "yearly.YearlyNoticeReceived": gettext_lazy("A yearly notice came"),
    "desk.EndingProposed": gettext_lazy("An early end was proposed"),
    "desk.EndingReturned": gettext_lazy("The proposal to end it was returned"),
    "desk.EndingDecided": gettext_lazy("Two officers ended it"),
}


@officer_page
@require_safe
def show(request: HttpRequest, permit_id: int) -> HttpResponse:
    """What the document says, what became of it, who entered it, and its early end."""
    permit = _visible(request, permit_id)
    act = request.GET.get("act", "")
    return _render(request, permit, act=act, form=_fresh_form(permit, act))


@officer_page
def propose(request: HttpRequest, permit_id: int) -> HttpResponse:
    permit = _visible(request, permit_id)
    form, sent = _typed(request, permit, "propose")
    if not sent or not form.is_valid():
        return _unsent(request, permit, "propose", form, sent=sent)
    told = form.cleaned_data

    def act() -> Any:
        return services.propose_ending(permit_id=permit.pk, actor=actor_of(request.user), **told)

    return _do(request, permit, act, _("Your proposal waits for a second officer. The holder is not told."), form=form)


@officer_page
@require_POST
def confirm(request: HttpRequest, permit_id: int) -> HttpResponse:
    """The second officer confirms the very proposal that the page showed."""
    permit = _visible(request, permit_id)
    if not recently_proved(request):
        return redirect(proving_address(reverse("admin:desk_permit", args=[permit.pk])))
    form = ConfirmForm(request.POST)

    def act() -> Any:
        waiting = _waiting(permit)
        if not form.is_valid():
            raise ProposalChanged()
        shown, on = form.cleaned_data["content_hash"], civil_today(permit)
        return services.confirm_ending(ending_id=waiting.pk, shown=shown, actor=actor_of(request.user), on=on)

    return _do(request, permit, act, _("The document has ended. The holder gets a letter."))


@officer_page
def send_back(request: HttpRequest, permit_id: int) -> HttpResponse:
    permit = _visible(request, permit_id)
    form, sent = _typed(request, permit, "return")
    if not sent or not form.is_valid():
        return _unsent(request, permit, "return", form, sent=sent)
    reason = form.cleaned_data["reason"]

    def act() -> Any:
        return services.return_ending(ending_id=_waiting(permit).pk, reason=reason, actor=actor_of(request.user))

    return _do(request, permit, act, _("The proposal is returned to the officer who made it."), form=form)


# ---- what the acts share


def _visible(request: HttpRequest, permit_id: int) -> Permit:
    """Raises `Http404` for another region's document exactly as for one that never existed."""
    found = office_permits(request.user).select_related("person", "case__office").filter(pk=permit_id).first()
    if found is None:
        raise Http404
    return found


def _waiting(permit: Permit) -> PermitEnding:
    """Raises `EndingGone` where no proposal waits."""
    found = PermitEnding.objects.filter(permit=permit, confirmed_at=None, returned_at=None).first()
    if found is None:
        raise EndingGone()
    return found


def _new_form(permit: Permit, act: str, data: Any = None) -> Form:
    if act == "return":
        return ReturnEndForm(data)
    return ProposeEndForm(
        data, initial={"seen": services.state_hash(permit)}, grounds=[one.ground for one in services.possible_grounds(permit)]
    )


def _fresh_form(permit: Permit, act: str) -> Form | None:
    return _new_form(permit, act) if act in ("propose", "return") else None


def _typed(request: HttpRequest, permit: Permit, act: str) -> tuple[Form, bool]:
    """The form, and whether it was sent: a bare visit and a switch of the language send nothing."""
    if request.method == "POST":
        return _new_form(permit, act, request.POST), True
    form = _new_form(permit, act)
    if (typed := getattr(request, "typed_answers", None)) is not None:
        form.show_typed(typed)  # type: ignore[attr-defined]
    return form, False


def _unsent(request: HttpRequest, permit: Permit, act: str, form: Form, *, sent: bool) -> HttpResponse:
    if not sent and not form.is_bound:
        return redirect("admin:desk_permit", permit.pk)
    return _render(request, permit, act=act, form=form, status=422 if sent else 200)


def _do(request: HttpRequest, permit: Permit, act: Callable[[], Any], done: str, *, form: Form | None = None) -> HttpResponse:
    """Run a service. Its refusal is shown on a page that is read again, with what was typed kept."""
    try:
        act()
    except DomainError as error:
        fresh = _visible(request, permit.pk)
        kind = {ProposeEndForm: "propose", ReturnEndForm: "return"}.get(type(form), "")  # type: ignore[arg-type]
        if isinstance(form, ProposeEndForm):
            form.data = {**form.data.dict(), "seen": services.state_hash(fresh)}  # type: ignore[attr-defined]
        return _render(request, fresh, act=kind, form=form, error=str(error), status=error.status)
    messages.success(request, done)
    return redirect("admin:desk_permit", permit.pk)


def _render(
    request: HttpRequest, permit: Permit, *, act: str = "", form: Form | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    """Every look at a person is written down before it happens."""
    record_access(person_id=permit.person_id, reader=request.user, what="permit", reason=_number(permit))
    context = {
        **site.each_context(request),
        **_what_it_is(request, permit),
        **_how_it_ends(request, permit, act, form),
        "title": _number(permit),
        "error": error,
        "zone": regions.region(permit.region).zone,
    }
    return TemplateResponse(request, "permits/desk/permit.html", context, status=status)


def _what_it_is(request: HttpRequest, permit: Permit) -> dict[str, Any]:
    holder = holder_as_printed(permit)
    entry = PaperEntry.objects.select_related("entered_by").filter(permit=permit).first()
    happened = history_of("permits.permit", permit.pk)[:100]
    return {
        "permit": permit,
        "withdrawn": list(withdrawn_beside(office_permits(request.user), permit)),
        "right_one": _right_one(request, permit),
        "holder": official_name(holder),
        "holder_ru": official_name_ru(holder),
        "standing": standing_on(permit, civil_today(permit)),
        "facts": _facts(permit),
        "entry": entry,
        "case": office_cases(request.user).filter(pk=permit.case_id or 0).first(),
        "entered_by": colleague(entry.entered_by) if entry else "",
        "history": [(event.occurred_at, _HAPPENED[event.name]) for event in happened if event.name in _HAPPENED],
    }


def _right_one(request: HttpRequest, permit: Permit) -> Permit | None:
    """Of a withdrawn entry: the document of the reader's region that stands under its number now."""
    if permit.status != Permit.Status.MISTAKEN:
        return None
    same = {"kind": permit.kind, "series": permit.series, "number": permit.number}
    return that_stand(office_permits(request.user).filter(**same)).first()


def _how_it_ends(request: HttpRequest, permit: Permit, act: str, form: Form | None) -> dict[str, Any]:
    """The proposal that waits, the decision, the last proposal that was returned, and what this officer may do."""
    endings = list(PermitEnding.objects.select_related("proposed_by", "confirmed_by", "returned_by").filter(permit=permit).order_by("-pk"))
    in_force = permit.status == Permit.Status.IN_FORCE
    waiting = next((one for one in endings if one.is_open), None)
    done = next((one for one in endings if one.confirmed_at), None)
    returned = endings[0] if endings and endings[0].returned_at else None
    shown = waiting or done
    may_propose = in_force and waiting is None and bool(services.possible_grounds(permit))
    possible = {"propose": may_propose, "return": waiting is not None}
    return {
        "waiting": waiting,
        "done": done,
        "returned": returned,
        "returned_by": colleague(returned.returned_by) if returned and returned.returned_by else "",
        "ending": shown,
        "ground": ground_of(permit.kind, shown.ground) if shown else None,
        "proposer": colleague(shown.proposed_by) if shown else "",
        "confirmer": colleague(shown.confirmed_by) if shown and shown.confirmed_by else "",
        "is_mine": waiting is not None and waiting.proposed_by_id == request.user.pk,
        "in_force": in_force,
        "may_propose": may_propose,
        "shown_hash": services.shown_hash(waiting, permit) if waiting else "",
        "act": act if possible.get(act) else "",
        "form": form if possible.get(act) else None,
        "proved": recently_proved(request),
        "proving_address": proving_address(reverse("admin:desk_permit", args=[permit.pk])),
        "language_form_id": "act-form" if form is not None and possible.get(act) else "",
    }


def _facts(permit: Permit) -> list[tuple[Any, str]]:
    rows = [
        (_("Citizenship"), str(name_of(permit.citizenship))),
        (_("Region"), str(regions.region(permit.region).name)),
        (_("Issued on"), civil_date(permit.issued_on)),
        (_("Valid until, as the document says"), civil_date(permit.valid_until_stated) or _("no last day")),
        (
            _("Valid until, as the law has it today"),
            civil_date(permit.valid_until) if permit.valid_until != permit.valid_until_stated else "",
        ),
        (_("First day without it"), civil_date(permit.ended_on)),
    ]
    return [(label, value) for label, value in rows if value]


def _number(permit: Permit) -> str:
    return f"{permit.series} {permit.number}".strip()


def permit_urls() -> list[URLPattern]:
    return [
        path("residence-permits/<int:permit_id>/", show, name="desk_permit"),
        path("residence-permits/<int:permit_id>/propose/", propose, name="ending_propose"),
        path("residence-permits/<int:permit_id>/confirm/", confirm, name="ending_confirm"),
        path("residence-permits/<int:permit_id>/return/", send_back, name="ending_return"),
    ]
