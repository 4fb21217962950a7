"""The account page: how letters reach a person, how the person gets in, where the account is open."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, TemplateView

from portal.accounts import selectors, services
from portal.accounts.forms import LanguageForm


class AccountView(LoginRequiredMixin, TemplateView):
    template_name = "account/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = selectors.user_of(self.request)
        factors = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
        places = selectors.open_sessions(user.pk, current=self.request.session.session_key)
        return super().get_context_data(factors=factors, places=places, roles=user.roles.select_related("office"), **kwargs)


class LanguageView(LoginRequiredMixin, FormView):
    template_name = "account/language.html"
    form_class = LanguageForm

    def get_initial(self) -> dict[str, Any]:
        return {"language": selectors.user_of(self.request).language}

    def form_valid(self, form: LanguageForm) -> HttpResponse:
        services.choose_language(user_id=selectors.user_of(self.request).pk, language=form.cleaned_data["language"])
        messages.success(self.request, _("Saved."))
        return redirect("account-home")


class EndSessionsView(LoginRequiredMixin, View):
    """End one session, every other one, or all of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("account-home")

    def post(self, request: HttpRequest) -> HttpResponse:
        user_id = selectors.user_of(request).pk
        which = request.POST.get("which", "")
        if which == "everywhere":
            services.end_sessions(user_id)
            logout(request)
            return render(request, "account/signed_out_everywhere.html")
        if which == "others":
            services.end_sessions(user_id, keep=request.session.session_key)
        else:
            services.end_session(user_id=user_id, stored=which[:64])
        messages.success(request, _("Signed out there."))
        return redirect("account-home")
