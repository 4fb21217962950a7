"""The page: what the person is on a day, what must be done by when, and what if."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from permits.status.asking import counts_days, imagined
from permits.status.forms import OnForm, WhatIfForm
from permits.status.presentation import action_url, print_url, shown_duties, shown_questions, status_url
from permits.status.reading import Seen, status_of
from permits.status.rules.values import Action, Rank, State
from permits.status.services import take_back_done, tell_done
from permits.status.views.base import OwnStatusMixin
from portal.errors import DomainError
from portal.legal.services import only_asking
from profiles.addresses import page_of
from profiles.models import Guardianship
from profiles.selectors import full_name

LONGEST_KEY = 120


class StatusView(OwnStatusMixin, TemplateView):
    """`?on=` another day; `?leave=&back=` what if. Nothing of it is kept."""

    template_name = "permits/status/status.html"

    @cached_property
    def on_form(self) -> OnForm:
        return OnForm(self.request.GET if "on" in self.request.GET else None)

    @cached_property
    def what_if_form(self) -> WhatIfForm:
        asked = {"leave", "back"} & self.request.GET.keys()
        return WhatIfForm(self.request.GET if asked else None)

    @cached_property
    def seen(self) -> Seen:
        day: date | None = self.on_form.cleaned_data.get("on") if self.on_form.is_bound and self.on_form.is_valid() else None
        if day is None:
            return status_of(self.person)
        with only_asking():
            return status_of(self.person, on=day)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        status = self.seen.status
        duties = shown_duties(status.duties, on=status.on, told=self.seen.asked.facts.told_done, child=self.child)
        coming = [duty for duty in duties if duty.state in {State.NOW, State.LATER}]
        return super().get_context_data(
            status=status,
            is_today=status.on == self.seen.today,
            ground_action=_link(status.ground.action, self.child) if status.ground else None,
            over_action=_link(status.over.action, self.child) if status.over else None,
            late=[duty for duty in duties if duty.state == State.LATE],
            coming=[duty for duty in coming if not duty.is_distant(status.on)],
            distant=[duty for duty in coming if duty.is_distant(status.on)],
            counter_is_idle=status.ground is not None and status.ground.rank != Rank.VISA_FREE,
            waiting=[duty for duty in duties if duty.is_waiting],
            done=[duty for duty in duties if duty.state == State.DONE],
            questions=shown_questions(status.questions, child=self.child),
            acted_for=self.child.child if self.child else None,
            child_name=(full_name(self.child.child) or _("Your child")) if self.child else "",
            status_url=status_url(self.child),
            print_url=print_url(self.child) + (f"?on={status.on:%d.%m.%Y}" if status.on != self.seen.today else ""),
            all_duties=duties,
            done_url=reverse("permits-status:child-done", args=[self.child.number]) if self.child else reverse("permits-status:done"),
            stays_url=page_of("stays", self.child),
            on_form=self.on_form,
            what_if_form=self.what_if_form,
            asks_what_if=counts_days(self.seen),
            what_if=self._what_if(),
            **kwargs,
        )

    def _what_if(self) -> Any:
        form = self.what_if_form
        if not form.is_bound or not form.is_valid() or not (form.cleaned_data["leave"] or form.cleaned_data["back"]):
            return None
        return imagined(self.seen, leave=form.cleaned_data["leave"], back=form.cleaned_data["back"])


class PrintedView(StatusView):
    """The same for paper: a closed disclosure is not printed, so nothing is closed. `?on=` another day."""

    template_name = "permits/status/print.html"


def _link(action: Action | None, child: Guardianship | None) -> tuple[str, Any] | None:
    url = action_url(action, child) if action else ""
    return (url, action.text) if url and action else None


class DoneView(OwnStatusMixin, View):
    """The person, or who acts for the child, says that a duty is done, or takes it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = request.POST.get("key", "")
        if self.person is not None and 0 < len(key) <= LONGEST_KEY:
            try:
                self._tell(key, undo=request.POST.get("undo") == "1")
            except DomainError as error:
                messages.error(request, str(error))
        return HttpResponseRedirect(status_url(self.child))

    def _tell(self, key: str, *, undo: bool) -> None:
        assert self.person is not None
        if undo:
            take_back_done(person_id=self.person.pk, key=key, actor=self.actor)
            return
        tell_done(person_id=self.person.pk, key=key, actor=self.actor)
        messages.success(self.request, _("Noted. You will not be reminded of it any more."))
