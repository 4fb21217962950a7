"""Where a request comes from."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
UNKNOWN = "0.0.0.0"  # noqa: S104 (an address to count by, not one to listen on)


def address(request: HttpRequest) -> str:
    """The client's address. `X-Forwarded-For` is believed for as many entries, from its end, as we have proxies
    (`TRUSTED_PROXY_COUNT`); what a client writes in front of them counts for nothing."""
    return str(_address(request))


def network(request: HttpRequest) -> str:
    """What limits count by: the address, or the /64 of an IPv6 address, because one subscriber owns all of it."""
    return _network(_address(request))


@lru_cache(maxsize=1024)
def _network(ip: Address) -> str:
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network(f"{ip}/64", strict=False))
    return str(ip)


def _address(request: HttpRequest) -> Address:
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()] if proxies else []
    candidate = forwarded[-proxies] if proxies and len(forwarded) >= proxies else request.META.get("REMOTE_ADDR", "")
    return _read(candidate)


@lru_cache(maxsize=1024)
def _read(candidate: str) -> Address:
    try:
        return ipaddress.ip_address(candidate)
    except ValueError:
        return ipaddress.ip_address(UNKNOWN)
