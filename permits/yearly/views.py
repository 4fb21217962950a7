"""The holder's page of the yearly notice."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from permits.addresses import address_of, number_of, series_of
from permits.models import Permit
from permits.selectors import by_number, civil_today, own_permits
from permits.yearly.rules import YearOfPermit, next_to_tell
from permits.yearly.selectors import open_years
from permits.yearly.services import send_yearly_notice
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.selectors import current_address


class NoticeForm(PortalForm):
    year = forms.IntegerField(widget=forms.HiddenInput)  # the same form sent twice is about the same year
    address = forms.CharField(
        label=gettext_lazy("Where do you live?"),
        help_text=gettext_lazy("The address at which you live now. If you moved, change the registration as well."),
        max_length=300,
        error_messages={"required": gettext_lazy("Enter the address")},
    )


class NoticeView(KeepAnswersOnLanguageSwitch, LoginRequiredMixin, FormView):
    """For the year that comes next; a sent form is about the year that its page named. Without one the page leads back to the permit."""

    template_name = "permits/yearly/notice.html"
    form_class = NoticeForm
    request: HttpRequest

    @cached_property
    def permit(self) -> Permit:
        told = self.kwargs
        asked = {"kind": told["kind"], "series": series_of(told["series"]), "number": number_of(told["number"])}
        found = by_number(own_permits(self.request.user).select_related("person"), **asked)
        if found is None:
            raise Http404
        return found

    @property
    def back_url(self) -> str:
        return reverse("permits:permit", args=address_of(self.permit))

    @cached_property
    def year(self) -> YearOfPermit | None:
        today = civil_today(self.permit)
        waiting = open_years(self.permit, on=today)
        if self.request.method == "POST":
            return next((year for year in waiting if str(year.number) == self.request.POST.get("year")), None)
        return next_to_tell(waiting, on=today)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.year is None:
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        known = current_address(self.permit.person)
        assert self.year is not None
        return {"address": known.text if known else "", "year": self.year.number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.year is not None
        late = self.year.is_missed(civil_today(self.permit))
        return super().get_context_data(permit=self.permit, year=self.year, is_late=late, back_url=self.back_url, **kwargs)

    def form_valid(self, form: NoticeForm) -> HttpResponse:
        try:
            notice = send_yearly_notice(
                permit_id=self.permit.pk,
                year=form.cleaned_data["year"],
                address=form.cleaned_data["address"],
                actor=actor_of(self.request.user),
                on=civil_today(self.permit),
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The notice was received. The number of the receipt: %(number)s.") % {"number": notice.number})
        return redirect(self.back_url)
