"""The side that answers: the code to show, the notices about oneself or one's child, "it is me" and "not me", the paper."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView, View

from permits.registration import terms
from permits.registration.forms import WhoForm
from permits.registration.models import ArrivalNotice
from permits.registration.next_steps import steps_of
from permits.registration.paper import registration_pdf
from permits.registration.selectors import appeal_by, arrivals_of, civil_today
from permits.registration.services import claim_notice, confirm_arrival, deny_arrival, give_code
from permits.registration.words import TAGS, questions_shown, typed_rows
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError, NotAllowed
from portal.events.actor import actor_of
from profiles.models import Person
from profiles.selectors import facts
from profiles.visitors import ForWhomMixin, VisitorMixin

CODES = Limit("guest_codes", 20, 3600)
CLAIMS = Limit("arrival_claims", 20, 3600)


class MyRegistrationView(ForWhomMixin, TemplateView):
    """Notices about oneself and one's children, and the button that makes a code."""

    template_name = "permits/registration/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notices = [(notice, TAGS[notice.status]) for notice in arrivals_of(self.request.user).order_by("-pk")[:100]]
        return super().get_context_data(notices=notices, children=self.children, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A code, shown once on the page that answers; it stands in no address."""
        count_against(CODES, request.user.pk)
        person = self.chosen(request.POST.get("who", "me"))
        code, expires_at = give_code(person_id=person.pk)
        child = person if person.user_id != request.user.pk else None
        return self.render_to_response(self.get_context_data(code=code, expires_at=expires_at, acted_for=child))


class ClaimView(ForWhomMixin, FormView):
    """The invited guest says about whom the letter is; then the notice is shown and waits for the answer."""

    template_name = "permits/registration/claim.html"
    form_class = WhoForm

    @cached_property
    def token(self) -> str:
        return str(self.kwargs["token"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "children": self.children}

    def form_valid(self, form: WhoForm) -> HttpResponse:
        count_against(CLAIMS, self.request.user.pk)
        person = self.chosen(form.cleaned_data["who"])
        try:
            notice = claim_notice(token=self.token, person_id=person.pk, actor=actor_of(self.request.user))
        except ArrivalNotice.DoesNotExist:
            raise Http404 from None
        return redirect("registration:arrival", notice.number)


class ArrivalMixin(VisitorMixin):
    @cached_property
    def notice(self) -> ArrivalNotice:
        found = arrivals_of(self.request.user).filter(number=self.kwargs["arrival_number"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def acted_for(self) -> Person | None:
        guest = self.notice.guest
        return guest if guest is not None and guest.user_id != self.request.user.pk else None


class ArrivalView(ArrivalMixin, TemplateView):
    """Who filed what, and the two answers."""

    template_name = "permits/registration/arrival.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = self.notice
        assert notice.guest is not None
        until = terms.registered_until(facts(notice.guest), asked=notice.stay_until, on=civil_today(notice.region))
        shown = {
            "notice": notice,
            "tag": TAGS[notice.status],
            "until": until,
            "next_steps": steps_of(notice),
            "appeal_by": appeal_by(notice),
            "acted_for": self.acted_for,
            "asked": questions_shown(notice),
            "typed": typed_rows(notice),
        }
        return super().get_context_data(**shown, back_url=reverse("registration:mine"), **kwargs)

    def post(self, request: HttpRequest, arrival_number: str) -> HttpResponse:
        actor = actor_of(request.user)
        try:
            if request.POST.get("answer") == "me":
                confirm_arrival(notice_id=self.notice.pk, actor=actor, on=civil_today(self.notice.region))
            elif request.POST.get("answer") == "not_me":
                deny_arrival(notice_id=self.notice.pk, actor=actor)
        except NotAllowed:
            raise
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("registration:arrival", self.notice.number)


class PaperView(ArrivalMixin, View):
    """The detachable part of the notice."""

    def get(self, request: HttpRequest, arrival_number: str) -> HttpResponse:
        if self.notice.permit is None:
            raise Http404
        response = HttpResponse(registration_pdf(self.notice), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.notice.number}.pdf"'
        return response
