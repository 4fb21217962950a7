"""The owner's pages: where signed notices go, what was sent, and a secret that is shown once."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from employment.membership import OwnerMixin
from employment.webhooks import services
from employment.webhooks.address import target_of
from employment.webhooks.models import Endpoint
from employment.webhooks.words import problem, type_name
from portal.errors import DomainError
from portal.ui.forms import PortalForm
from portal.ui.views import ButtonsView, KeepAnswersOnLanguageSwitch

SHOWN = 50


class AddressForm(PortalForm):
    url = forms.CharField(
        label=gettext_lazy("Address of your server"),
        help_text=gettext_lazy("It begins with https:// and is reached from the internet."),
        max_length=500,
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            target_of(url)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        return url


class EndpointsView(KeepAnswersOnLanguageSwitch, OwnerMixin, FormView):
    """Addresses, and the form that adds one. The answer to the form shows the secret, once."""

    template_name = "employment/webhooks/list.html"
    form_class = AddressForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.organisation.webhook_endpoints.exclude(state=Endpoint.State.REMOVED)
        return super().get_context_data(endpoints=kept.order_by("pk"), **kwargs)

    def form_valid(self, form: AddressForm) -> HttpResponse:
        try:
            endpoint, secret = services.add_endpoint(organisation_id=self.organisation.pk, url=form.cleaned_data["url"], actor=self.actor)
        except DomainError as error:
            form.add_error("url", str(error))
            return self.form_invalid(form)
        return _with_secret(self, endpoint, secret)


class EndpointMixin(OwnerMixin):
    """`self.endpoint` is the organisation's; anybody else's answers like one that never was."""

    @cached_property
    def endpoint(self) -> Endpoint:
        kept = self.organisation.webhook_endpoints.exclude(state=Endpoint.State.REMOVED)
        return get_object_or_404(kept, reference=self.kwargs["endpoint_id"])

    @property
    def url(self) -> str:
        return reverse("webhooks:endpoint", args=[self.organisation.number, self.endpoint.reference])


class EndpointView(EndpointMixin, TemplateView):
    template_name = "employment/webhooks/endpoint.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.endpoint.deliveries.order_by("-pk")[:SHOWN]
        shown = [(row, type_name(row.type), problem(row)) for row in rows]
        return super().get_context_data(endpoint=self.endpoint, deliveries=shown, **kwargs)


class ActView(EndpointMixin, ButtonsView):
    acts = ("test", "on", "off", "secret")

    def test(self) -> HttpResponse:
        services.tell_test(endpoint_id=self.endpoint.pk)
        messages.success(self.request, _("A test notice is on its way. Its outcome appears in the list below in a few seconds."))
        return redirect(self.url)

    def on(self) -> HttpResponse:
        services.switch_on(endpoint_id=self.endpoint.pk, actor=self.actor)
        return redirect(self.url)

    def off(self) -> HttpResponse:
        services.switch_off(endpoint_id=self.endpoint.pk, actor=self.actor)
        return redirect(self.url)

    def secret(self) -> HttpResponse:
        endpoint, secret = services.replace_secret(endpoint_id=self.endpoint.pk, actor=self.actor)
        return _with_secret(self, endpoint, secret)


class RemoveView(EndpointMixin, View):
    """Asks once more: the secret is wiped and does not come back."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {**self.page_context(), "endpoint": self.endpoint, "back_url": self.url}
        return render(request, "employment/webhooks/remove.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.remove_endpoint(endpoint_id=self.endpoint.pk, actor=self.actor)
        messages.success(request, _("The address is removed. Nothing is sent there any more."))
        return redirect("webhooks:list", self.organisation.number)


class AgainView(EndpointMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(self.endpoint.deliveries, message_id=self.kwargs["delivery_id"])
        try:
            services.send_again(delivery_id=found.pk)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(self.url)


def _with_secret(view: OwnerMixin, endpoint: Endpoint, secret: str) -> HttpResponse:
    """The secret stands in this one answer and in no session, cookie or address."""
    context = {**view.page_context(), "endpoint": endpoint, "secret": secret}
    response = render(view.request, "employment/webhooks/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


__all__ = ["ActView", "AgainView", "EndpointView", "EndpointsView", "RemoveView"]
