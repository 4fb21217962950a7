"""The employer's home, the application for it, and its page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from employment import receipts
from employment.errors import OrganisationExists
from employment.membership import MemberMixin, NotStaffMixin
from employment.models import Organisation
from employment.rules.identifiers import canonical_inn, canonical_kpp, canonical_ogrn
from employment.rules.roles import MANAGE, may
from employment.services import apply_for_organisation
from employment.services.organisations import OrganisationData
from portal.accounts.selectors import user_of
from portal.edge.idempotency import SubmissionIdField
from portal.edge.limits import Limit, count_against
from portal.events.actor import actor_of
from portal.ui.components import rows
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

APPLICATIONS = Limit("employer-application", times=10, per_seconds=24 * 3600)
PER_PAGE = 25
TAGS = {"pending": "active", "confirmed": "right", "refused": "wrong", "suspended": "attention"}


class HomeView(NotStaffMixin, TemplateView):
    template_name = "employment/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = user_of(self.request).memberships.select_related("organisation").order_by("-pk")[:50]
        shown = [(member.organisation, member.get_role_display(), TAGS[member.organisation.status]) for member in own]
        return super().get_context_data(organisations=shown, **kwargs)


class ApplyForm(PortalForm):
    kind = forms.ChoiceField(label=_("Who hires?"), choices=Organisation.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the employer"), max_length=200, help_text=_("As in the register, or family name and given names")
    )
    inn = forms.CharField(label=_("INN"), max_length=30, help_text=_("10 digits for a company, 12 for a person"))
    kpp = forms.CharField(label=_("KPP"), max_length=30, required=False, help_text=_("Companies only: 9 digits"))
    ogrn = forms.CharField(
        label=_("OGRN or OGRNIP"), max_length=40, required=False, help_text=_("13 digits for a company, 15 for a sole trader")
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20)
    submission_key = SubmissionIdField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind is None:
            return data
        self._canonical("inn", canonical_inn(data.get("inn", ""), kind), _("This is not an INN: check the digits"))
        if kind == Organisation.Kind.COMPANY:
            self._canonical("kpp", canonical_kpp(data.get("kpp", "")), _("This is not a KPP: 9 characters"))
        else:
            data["kpp"] = ""
        if kind == Organisation.Kind.PERSON:
            data["ogrn"] = ""
        else:
            self._canonical("ogrn", canonical_ogrn(data.get("ogrn", ""), kind), _("This is not an OGRN: check the digits"))
        return data

    def _canonical(self, field: str, value: str | None, refusal: Any) -> None:
        if field in self.errors:
            return
        if value is None:
            self.add_error(field, refusal)
        else:
            self.cleaned_data[field] = value


class ApplyView(KeepAnswersOnLanguageSwitch, NotStaffMixin, FormView):
    template_name = "employment/apply.html"
    form_class = ApplyForm

    def form_valid(self, form: ApplyForm) -> HttpResponse:
        count_against(APPLICATIONS, self.request.user.pk)
        data = dict(form.cleaned_data)
        key = data.pop("submission_key")
        try:
            made = apply_for_organisation(data=OrganisationData(**data), submission_key=key, actor=actor_of(self.request.user))
        except OrganisationExists as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, gettext("Sent. An officer looks at it; you will get a letter."))
        return redirect("employment:proofs", made.number)


class OrganisationView(MemberMixin, TemplateView):
    """State, the one act, and recent checks, newest first, by key."""

    template_name = "employment/organisation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.organisation
        before = self.request.GET.get("before", "")
        found = organisation.checks.select_related("consent").order_by("-pk")
        if before.isascii() and before.isdigit() and len(before) < 19:
            found = found.filter(pk__lt=int(before))
        page = list(found[: PER_PAGE + 1])
        facts = rows(
            (gettext("Number"), organisation.number),
            (gettext("INN"), organisation.inn),
            (gettext("KPP"), organisation.kpp),
            (gettext("OGRN or OGRNIP"), organisation.ogrn),
            (gettext("Address"), organisation.address),
            (gettext("Phone"), organisation.phone),
        )
        return super().get_context_data(
            checks=receipts.with_subjects(page[:PER_PAGE]),
            next_url=f"?before={page[PER_PAGE - 1].pk}" if len(page) > PER_PAGE else "",
            rows=facts,
            tag=TAGS[organisation.status],
            is_confirmed=organisation.status == Organisation.Status.CONFIRMED,
            may_prove=organisation.status in Organisation.PROVABLE and may(self.member.role, MANAGE),
            proofs=organisation.proofs.filter(removed_at=None).count(),
            me=self.member,
            **kwargs,
        )


__all__ = ["ApplyView", "HomeView", "OrganisationView"]
