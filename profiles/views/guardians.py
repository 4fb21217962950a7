"""Who acts for a child: both of them, the invitation of a second one, what each of them did; and the page of who was invited."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.ui.paging import page_of
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.acting import in_force
from profiles.deeds import deeds_of, told
from profiles.forms.family import InvitationForm, InviteForm, JoinForm
from profiles.models import GuardianInvitation, Guardianship, Person
from profiles.selectors import full_name, initials
from profiles.services import invitation_named, invite_guardian, join_child, take_back_invitation
from profiles.services.family import coming_of_age
from profiles.services.invitations import MOST_ACTING, open_invitation
from profiles.views.base import OwnProfileMixin

INVITATIONS: Final = Limit("guardian_invitations", 10, 24 * 3600)
TRIES: Final = Limit("guardian_invitation_tries", 10, 3600)


class OfChild(OwnProfileMixin):
    @cached_property
    def held(self) -> Guardianship:
        assert self.guardianship is not None  # under a child's address; somebody else's is not found
        return self.guardianship

    @property
    def back_url(self) -> str:
        return self.address("overview")


@method_decorator(never_cache, name="dispatch")
class GuardiansView(KeepAnswersOnLanguageSwitch, OfChild, FormView):
    """Those who act for the child now, the way to invite a second one, and the code, shown once."""

    template_name = "profiles/guardians.html"
    form_class = InviteForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        acting = list(in_force().filter(child_id=self.held.child_id).select_related("guardian").order_by("pk"))
        known = {
            "acting": [(row, full_name(row.guardian), row.pk == self.held.pk) for row in acting],
            "may_invite": len(acting) < MOST_ACTING,
            "invitation": open_invitation(self.held.child_id),
            "ends_on": coming_of_age(self.held.child),
            "history_url": self.address("history"),
            "end_url": self.address("end"),
        }
        context = super().get_context_data(**{**known, **kwargs})
        if not context["may_invite"] or "code" in context:
            context["language_form_id"] = ""  # no form on this page that could carry answers
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("act") != "take_back":
            return super().post(request, *args, **kwargs)
        try:
            take_back_invitation(guardianship_id=self.held.pk, actor=self.actor)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The code does not count any more."))
        return HttpResponseRedirect(self.address("guardians"))

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            count_against(INVITATIONS, self.request.user.pk)
            code, _row = invite_guardian(guardianship_id=self.held.pk, born=form.cleaned_data["born"], actor=self.actor)
        except DomainError as error:
            form.add_error("born" if error.code in ("birth_not_in_the_past", "invited_too_young") else None, str(error))
            return self.form_invalid(form)
        return TemplateResponse(self.request, self.template_name, self.get_context_data(code=code))


class HistoryView(OfChild, TemplateView):
    """What was done for the child, and which of those who act for it did it."""

    template_name = "profiles/history.html"
    page_size = 50

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = page_of(self.request, deeds_of(self.held), size=self.page_size)
        return super().get_context_data(page=page, deeds=told(page.items, to=self.held), **kwargs)

    @property
    def back_url(self) -> str:
        return self.address("guardians")


@method_decorator([never_cache, sensitive_post_parameters("code", "child_born")], name="dispatch")
class JoinView(KeepAnswersOnLanguageSwitch, OwnProfileMixin, FormView):
    """Who was invited names the code and the child's birthday, sees whose child it is, and answers. Ten tries an hour for an account,
    whatever was typed; five wrong days end the code itself."""

    template_name = "profiles/join.html"
    extra_context = {"title": gettext_lazy("Act for a child together")}

    @property
    def back_url(self) -> str:
        return reverse("profiles:children")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passport = "" if self.facts.document_number else f"{reverse('profiles:passport')}?{urlencode({'next': self.request.path})}"
        return super().get_context_data(passport_url=passport, **kwargs)

    @property
    def is_answer(self) -> bool:
        return self.request.method == "POST" and self.request.POST.get("step") == "answer"

    def get_form_class(self) -> type[InvitationForm]:
        return JoinForm if self.is_answer else InvitationForm

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        try:
            count_against(TRIES, self.request.user.pk)
            invitation = invitation_named(**self._named(form), actor=self.actor)
        except DomainError as error:
            return self._again(error)
        if not self.is_answer:
            answer = JoinForm(initial={name: self.request.POST[name] for name in ("code", "child_born")})
            return self.render_to_response(self.get_context_data(form=answer, **_seen(invitation)))
        try:
            joined = join_child(**self._named(form), kinship=form.cleaned_data["kinship"], actor=self.actor)
        except DomainError as error:
            form.add_error("kinship" if error.code in ("parent_too_young", "guardian_not_adult") else None, str(error))
            return self.render_to_response(self.get_context_data(form=form, **_seen(invitation)))
        messages.success(self.request, _("You act for the child now. Add the proof of kinship: an officer asks for it."))
        return HttpResponseRedirect(reverse("profiles:child-overview", args=[joined.number]))

    def form_invalid(self, form: Any) -> HttpResponse:
        """An answer without a choice: the page still says whose child it is, as long as code and days fit."""
        if not isinstance(form, JoinForm) or set(form.errors) != {"kinship"}:
            return super().form_invalid(form)
        try:
            count_against(TRIES, self.request.user.pk)
            invitation = invitation_named(**self._named(form), actor=self.actor)
        except DomainError as error:
            return self._again(error)
        return self.render_to_response(self.get_context_data(form=form, **_seen(invitation)))

    def _again(self, error: DomainError) -> HttpResponse:
        """Code and birthday are asked once more, with what was typed in its place."""
        form = InvitationForm(self.request.POST)
        form.add_error(None, str(error))
        return self.render_to_response(self.get_context_data(form=form))

    def _named(self, form: InvitationForm) -> dict[str, Any]:
        return {"user": self.request.user, "typed": form.cleaned_data["code"], "child_born": form.cleaned_data["child_born"]}


def _seen(invitation: GuardianInvitation) -> dict[str, Any]:
    """Whose child it is and who invites: enough to know them for who knows them, and no more."""
    child: Person = invitation.child
    return {
        "child_name": initials(child),
        "child_birth": child.birth_date,
        "inviter_name": initials(invitation.guardianship.guardian),
        "ends_on": coming_of_age(child),
    }


__all__ = ["GuardiansView", "HistoryView", "JoinView"]
