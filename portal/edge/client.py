"""Where a request comes from."""

import ipaddress
import socket
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
UNKNOWN = "0.0.0.0"  # noqa: S104 (an address to count by, not one to listen on)


def address(request: HttpRequest) -> str:
    """The client's address. `X-Forwarded-For` is believed for as many entries, from its end, as we have proxies
    (`TRUSTED_PROXY_COUNT`); what a client writes in front of them counts for nothing."""
    return str(_read(_candidate(*_said(request))))


def network(request: HttpRequest) -> str:
    """What limits count by: the address, or the /64 of an IPv6 address, because one subscriber owns all of it."""
    return _network(_candidate(*_said(request)))


@lru_cache(maxsize=1024)
def _network(candidate: str) -> str:
    if _is_ipv4(candidate):
        return candidate
    ip = _read(candidate)
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network(f"{ip}/64", strict=False))
    return str(ip)


def _said(request: HttpRequest) -> tuple[str, str, int]:
    """What the proxies and the connection say, and how many of our proxies stand between."""
    proxies = settings.TRUSTED_PROXY_COUNT
    return (request.META.get("HTTP_X_FORWARDED_FOR", "") if proxies else "", request.META.get("REMOTE_ADDR", ""), proxies)


def _candidate(forwarded: str, direct: str, proxies: int) -> str:
    entries = [part.strip() for part in forwarded.split(",") if part.strip()]
    return entries[-proxies] if proxies and len(entries) >= proxies else direct


def _is_ipv4(candidate: str) -> bool:
    """Four numbers as everybody writes them, hence as `ipaddress` would write them: most callers, and that module takes long."""
    try:
        socket.inet_pton(socket.AF_INET, candidate)
    except (OSError, ValueError):
        return False
    return True


def _read(candidate: str) -> Address:
    try:
        return ipaddress.ip_address(candidate)
    except ValueError:
        return ipaddress.ip_address(UNKNOWN)
