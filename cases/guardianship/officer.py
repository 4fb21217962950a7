"""Officers' pages of who acts for a child: find it by the child, look, propose to end it, confirm or return."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cases.errors import ProposalChanged
from cases.guardianship import services
from cases.guardianship.errors import RemovalGone
from cases.guardianship.forms import FindChildForm, ProposeRemovalForm
from cases.guardianship.grounds import ground_of
from cases.guardianship.models import Removal
from cases.guardianship.selectors import deciding_office, found_by_child, open_removals, visible_guardianships
from cases.officer import words
from cases.officer.forms import ConfirmForm, ReturnForm
from cases.officer.views.access import officer_page
from portal import clock
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.legal import regions
from profiles.acting import beside
from profiles.errors import NothingToCompare
from profiles.models import GuardianInvitation, Guardianship
from profiles.selectors import identity_not_compared
from profiles.services import confirm_identity, make_code_at_the_counter, record_access
from profiles.services.family import can_be_removed

SHOWN = 100


@officer_page
@sensitive_post_parameters("family_name", "birth_date")
def guardianships(request: HttpRequest) -> HttpResponse:
    """Proposals that wait, and a search by POST: a child's name stands in no address."""
    asked = request.method == "POST" and "_language" not in request.POST
    form = FindChildForm(request.POST) if asked else FindChildForm()
    found = None
    if asked and form.is_valid():
        found = found_by_child(request.user, **form.cleaned_data)
        for child_id in dict.fromkeys(held.child_id for held in found):  # two may act for one child
            record_access(person_id=child_id, reader=request.user, what="guardianship", reason=_("Search by the child’s name"))
    waiting = list(open_removals(request.user).select_related("guardianship")[:SHOWN])
    context = {
        **site.each_context(request),
        "title": _("Who acts for children"),
        "rows": [(row, ground_of(row.ground), row.proposed_by_id == request.user.pk) for row in waiting],
        "form": form,
        "found": found,
    }
    return TemplateResponse(request, "cases/guardianship/officer/list.html", context, status=422 if asked and found is None else 200)


@officer_page
@require_safe
def show(request: HttpRequest, held_number: UUID) -> HttpResponse:
    act = request.GET.get("act", "")
    form = {"propose": ProposeRemovalForm, "return": ReturnForm}.get(act)
    return _render(request, _visible(request, held_number), act=act, form=form() if form else None)


@officer_page
@require_POST
def propose(request: HttpRequest, held_number: UUID) -> HttpResponse:
    held, form = _visible(request, held_number), ProposeRemovalForm(request.POST)
    office = deciding_office(request.user, held)
    if not form.is_valid() or office is None:
        return _render(request, held, act="propose", form=form, status=422)

    def act() -> Any:
        return services.propose_removal(guardianship_id=held.pk, office_id=office.pk, actor=actor_of(request.user), **form.cleaned_data)

    return _do(request, held, act, _("Your proposal waits for a second officer. Nobody else is told."), form=form, shown="propose")


@officer_page
@require_POST
def confirm(request: HttpRequest, held_number: UUID) -> HttpResponse:
    held = _visible(request, held_number)
    if not recently_proved(request):
        return redirect(proving_address(reverse("admin:guardianship", args=[held.number])))
    form, waiting = ConfirmForm(request.POST), _waiting(held)

    def act() -> Any:
        if waiting is None:
            raise RemovalGone
        if not form.is_valid():
            raise ProposalChanged()
        return services.confirm_removal(
            removal_id=waiting.pk,
            content_hash=form.cleaned_data["content_hash"],
            actor=actor_of(request.user),
            on=clock.today(regions.region(waiting.office.region).zone),
        )

    return _do(request, held, act, _("Who acted for the child does not any more, and gets a letter with the way to complain."))


@officer_page
@require_POST
def send_back(request: HttpRequest, held_number: UUID) -> HttpResponse:
    held, form = _visible(request, held_number), ReturnForm(request.POST)
    waiting = _waiting(held)
    if not form.is_valid():
        return _render(request, held, act="return", form=form, status=422)

    def act() -> Any:
        if waiting is None:
            raise RemovalGone
        return services.return_removal(removal_id=waiting.pk, reason=form.cleaned_data["reason"], actor=actor_of(request.user))

    return _do(request, held, act, _("The proposal is returned to the officer who made it."), form=form, shown="return")


