"""The page of signing keys: operators and supervisors read it; operators rotate and withdraw, once they have proved that it is they."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.keys.shown import FOLLOWS, groups
from portal.signing.models import SigningKey
from portal.signing.services import rotate, withdraw
from portal.ui.forms import PortalForm

View = Callable[..., HttpResponse]


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say why: the reason is kept for ever.")},
    )


def urls() -> list[URLPattern]:
    return [
        path("keys/", show, name="keys"),
        path("keys/rotate/<str:key_purpose>/", rotate_key, name="key_rotate"),
        path("keys/withdraw/<str:kid>/", withdraw_key, name="key_withdraw"),
    ]


def reads_keys(request: HttpRequest) -> bool:
    return site.holds(request, "operator", "supervisor")


def _page(*, act: bool) -> Callable[[View], Any]:
    """For those who read keys; an act is the operators' alone."""

    def decorate(view: View) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (site.holds(request, "operator") if act else reads_keys(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return site.admin_view(guarded)

    return decorate


@_page(act=False)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?rotate=PURPOSE` or `?withdraw=KID` opens the form of that act."""
    if not site.holds(request, "operator"):
        return _render(request)
    purpose, kid = request.GET.get("rotate", ""), request.GET.get("withdraw", "")
    if purpose in SigningKey.Purpose.values:
        return _render(request, purpose=purpose, form=ReasonForm())
    return _render(request, key=_key(kid), form=ReasonForm()) if kid else _render(request)


@_page(act=True)
@require_POST
def rotate_key(request: HttpRequest, key_purpose: str) -> HttpResponse:
    if key_purpose not in SigningKey.Purpose.values:
        raise Http404

    def act(reason: str) -> str:
        made = rotate(purpose=key_purpose, reason=reason, actor=actor_of(request.user))
        return _("Key %(kid)s signs from now on.") % {"kid": made.kid}

    return _do(request, act, purpose=key_purpose)


@_page(act=True)
@require_POST
def withdraw_key(request: HttpRequest, kid: str) -> HttpResponse:
    key = _key(kid)

    def act(reason: str) -> str:
        withdraw(kid=key.kid, reason=reason, actor=actor_of(request.user))
        return _("Key %(kid)s is withdrawn. Nothing signed with it is accepted any more.") % {"kid": key.kid}

    return _do(request, act, key=key)


def _do(request: HttpRequest, act: Callable[[str], str], **shown: Any) -> HttpResponse:
    """The act, when the operator has just proved who they are and has said why."""
    if not recently_proved(request):
        return redirect(proving_address(_address(**shown)))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _render(request, form=form, **shown)
    try:
        done = act(form.cleaned_data["reason"])
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("admin:keys")


def _address(*, purpose: str = "", key: SigningKey | None = None) -> str:
    return f"{reverse('admin:keys')}?{f'withdraw={key.kid}' if key else f'rotate={purpose}'}"


def _key(kid: str) -> SigningKey:
    """Raises `Http404` for a key that is not there."""
    found = SigningKey.objects.defer("private_key").filter(kid=kid).first()
    if found is None:
        raise Http404
    return found


def _render(request: HttpRequest, *, purpose: str = "", key: SigningKey | None = None, form: ReasonForm | None = None) -> HttpResponse:
    if key is not None and key.state not in SigningKey.VERIFYING:
        form = None
    context = {
        **site.each_context(request),
        "title": _("Signing keys"),
        "groups": groups(),
        "operates": site.holds(request, "operator"),
        "form": form,
        "purpose": purpose,
        "purpose_title": SigningKey.Purpose(purpose).label if purpose else "",
        "key": key,
        "follows": FOLLOWS[key.purpose] if key else "",
        "proved": recently_proved(request),
        "proving_address": proving_address(_address(purpose=purpose, key=key)),
        "language_form_id": "act-form" if form is not None else "",
    }
    return TemplateResponse(request, "keys/keys.html", context)
