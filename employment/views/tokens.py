"""The owner's pages: tokens of the organisation's programs, and a secret that is shown once."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View

from employment import services
from employment.membership import OwnerMixin
from employment.models import ApiToken
from portal import clock
from portal.edge.idempotency import SubmissionIdField
from portal.errors import DomainError
from portal.ui.forms import PortalForm
from portal.ui.views import KeepAnswersOnLanguageSwitch

LIFETIMES = (30, 90, 365)  # days


def _days(number: int) -> str:
    return ngettext("%d day", "%d days", number) % number


lazy_days = lazy(_days, str)  # said in the language of the page, not in that of the first import


class TokenForm(PortalForm):
    name = forms.CharField(label=_("What is it for?"), help_text=_("For example the name of your personnel system"), max_length=60)
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"), choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long does it work?"),
        choices=[(days, lazy_days(days)) for days in LIFETIMES],
        coerce=int,
        widget=forms.RadioSelect,
        initial=90,
    )
    submission_key = SubmissionIdField()


class TokensView(KeepAnswersOnLanguageSwitch, OwnerMixin, FormView):
    """Tokens, and the form that makes one. The answer to the form shows the secret, once."""

    template_name = "employment/tokens/list.html"
    form_class = TokenForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        tokens = self.organisation.api_tokens.select_related("made_by").order_by("-pk")
        return super().get_context_data(tokens=[(token, token.is_open(today)) for token in tokens], **kwargs)

    def form_valid(self, form: TokenForm) -> HttpResponse:
        data, today = form.cleaned_data, clock.today()
        try:
            token, secret = services.make_token(
                organisation_id=self.organisation.pk,
                name=data["name"],
                scopes=data["scopes"],
                ends_on=today + timedelta(days=data["days"]),
                submission_key=data["submission_key"],
                actor=self.actor,
                on=today,
            )
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        # The secret stands in this one answer and in no session, cookie or address.
        response = render(self.request, "employment/tokens/secret.html", {**self.page_context(), "token": token, "secret": secret})
        response["Cache-Control"] = "no-store"
        return response


class RevokeView(OwnerMixin, View):
    """Asks once more: a revoked token never works again."""

    http_method_names = ["get", "head", "post"]

    @cached_property
    def token(self) -> ApiToken:
        return get_object_or_404(self.organisation.api_tokens, reference=self.kwargs["token_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        back = reverse("tokens:list", args=[self.organisation.number])
        if self.token.revoked_at:
            return redirect(back)
        return render(request, "employment/tokens/revoke.html", {**self.page_context(), "token": self.token, "back_url": back})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.revoke_token(token_id=self.token.pk, actor=self.actor)
        messages.success(request, gettext("The token is revoked. Programs that use it get no answer any more."))
        return redirect("tokens:list", self.organisation.number)


__all__ = ["RevokeView", "TokensView"]
