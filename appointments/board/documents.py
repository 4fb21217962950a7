"""Somebody has the original of a document whose number another person typed: the officer frees it. What was typed is in no address, and
that people were shown is written down."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from appointments.board.forms import DocumentForm, SeenForm
from appointments.board.views import office_page
from appointments.board.words import named
from appointments.errors import DocumentNotCompared, WhatWasSeenMissing
from appointments.models import Booking, DocumentSeen, Reception
from appointments.selectors import zone_of
from appointments.services import people_with, record_document_seen
from appointments.services.whom import identity_of
from cases.officer.words import official_name, official_name_ru
from portal.accounts.permissions import is_supervisor
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from profiles.models import Person
from profiles.services import record_listed

SHOWN: Final = 10
_FIELDS: Final = {DocumentNotCompared.code: "was_compared", WhatWasSeenMissing.code: "ground"}


@dataclass(frozen=True)
class Named:
    """A profile that names the document. `ends`: appointments that end when the document is somebody else's; `seen`: the record by which it
    is this person's today."""

    person: Person
    name: str
    name_ru: str
    is_child: bool
    ends: list[Booking]
    seen: DocumentSeen | None


@office_page
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, reception: Reception) -> HttpResponse:
    if request.method != "POST":
        return _render(request, reception, DocumentForm(auto_id="document_%s"))
    form = DocumentForm(request.POST, auto_id="document_%s")
    if not form.is_valid():
        return _render(request, reception, form, status=422)
    return _render(request, reception, form, found=_found(request, form))


@office_page
@require_POST
def record(request: HttpRequest, reception: Reception) -> HttpResponse:
    form = DocumentForm(request.POST, auto_id="document_%s")
    if not form.is_valid():
        return _render(request, reception, form, status=422)
    said = SeenForm(request.POST, auto_id="seen_%s")
    if not said.is_valid():
        words, field = _("Choose whose document it is."), "person"
        return _render(request, reception, form, found=_found(request, form), said=said, error=words, error_at=field, status=422)
    told = said.cleaned_data
    try:
        record_document_seen(
            person_id=told["person"],
            issuing_state=told["issuing_state"],
            number=told["number"],
            office_id=reception.office_id,
            was_compared=told["was_compared"],
            ground=told["ground"],
            words=told["ground_words"],
            actor=actor_of(request.user),
        )
    except DomainError as error:
        at = _FIELDS.get(error.code, "person")
        found = _found(request, form)
        return _render(request, reception, form, found=found, said=said, error=str(error), error_at=at, status=error.status)
    messages.success(request, _("Recorded: the document counts for this person alone. Whoever lost an appointment or a turn is told why."))
    return redirect("admin:board_document", reception.office.code)


def _found(request: HttpRequest, form: DocumentForm) -> list[Named]:
    """The profiles with this document; that they were shown is kept before they are."""
    typed = form.cleaned_data
    people = list(people_with(typed["issuing_state"], typed["number"]).select_related("user")[:SHOWN])
    record_listed([(person.pk, _WHY) for person in people], reader=request.user, what="document")
    return [_named(person) for person in people]


_WHY: Final = gettext_noop("whose document it is")


def _named(person: Person) -> Named:
    identity = identity_of(person.pk)
    own = Booking.objects.filter(person=person, identity=identity, state__in=Booking.CHANGEABLE)
    seen = DocumentSeen.objects.filter(identity=identity, person=person, replaced_at=None).select_related("office").first()
    ends = list(own.select_related("service", "offered__reception__office").order_by("starts_at"))
    return Named(person, official_name(person), official_name_ru(person), person.user_id is None, ends, seen)


def _render(
    request: HttpRequest,
    reception: Reception,
    form: DocumentForm,
    *,
    found: list[Named] | None = None,
    said: SeenForm | None = None,
    error: str = "",
    error_at: str = "",
    status: int = 200,
) -> HttpResponse:
    said = said or SeenForm(auto_id="seen_%s")
    chosen = said.data.get("person", "") if said.is_bound else str(found[0].person.pk) if found and len(found) == 1 else ""
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Whose document is it?"),
        "office": reception.office,
        "office_name": named(reception.office),
        "zone": zone_of(reception),
        "form": form,
        "found": found,
        "said": said,
        "chosen": chosen,
        "supervises": is_supervisor(request.user, reception.office),
        "error": error,
        "error_at": "seen_person_1" if error_at == "person" else f"seen_{error_at}",
    }
    return TemplateResponse(request, "board/officer/document.html", context, status=status)


__all__ = ["record", "show"]