@officer_page
@require_POST
def hand_over(request: HttpRequest, held_number: UUID) -> HttpResponse:
    """A code for the grown-up who stands at the desk; it is shown in this answer alone."""
    held = _visible(request, held_number)
    if not recently_proved(request):
        return redirect(proving_address(reverse("admin:guardianship", args=[held.number])))
    if request.POST.get("compared") != "on":
        return _render(request, held, act="", form=None, error=_("Compare the identity document with the person first."), status=422)
    try:
        code, _row = make_code_at_the_counter(guardianship_id=held.pk, actor=actor_of(request.user))
    except DomainError as error:
        return _render(request, held, act="", form=None, error=str(error), status=error.status)
    answer = _render(request, held, act="", form=None, code=code)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@officer_page
@require_POST
def compare(request: HttpRequest, held_number: UUID) -> HttpResponse:
    """Who took the profile by a parent's code stands at the desk with the identity document."""
    held = _visible(request, held_number)
    if not recently_proved(request):
        return redirect(proving_address(reverse("admin:guardianship", args=[held.number])))
    if request.POST.get("compared") != "on":
        return _render(request, held, act="", form=None, error=_("Compare the identity document with the person first."), status=422)
    taken = identity_not_compared(held.child)

    def act() -> Any:
        if taken is None:
            raise NothingToCompare()
        return confirm_identity(hand_over_id=taken.pk, actor=actor_of(request.user))

    return _do(request, held, act, _("Written down: the identity document was compared at the counter."))


# ---- what the pages share


def _visible(request: HttpRequest, number: UUID) -> Guardianship:
    held: Guardianship | None = visible_guardianships(request.user).filter(number=number).first()
    if held is None:
        raise Http404
    return held


def _waiting(held: Guardianship) -> Removal | None:
    open_one = Removal.objects.filter(guardianship=held, confirmed_at=None, returned_at=None)
    return open_one.select_related("office", "proposed_by").first()


def _do(
    request: HttpRequest, held: Guardianship, act: Callable[[], Any], done: str, *, form: Form | None = None, shown: str = ""
) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        return _render(request, _visible(request, held.number), act=shown, form=form, error=str(error), status=error.status)
    messages.success(request, done)
    return redirect("admin:guardianship", held.number)


def _render(
    request: HttpRequest, held: Guardianship, *, act: str, form: Form | None, error: str = "", status: int = 200, code: str = ""
) -> HttpResponse:
    """Every look at a person is written down before it happens: the child, and who acts for it."""
    others = list(beside([held]))
    for person_id in (held.child_id, held.guardian_id, *(row.guardian_id for row in others)):
        record_access(person_id=person_id, reader=request.user, what="guardianship", reason=_("Who acts for the child"))
    waiting = _waiting(held)
    decided = Removal.objects.filter(guardianship=held, confirmed_at__isnull=False).select_related("proposed_by", "confirmed_by").first()
    seen = waiting or decided
    is_in_force = held.ended_on is None and held.majority_at > clock.now()
    context = {
        **site.each_context(request),
        "title": _("Who acts for the child"),
        "held": held,
        "is_in_force": is_in_force,
        "others": others,
        "joined_by": GuardianInvitation.objects.filter(joined=held).select_related("guardianship__guardian").first(),
        "waiting": waiting,
        "decided": decided,
        "ground": ground_of(seen.ground) if seen else None,
        "may_confirm": waiting is not None and can_be_removed(held),
        "is_mine": waiting is not None and waiting.proposed_by_id == request.user.pk,
        "proposer": words.colleague(waiting.proposed_by) if waiting else "",
        "act": act,
        "code": code,
        "not_compared": identity_not_compared(held.child),
        "may_hand_over": held.majority_at <= clock.now() and held.child.user_id is None,
        "form": form,
        "error": error,
        "proved": recently_proved(request),
        "proving_url": proving_address(reverse("admin:guardianship", args=[held.number])),
    }
    return TemplateResponse(request, "cases/guardianship/officer/guardianship.html", context, status=status)


def urls() -> list[URLPattern]:
    return [
        path("guardianships/", guardianships, name="guardianships"),
        path("guardianships/<uuid:held_number>/", show, name="guardianship"),
        path("guardianships/<uuid:held_number>/propose/", propose, name="guardianship_propose"),
        path("guardianships/<uuid:held_number>/confirm/", confirm, name="guardianship_confirm"),
        path("guardianships/<uuid:held_number>/hand-over/", hand_over, name="guardianship_hand_over"),
        path("guardianships/<uuid:held_number>/compare/", compare, name="guardianship_compare"),
        path("guardianships/<uuid:held_number>/return/", send_back, name="guardianship_return"),
    ]
