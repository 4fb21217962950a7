"""What the person tells and wishes: a contract, reminders, the calendar."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from permits.status.forms import ContractForm, WishForm
from permits.status.models import CalendarAddress, ReminderWish, WorkContract, every_day
from permits.status.services import end_contract, make_address, revoke_address, tell_contract, tell_wish
from permits.status.views.base import OwnStatusMixin
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.ui.views import KeepAnswersOnLanguageSwitch

NEW_ADDRESSES: Final = Limit("status.calendar.new", times=20, per_seconds=24 * 3600)


def _home() -> HttpResponse:
    return HttpResponseRedirect(reverse("permits-status:status"))


class ContractView(KeepAnswersOnLanguageSwitch, OwnStatusMixin, FormView):
    """A contract of work of a citizen of the Eurasian Economic Union."""

    template_name = "permits/status/contract.html"
    form_class = ContractForm

    def told(self) -> WorkContract | None:
        return WorkContract.objects.filter(person=self.person, retired_at=None).first() if self.person else None

    def get_initial(self) -> dict[str, Any]:
        told = self.told()
        return {"begins_on": told.begins_on, "ends_on": told.ends_on} if told else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(told=self.told(), back_url=reverse("permits-status:status"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") == "end":
            end_contract(person_id=self.opened().pk, actor=self.actor)
            return _home()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ContractForm) -> HttpResponse:
        try:
            tell_contract(person_id=self.opened().pk, actor=self.actor, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self.form_invalid(form)
        return _home()


class RemindersView(KeepAnswersOnLanguageSwitch, OwnStatusMixin, FormView):
    template_name = "permits/status/reminders.html"
    form_class = WishForm

    def get_initial(self) -> dict[str, Any]:
        wish = ReminderWish.objects.filter(person=self.person).first() if self.person else None
        return {"days": wish.days if wish else every_day(), "alarms": wish.alarms if wish else True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=reverse("permits-status:status"), **kwargs)

    def form_valid(self, form: WishForm) -> HttpResponse:
        tell_wish(person_id=self.opened().pk, days=form.cleaned_data["days"], alarms=form.cleaned_data["alarms"], actor=self.actor)
        messages.success(self.request, _("Your choice is kept."))
        return _home()


class CalendarView(OwnStatusMixin, TemplateView):
    """The address is shown once, right after it was made: afterwards nobody can read it, only replace it."""

    template_name = "permits/status/calendar.html"
    secret = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = CalendarAddress.objects.filter(person=self.person, revoked_at=None).first() if self.person else None
        address = self._address()
        shown = {
            "address": address,
            "calendar_link": f"webcal://{address.partition('://')[2]}",
            "back_url": reverse("permits-status:status"),
        }
        return super().get_context_data(current=current, **shown, **kwargs)

    def _address(self) -> str:
        return settings.SITE_URL.rstrip("/") + reverse("permits-calendar", args=[self.secret]) if self.secret else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("act")
        if act == "make":
            count_against(NEW_ADDRESSES, request.user.pk)
            self.secret = make_address(person_id=self.opened().pk, actor=self.actor)
        elif act == "revoke" and self.person is not None:
            revoke_address(person_id=self.person.pk, actor=self.actor)
        response = self.render_to_response(self.get_context_data(**kwargs))
        response.headers["Cache-Control"] = "private, no-store"
        return response
