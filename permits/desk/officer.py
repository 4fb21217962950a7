"""The officers' desk of residence permits: find one by its paper, find a person by the identity document, enter a document on paper."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from cases.officer.views.access import officer_page
from cases.officer.words import official_name, official_name_ru
from permits.desk.errors import PaperDoesNotFit
from permits.desk.forms import FindPaperForm, FindPersonForm, PaperForm
from permits.desk.models import PaperEntry, PermitEnding
from permits.desk.permit_page import permit_urls
from permits.desk.selectors import office_in, office_permits, open_endings, person_by_document, person_named, recent_entries, token_of
from permits.desk.services import enter_paper, look_at
from permits.models import Permit
from permits.rules.ending import EndingGround, ground_of
from permits.rules.entered import Problem
from permits.selectors import by_number
from portal import clock
from portal.accounts.selectors import user_of
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.events.actor import actor_of
from portal.legal import regions
from portal.ui.formats import civil_date
from profiles.citizenships import name_of
from profiles.models import IdentityDocument, Person
from profiles.services import record_access


@officer_page
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    return _desk(request)


@officer_page
@sensitive_post_parameters("series", "number")
def find_permit(request: HttpRequest) -> HttpResponse:
    """By POST, and by the whole number: nobody walks through residents."""
    if request.method != "POST":
        return redirect("admin:permit_desk")
    form = FindPaperForm(request.POST, auto_id="permit_%s")
    permit = by_number(office_permits(request.user), **form.cleaned_data) if form.is_valid() else None
    if permit is None:
        if form.is_valid():
            form.add_error("number", _("No such document in your region. Compare kind, series and number with the paper."))
        return _desk(request, find_permit=form, status=422)
    return redirect("admin:desk_permit", permit.pk)


@officer_page
@sensitive_post_parameters("document", "born")
def find_person(request: HttpRequest) -> HttpResponse:
    """The person at the desk, by the identity document and the birthday."""
    if request.method != "POST":
        return redirect("admin:permit_desk")
    form = FindPersonForm(request.POST, auto_id="person_%s")
    person = None
    if form.is_valid():
        told = form.cleaned_data
        person = person_by_document(request.user, state=told["state"], number=told["document"], born=told["born"])
        if person is None:
            words = _(
                "No profile holds this document together with this birthday. Compare the three with the document. Whoever has no "
                "profile makes one: a person signs in and enters the passport, then the document can be entered here."
            )
            form.add_error("document", words)
    if person is None:
        return _desk(request, find_person=form, status=422)
    return redirect("admin:paper_permit", token_of(person, user_of(request)))


@officer_page
def enter(request: HttpRequest, person_token: str) -> HttpResponse:
    """Type the document, look at it once more, enter it. A token that is over leads back to the desk."""
    person = person_named(person_token, request.user)
    if person is None:
        messages.warning(request, _("The page of this person is over after an hour. Find the person again."))
        return redirect("admin:permit_desk")
    record_access(person_id=person.pk, reader=request.user, what="profile", reason=_ENTERING)
    typed = request.POST if request.method == "POST" else getattr(request, "typed_answers", None)
    form = PaperForm(typed, officer=user_of(request), initial={"citizenship": person.citizenship})
    if typed is None or (request.method != "POST" and typed.get("step") != "enter") or "change" in typed:
        if typed is not None:
            form.show_typed(typed)
        return _typing(request, person, form)
    if not form.is_valid():
        return _typing(request, person, form, status=422)
    return _looked(request, person, form, person_token)


# ---- what the pages share

_ENTERING = "entering a document that exists on paper"


def _desk(
    request: HttpRequest, *, find_permit: FindPaperForm | None = None, find_person: FindPersonForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": _("Residence permits"),
        "find_permit": find_permit or FindPaperForm(auto_id="permit_%s"),
        "find_person": find_person or FindPersonForm(auto_id="person_%s"),
        "entries": recent_entries(request.user),
        "waiting": _waiting(request),
    }
    return TemplateResponse(request, "permits/desk/desk.html", context, status=status)


def _waiting(request: HttpRequest) -> list[tuple[PermitEnding, EndingGround | None, bool]]:
    """Proposals that wait, with their grounds, and whether the reader made them."""
    mine = request.user.pk
    return [(row, ground_of(row.permit.kind, row.ground), row.proposed_by_id == mine) for row in open_endings(request.user)]


def _typing(request: HttpRequest, person: Person, form: PaperForm, *, status: int = 200) -> HttpResponse:
    context = {
        **site.each_context(request),
        **_who(person),
        "title": _("Enter a document on paper"),
        "form": form,
        "language_form_id": "act-form",
    }
    return TemplateResponse(request, "permits/desk/enter.html", context, status=status)


def _looked(request: HttpRequest, person: Person, form: PaperForm, token: str) -> HttpResponse:
    """Refused by field, shown once more, or entered."""
    data = form.data_of_paper()
    today = clock.today(regions.region(data.region).zone)
    looked = look_at(person, data, on=today)
    if looked.problems:
        return _refused(request, person, form, looked.problems)
    proved = recently_proved(request)
    if request.method == "POST" and request.POST.get("step") == "enter" and proved:
        office = office_in(request.user, data.region)
        assert office is not None  # the form offers the regions of the reader's offices alone
        try:
            entered = enter_paper(person_id=person.pk, data=data, office_id=office.pk, actor=actor_of(request.user), on=today)
        except PaperDoesNotFit as error:
            return _refused(request, person, form, error.problems)
        messages.success(request, _("The document is entered. The holder gets a letter."))
        return redirect("admin:desk_permit", entered.pk)
    context = {
        **site.each_context(request),
        **_who(person),
        "title": _("Look at it once more"),
        "rows": _rows(form),
        "hidden": [(name, form.data.get(name, "")) for name in form.fields],
        "looked": looked,
        "proved": proved,
        "proving_address": proving_address(reverse("admin:permit_desk")),
        "action": reverse("admin:paper_permit", args=[token]),
        "language_form_id": "act-form",
    }
    asked_too_late = request.POST.get("step") == "enter"
    return TemplateResponse(request, "permits/desk/look.html", context, status=422 if asked_too_late else 200)


def _refused(request: HttpRequest, person: Person, form: PaperForm, problems: Sequence[Problem]) -> HttpResponse:
    for problem in problems:
        form.add_error(problem.field, str(problem.text))
    return _typing(request, person, form, status=422)


def _rows(form: PaperForm) -> list[tuple[Any, str]]:
    """Every answer in words, in the order of the form."""
    told = form.cleaned_data
    words = {
        "kind": str(Permit.Kind(told["kind"]).label),
        "citizenship": str(name_of(told["citizenship"])),
        "region": str(regions.region(told["region"]).name),
        "issued_on": civil_date(told["issued_on"]),
        "valid_until": civil_date(told["valid_until"]) or _("no last day"),
        "is_specialist": _("yes") if told["is_specialist"] else "",
        "replaces": _("yes") if told["replaces"] else "",
        "seen": str(PaperEntry.Seen(told["seen"]).label),
    }
    shown = [(form.fields[name].label, words.get(name, told[name])) for name in form.fields]
    return [(label, value) for label, value in shown if value]


def _who(person: Person) -> dict[str, Any]:
    document = IdentityDocument.objects.filter(person=person, is_current=True).first()
    return {
        "person": person,
        "holder": official_name(person),
        "holder_ru": official_name_ru(person),
        "citizenship": name_of(person.citizenship),
        "document": document,
        "document_kind": document.get_kind_display() if document else "",
        "held": Permit.objects.filter(person=person, status=Permit.Status.IN_FORCE).order_by("-pk"),
    }


def officer_urls() -> list[URLPattern]:
    return [
        path("residence-permits/", desk, name="permit_desk"),
        path("residence-permits/find/", find_permit, name="permit_desk_find"),
        path("residence-permits/person/", find_person, name="permit_desk_person"),
        path("residence-permits/enter/<str:person_token>/", enter, name="paper_permit"),
        *permit_urls(),
    ]
