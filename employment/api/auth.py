"""`Authorization: Bearer <token>`: a program of an organisation. People's own tokens begin with `Token` and open nothing here."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from employment.limits import UNKNOWN_TOKENS
from employment.models import ApiToken
from employment.services import open_token
from portal import clock
from portal.edge import client
from portal.edge.idempotency import Program
from portal.edge.limits import count_against
from portal.events.actor import Actor


class OrganisationProgram(Program):
    """The caller: a token that opened, with the organisation it acts for."""

    def __init__(self, token: ApiToken) -> None:
        super().__init__(f"employer-token:{token.pk}")
        self.token = token

    @property
    def actor(self) -> Actor:
        return Actor("program", self.token.made_by_id)


class OrganisationTokenAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[OrganisationProgram, ApiToken] | None:
        """None without a Bearer header. One refusal, the same for an unknown, ended or revoked token and a suspended organisation;
        counted against the address, which hears 429 once it has tried too many."""
        scheme, _space, secret = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = open_token(secret.strip(), on=clock.today())
        if token is None:
            count_against(UNKNOWN_TOKENS, client.network(request))
            raise AuthenticationFailed(_("This token opens nothing."))
        return OrganisationProgram(token), token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """Reading needs `checks:read`, asking `checks:write`."""

    code = "scope_missing"
    message = _("This token does not allow it. Its organisation’s owner can make one that does.")

    def has_permission(self, request: Request, view: Any) -> bool:
        needed = ApiToken.Scope.READ if request.method in SAFE_METHODS else ApiToken.Scope.WRITE
        return isinstance(request.auth, ApiToken) and needed in request.auth.scopes


class MemberOrScope(HasScope):
    """A member comes with a session or a token of their own, and the view looks at their role; a program needs its scope."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return super().has_permission(request, view) if isinstance(request.auth, ApiToken) else bool(request.user.is_authenticated)


class OrganisationTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = OrganisationTokenAuthentication
    name = "organisationToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        words = "A token that the organisation’s owner makes under /employer/<number>/tokens/, with the scopes checks:read, checks:write."
        return {"type": "http", "scheme": "bearer", "description": words}


__all__ = ["HasScope", "MemberOrScope", "OrganisationProgram", "OrganisationTokenAuthentication"]
