"""The child's profile becomes its own: the parent's page with the code, and the page where the grown-up names it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from portal import clock
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.forms.family import ClaimForm
from profiles.selectors import person_of
from profiles.services.family import coming_of_age
from profiles.services.hand_over import OPENS_BEFORE, claim_profile, make_code, may_make_code, open_hand_over, revoke_code
from profiles.views.base import OwnProfileMixin

TRIES: Final = Limit("hand_over_code", 5, 3600)


@method_decorator(never_cache, name="dispatch")
class HandOverView(OwnProfileMixin, TemplateView):
    """What happens at 18; in the last year before it a code, shown once."""

    template_name = "profiles/hand_over.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.guardianship
        assert held is not None
        known = {
            "held": held,
            "ends_on": coming_of_age(held.child),
            "may_make": may_make_code(held),
            "opens_on": (held.majority_at - OPENS_BEFORE).date(),
            "row": open_hand_over(held.child_id),
        }
        return super().get_context_data(**known, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        assert self.guardianship is not None
        try:
            if request.POST.get("act") == "make":
                code, _row = make_code(guardianship_id=self.guardianship.pk, actor=self.actor)
                return TemplateResponse(request, self.template_name, self.get_context_data(code=code))
            if request.POST.get("act") == "revoke":
                revoke_code(guardianship_id=self.guardianship.pk, actor=self.actor)
                messages.success(request, _("The code does not count any more."))
        except DomainError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(self.address("hand-over"))


class ClaimView(KeepAnswersOnLanguageSwitch, OwnProfileMixin, FormView):
    """Five tries an hour for an account, whatever was typed."""

    template_name = "profiles/claim.html"
    form_class = ClaimForm
    extra_context = {"title": gettext_lazy("Take over your profile")}

    @property
    def back_url(self) -> str:
        return reverse("profiles:overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(has_profile=person_of(self.request.user) is not None, **kwargs)

    def form_valid(self, form: ClaimForm) -> HttpResponse:
        try:
            count_against(TRIES, self.request.user.pk)
            row = claim_profile(
                user=self.request.user,  # type: ignore[arg-type]
                typed=form.cleaned_data["code"],
                birth_date=form.cleaned_data["birth_date"],
                actor=self.actor,
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        if row.done_at is not None or row.guardianship.majority_at <= clock.now():
            messages.success(self.request, _("The profile is yours. From now on you act for yourself."))
            return HttpResponseRedirect(reverse("profiles:overview"))
        messages.success(self.request, _("Noted. The profile opens to you on your 18th birthday; we write to you before and on that day."))
        return HttpResponseRedirect(reverse("home"))
