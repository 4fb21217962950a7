"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 (an address to count by, not one to listen on)


def address(request: HttpRequest) -> str:
    """The client's address. `X-Forwarded-For` is believed for as many entries, from its end, as we have proxies
    (`TRUSTED_PROXY_COUNT`); what a client writes in front of them counts for nothing."""
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    candidate = forwarded[-proxies] if proxies and len(forwarded) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return UNKNOWN


def network(request: HttpRequest) -> str:
    """What limits count by: the address, or the /64 of an IPv6 address, because one subscriber owns all of it."""
    ip = ipaddress.ip_address(address(request))
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network(f"{ip}/64", strict=False))
    return str(ip)
