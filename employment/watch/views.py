"""The worker's page "who is told", with one button that ends it; the employer's page of what was told."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from employment.membership import HirerMixin, MemberMixin
from employment.models import Organisation, ShareCode
from employment.services.consents import employer_of
from employment.watch import services
from employment.watch.models import Watch, WatchNotice
from employment.watch.words import notice_kind, notice_words
from patents.excerpt import excerpt
from portal import clock
from portal.accounts.selectors import pk_of, user_of
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

SHOWN = 100


class MyWatchesView(LoginRequiredMixin, TemplateView):
    template_name = "employment/watch/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = _own(self.request).select_related("organisation", "consent").order_by("-pk")
        return super().get_context_data(
            active=own.filter(status=Watch.Status.ACTIVE), ended=own.exclude(status=Watch.Status.ACTIVE)[:20], **kwargs
        )


class EndView(LoginRequiredMixin, View):
    """One press. A stranger's watch answers like one that never was."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, watch_id: int) -> HttpResponse:
        watch = _own(request).select_related("organisation").filter(pk=watch_id).first()
        if watch is None:
            raise Http404
        services.end_watch(watch_id=watch.pk, by=Watch.End.WORKER, actor=actor_of(request.user))
        messages.success(request, _("%(name)s is told nothing more.") % {"name": watch.organisation.name})
        return redirect("watch:mine")


class BeginForm(PortalForm):
    ends_on = CivilDateField(label=gettext_lazy("Until which day may we tell them? (inclusive)"))


class BeginView(KeepAnswersOnLanguageSwitch, LoginRequiredMixin, FormView):
    """A choice of its own beside the consent to ask: what is told, to whom, until when."""

    template_name = "employment/watch/begin.html"
    form_class = BeginForm

    @cached_property
    def consent(self) -> ShareCode:
        own = ShareCode.objects.select_related("organisation").filter(person__user_id=pk_of(self.request.user))
        found: ShareCode | None = own.filter(number=self.kwargs["watched_consent"]).first()
        if found is None:
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.consent.watches.filter(status=Watch.Status.ACTIVE).exists():
            return redirect("watch:mine")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": self.consent.ends_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        employer = employer_of(self.consent)
        branches = employer is None and Organisation.objects.filter(inn=self.consent.inn, status=Organisation.Status.CONFIRMED).exists()
        told = {"consent": self.consent, "patent": excerpt(self.consent.patent_id), "employer": employer}
        return super().get_context_data(**told, has_branches=branches, **kwargs)

    def form_valid(self, form: BeginForm) -> HttpResponse:
        try:
            services.begin_watch(
                consent_id=self.consent.pk,
                ends_on=form.cleaned_data["ends_on"],
                actor=actor_of(user_of(self.request)),
                on=clock.today(),
            )
        except DomainError as error:
            form.add_error("ends_on", str(error))
            return self.form_invalid(form)
        return redirect("watch:mine")


class NewsView(MemberMixin, TemplateView):
    """Whom the organisation is told about, and what it was told."""

    template_name = "employment/watch/news.html"
    only_confirmed = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        watches = self.organisation.watches.filter(status=Watch.Status.ACTIVE).select_related("consent").order_by("-pk")
        told = WatchNotice.objects.filter(watch__organisation=self.organisation).select_related("watch__consent").order_by("-pk")
        lines = [(notice, notice_words(notice), notice_kind(notice)) for notice in told[:SHOWN]]
        return super().get_context_data(watches=watches[:SHOWN], notices=lines, **kwargs)


class RenameView(HirerMixin, View):
    """The organisation's own reference of a worker: it comes back in every notice."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, org_number: str, watch_id: int) -> HttpResponse:
        if not self.organisation.watches.filter(pk=watch_id).exists():
            raise Http404
        form = ReferenceForm(request.POST)
        if form.is_valid():
            services.name_watch(watch_id=watch_id, reference=form.cleaned_data["reference"])
        else:
            messages.error(request, str(form.errors["reference"][0]))
        return redirect("watch:news", self.organisation.number)


class ReferenceForm(PortalForm):
    reference = forms.CharField(max_length=60, required=False)


def _own(request: HttpRequest) -> QuerySet[Watch]:
    return Watch.objects.filter(person__user_id=pk_of(request.user))


__all__ = ["BeginView", "EndView", "MyWatchesView", "NewsView", "RenameView"]
