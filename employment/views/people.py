"""Who acts for the employer, and how others join."""

from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from employment.errors import InvitationNotOpen
from employment.membership import MemberMixin, NotStaffMixin
from employment.models import Invitation, Member
from employment.rules.roles import MANAGE, may
from employment.services import accept_invitation, change_role, invite, remove_member, revoke_invitation
from employment.services.members import hash_of, is_of
from portal import clock
from portal.accounts.selectors import pk_of
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

INVITATIONS = Limit("employer-invitations", times=30, per_seconds=24 * 3600)
ANSWERS = Limit("employer-invitation-answers", times=20, per_seconds=3600)


class InviteForm(PortalForm):
    email = forms.EmailField(label=_("E-mail of the colleague"), max_length=254)
    role = forms.ChoiceField(label=_("What they may do"), choices=Member.Role.choices, widget=forms.RadioSelect, initial="hr")


class PeopleView(KeepAnswersOnLanguageSwitch, MemberMixin, FormView):
    template_name = "employment/people.html"
    form_class = InviteForm
    act = MANAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.organisation.members.select_related("user").order_by("pk")
        opened = self.organisation.invitations.filter(Invitation.OPEN, expires_at__gt=clock.now()).order_by("pk")
        return super().get_context_data(members=members, invitations=opened, me=self.member, **kwargs)

    def form_valid(self, form: InviteForm) -> HttpResponse:
        count_against(INVITATIONS, self.organisation.pk)
        try:
            invitation, token = invite(organisation_id=self.organisation.pk, actor=actor_of(self.request.user), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        address = settings.SITE_URL.rstrip("/") + reverse("employment:join", args=[token])
        shown = self.get_context_data(form=InviteForm(), invitation=invitation, address=address)
        return self.render_to_response(shown)


class OneMemberMixin(MemberMixin):
    """`self.other` is a member of the organisation, perhaps the person herself."""

    @cached_property
    def other(self) -> Member:
        return get_object_or_404(Member.objects.select_related("user"), pk=self.kwargs["member_id"], organisation=self.organisation)

    @property
    def is_me(self) -> bool:
        return self.other.pk == self.member.pk


class RoleForm(PortalForm):
    role = forms.ChoiceField(label=_("What they may do"), choices=Member.Role.choices, widget=forms.RadioSelect)


class RoleView(KeepAnswersOnLanguageSwitch, OneMemberMixin, FormView):
    template_name = "employment/role.html"
    form_class = RoleForm
    act = MANAGE

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.other.role}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(other=self.other, is_me=self.is_me, **kwargs)

    def form_valid(self, form: RoleForm) -> HttpResponse:
        try:
            member = change_role(member_id=self.other.pk, role=form.cleaned_data["role"], actor=self.actor)
        except DomainError as error:
            form.add_error("role", str(error))
            return self.form_invalid(form)
        told = {"email": self.other.user.email, "role": member.get_role_display()}
        messages.success(self.request, gettext("%(email)s is now: %(role)s.") % told)
        page = "employment:people" if not self.is_me or may(member.role, MANAGE) else "employment:organisation"
        return redirect(page, self.organisation.number)


class RemoveView(OneMemberMixin, View):
    """An owner removes anybody; everybody else finds only themselves here. It asks once more: there is no way back but an invitation."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not self.is_me and not may(self.member.role, MANAGE):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def url(self) -> str:
        page = "employment:people" if may(self.member.role, MANAGE) else "employment:organisation"
        return reverse(page, args=[self.organisation.number])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        context = {**self.page_context(), "other": self.other, "is_me": self.is_me, "back_url": self.url}
        return render(request, "employment/remove.html", context)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            remove_member(member_id=self.other.pk, actor=self.actor)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.url)
        if self.is_me:
            messages.success(request, gettext("You no longer act for %(name)s.") % {"name": self.organisation.name})
            return redirect("employment:home")
        messages.success(request, gettext("The person no longer acts for the employer."))
        return redirect("employment:people", self.organisation.number)


class EndInvitationView(MemberMixin, View):
    act = MANAGE

    def post(self, request: HttpRequest, invitation_id: int, **_kwargs: Any) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=invitation_id, organisation=self.organisation)
        revoke_invitation(invitation_id=invitation.pk, actor=actor_of(request.user))
        return redirect("employment:people", self.organisation.number)


class JoinView(NotStaffMixin, View):
    """Names the employer only to the person of the invited address; everybody else finds nothing here."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = Invitation.objects.select_related("organisation").filter(Invitation.OPEN, token_hash=hash_of(token)).first()
        if invitation is None or invitation.expires_at <= clock.now() or not is_of(invitation, pk_of(request.user)):
            raise Http404
        return render(request, "employment/join.html", {"invitation": invitation})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        count_against(ANSWERS, request.user.pk)
        try:
            member = accept_invitation(token=token, actor=actor_of(request.user))
        except InvitationNotOpen:
            raise Http404 from None
        return redirect("employment:organisation", member.organisation.number)


__all__ = ["EndInvitationView", "JoinView", "PeopleView", "RemoveView", "RoleView"]
