"""For machines: is the process alive, can it work, what does it measure."""

import hmac
import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

from portal.runtime import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers. Nothing else is asked, so that a database that is away does not get the web server restarted."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat answer; else 503 with what is missing."""
    missing = health.missing()
    if not missing:
        return JsonResponse({"status": "ready"})
    response = JsonResponse({"status": "not ready", "missing": missing}, status=503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # asked every second; the answer itself is the report
    return response


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics, for callers of our own network or with METRICS_TOKEN; for others the page does not exist."""
    if not (_has_token(request) or _is_neighbour(request)):
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response


def _has_token(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    return bool(token) and hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())


def _is_neighbour(request: HttpRequest) -> bool:
    """A direct caller from this machine. A forwarded request comes from a proxy, whose address says nothing about the caller."""
    if "X-Forwarded-For" in request.headers or settings.TRUSTED_PROXY_COUNT:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
