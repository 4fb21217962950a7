"""Officers decide whether an employer is what it says: the queue is the registry, the act is this page."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from employment.models import ORGANISATION_TRANSITIONS, AuthorityProof, Member, Organisation, OrganisationLook
from employment.services import confirm, record_look, refuse, suspend
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.components import rows
from portal.ui.forms import PortalForm
from profiles.files.response import file_response

DECIDERS = ("officer", "supervisor")
ACTS = {"confirmed": _("Confirm"), "refused": _("Refuse"), "suspended": _("Suspend")}


class DecideForm(PortalForm):
    """`reason` is what the employer reads; a confirmation needs none."""

    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    seen_papers = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)  # what stood on the page
    reason = forms.CharField(
        label=_("Reason, as the employer reads it"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [after for before, after in ORGANISATION_TRANSITIONS if before == status]
        self.fields["outcome"].choices = [(name, ACTS[name]) for name in possible]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") in {"refused", "suspended"} and not data.get("reason"):
            self.add_error("reason", _("Write the reason: the employer reads it"))
        return data


def employer(request: HttpRequest, org_number: str) -> HttpResponse:
    """The data as they were typed, the papers that came with them, and the decision that is possible now. Every look is kept."""
    if not site.holds(request, *DECIDERS):
        raise PermissionDenied
    organisation = get_object_or_404(Organisation, number=org_number)
    record_look(organisation_id=organisation.pk, reader=request.user, what=OrganisationLook.DATA)
    proofs = list(organisation.proofs.filter(removed_at=None).select_related("sent_by").order_by("sent_at"))
    seen = {"seen_papers": " ".join(str(proof.pk) for proof in proofs)}
    form = DecideForm(request.POST if request.method == "POST" else None, status=organisation.status)
    if request.method == "POST" and form.is_valid() and _decided(request, organisation, form):
        return redirect("admin:employment_organisation_changelist")
    context = {
        **site.each_context(request),
        "title": organisation.name,
        "organisation": organisation,
        "form": form,
        "rows": _facts(organisation),
        "proofs": proofs,
        "seen": seen,
    }
    return render(request, "employment/officer.html", context)


@require_safe
def proof(request: HttpRequest, org_number: str, proof_id: uuid.UUID) -> FileResponse:
    if not site.holds(request, *DECIDERS):
        raise PermissionDenied
    kept = AuthorityProof.objects.filter(organisation__number=org_number, removed_at=None)
    found = get_object_or_404(kept, pk=proof_id)
    record_look(organisation_id=found.organisation_id, reader=request.user, what=OrganisationLook.PROOF)
    return file_response(found)


def _decided(request: HttpRequest, organisation: Organisation, form: DecideForm) -> bool:
    actor, reason = actor_of(request.user), form.cleaned_data["reason"]
    try:
        if form.cleaned_data["outcome"] == "confirmed":
            confirm(organisation_id=organisation.pk, actor=actor, seen_papers=form.cleaned_data["seen_papers"].split())
        else:
            act = refuse if form.cleaned_data["outcome"] == "refused" else suspend
            act(organisation_id=organisation.pk, reason=reason, actor=actor)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Done. The owners of the employer get a letter."))
    return True


def _facts(organisation: Organisation) -> list[Any]:
    owners = organisation.members.filter(role=Member.Role.OWNER).select_related("user")
    return rows(
        (_("Number"), organisation.number),
        (_("Kind"), organisation.get_kind_display()),
        (_("INN"), organisation.inn),
        (_("KPP"), organisation.kpp),
        (_("OGRN or OGRNIP"), organisation.ogrn),
        (_("Address"), organisation.address),
        (_("Phone"), organisation.phone),
        (_("Owners"), ", ".join(member.user.email for member in owners)),
        (_("State"), organisation.get_status_display()),
        (_("Reason"), organisation.reason),
    )


def urls() -> list[URLPattern]:
    return [
        path("employer/<str:org_number>/", site.admin_view(employer), name="employer"),
        path("employer/<str:org_number>/papers/<uuid:proof_id>/", site.admin_view(proof), name="employer_proof"),
    ]


__all__ = ["DECIDERS", "employer", "proof", "urls"]
