"""The worker's side: give a consent, end it, see who checked."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from employment.disputes.models import Dispute
from employment.errors import CodeShownAlready, ConsentTooLong, TooManyConsents
from employment.membership import NotStaffMixin
from employment.models import PatentCheck, ShareCode
from employment.rules.consent import latest_day
from employment.rules.identifiers import canonical_inn
from employment.rules.numbers import grouped
from employment.services import end_consent, give_consent
from employment.watch.models import Watch
from patents.excerpt import Excerpt, own_excerpts
from patents.selectors import own_patents
from portal import clock
from portal.accounts.selectors import pk_of
from portal.edge.idempotency import SubmissionIdField
from portal.edge.limits import Limit, count_against
from portal.events.actor import actor_of
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from portal.ui.paging import page_of
from portal.ui.views import KeepAnswersOnLanguageSwitch

CONSENTS = Limit("consents", times=20, per_seconds=24 * 3600)
PER_PAGE = 25
USUAL = timedelta(days=29)


class OverviewView(NotStaffMixin, TemplateView):
    template_name = "employment/sharing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own, today = {"person__user_id": pk_of(self.request.user)}, clock.today()
        watched = Exists(Watch.objects.filter(consent=OuterRef("pk"), status=Watch.Status.ACTIVE))
        given = ShareCode.objects.filter(**own).select_related("organisation").annotate(is_watched=watched).order_by("-pk")
        mine = Dispute.objects.filter(check_receipt=OuterRef("pk"), side=Dispute.Side.WORKER, status__in=Dispute.PENDING)
        checks = PatentCheck.objects.filter(**own).select_related("organisation").annotate(is_disputed=Exists(mine)).order_by("-pk")
        consents = page_of(self.request, given, size=PER_PAGE, name="consents")
        return super().get_context_data(
            consents=[(consent, consent.is_open(today)) for consent in consents.items],
            consents_page=consents,
            checks=page_of(self.request, checks, size=PER_PAGE, name="checks"),
            has_patent=own_patents(self.request.user).exists(),
            **kwargs,
        )


class ShareForm(PortalForm):
    inn = forms.CharField(label=_("INN of the employer"), max_length=30, help_text=_("Ask the employer: 10 or 12 digits"))
    purpose = forms.ChoiceField(label=_("What for?"), choices=ShareCode.Purpose.choices, widget=forms.RadioSelect)
    ends_on = CivilDateField(label=_("Last day"), help_text=_("At most 90 days. You can end it earlier at any time"))
    agree = forms.BooleanField(
        label=_(
            "I agree that until this day this employer sees my photo, name, region, profession and last valid day: of this patent and, "
            "while it is not valid, of another one of mine in the same region"
        ),
        error_messages={"required": _("Without your consent nothing is shown to the employer")},
    )
    submission_key = SubmissionIdField()

    def clean_inn(self) -> str:
        inn = canonical_inn(self.cleaned_data["inn"])
        if inn is None:
            raise forms.ValidationError(_("This is not an INN: check the digits"))
        return inn

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if not clock.today() <= day <= latest_day(clock.today()):
            raise forms.ValidationError(_("Choose a day from today, at most 90 days ahead"))
        return day


class ShareView(KeepAnswersOnLanguageSwitch, NotStaffMixin, FormView):
    """The consent is a document of its own: who, what, why, until when. The code is shown once, on the answer to this form."""

    template_name = "employment/share.html"
    form_class = ShareForm

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": clock.today() + USUAL}

    @cached_property
    def patent(self) -> Excerpt | None:
        """The one that the address names, else the newest that is valid today, else the newest: one that waits for its first payment
        must not hide the one in force. Another person's is like one that never was."""
        named = self.request.GET.get("patent", "")
        own = [patent for patent in own_excerpts(self.request.user) if not named or named == f"{patent.series} {patent.number}"]
        return next((patent for patent in own if patent.validity.value == "valid"), next(iter(own), None))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(patent=self.patent, **kwargs)

    def form_valid(self, form: ShareForm) -> HttpResponse:
        if self.patent is None:
            raise Http404
        count_against(CONSENTS, self.request.user.pk)
        told = {name: form.cleaned_data[name] for name in ("inn", "purpose", "ends_on", "submission_key")}
        try:
            consent, code = give_consent(patent_id=self.patent.pk, actor=actor_of(self.request.user), on=clock.today(), **told)
        except (ConsentTooLong, TooManyConsents) as error:
            form.add_error("ends_on" if isinstance(error, ConsentTooLong) else None, str(error))
            return self.form_invalid(form)
        except CodeShownAlready as error:
            messages.warning(self.request, str(error))
            return redirect("sharing:overview")
        response = render(self.request, "employment/code.html", {"consent": consent, "code": grouped(code)})
        response["Cache-Control"] = "no-store"
        return response


class EndView(NotStaffMixin, View):
    def post(self, request: HttpRequest, consent_number: str) -> HttpResponse:
        consent = ShareCode.objects.filter(person__user_id=pk_of(request.user), number=consent_number).first()
        if consent is None:
            raise Http404
        end_consent(consent_id=consent.pk, actor=actor_of(request.user))
        messages.success(request, gettext("The consent has ended. The employer learns nothing more by it."))
        return redirect("sharing:overview")


__all__ = ["EndView", "OverviewView", "ShareView"]
