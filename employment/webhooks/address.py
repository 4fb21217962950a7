"""Where a webhook may go: an https address of a public host, resolved once and connected to as resolved.

An address is judged when it is typed (its shape) and again each time before a call (what the name means now). The call
goes to exactly the address that was judged, so that a name which answers differently a moment later reaches nobody else."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from employment.webhooks.errors import AddressRefused

MAX_LENGTH = 500


@dataclass(frozen=True)
class Target:
    """A judged shape: what to connect to and what to ask for."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The Host header: without the port that the scheme implies."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Raises `AddressRefused` for anything but a plain https address (http too where loopback is allowed), and for numbers that
    name no public host; what a name means is judged before each call."""
    if len(url) > MAX_LENGTH or any(char <= " " or char == "\x7f" for char in url) or "\\" in url:
        raise AddressRefused(_("The address is too long or holds spaces."))
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if not _is_literal(parts.hostname) else str(parts.hostname)
    except (ValueError, UnicodeError):
        raise AddressRefused(_("This is not an address of a web server.")) from None
    if parts.scheme not in _schemes() or not host or port == 0:
        raise AddressRefused(_("The address must begin with https:// and name a host."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(_("The address must hold no password and no part after #."))
    if _is_literal(host) and not is_allowed(host):
        raise AddressRefused(_("The address leads into a private network."))
    return Target(parts.scheme, host, port or {"https": 443, "http": 80}[parts.scheme], _path(parts))


def _schemes() -> frozenset[str]:
    return frozenset({"https", "http"}) if settings.WEBHOOK_ALLOW_LOOPBACK else frozenset({"https"})


def _is_literal(host: str | None) -> bool:
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return False
    return True


def _path(parts: SplitResult) -> str:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise AddressRefused(_("Letters of other alphabets in the path must be percent-encoded."))
    return path


def resolved(target: Target) -> str:
    """The address to connect to. Raises `AddressRefused` when any address of the name is not public, `OSError` when the
    name cannot be resolved now."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if not is_allowed(address):
            raise AddressRefused(_("The address leads into a private network."))
    return addresses[0]


def is_allowed(address: str) -> bool:
    """A global unicast address; a 6to4 address is judged by the IPv4 address inside as well."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if settings.WEBHOOK_ALLOW_LOOPBACK and parsed.is_loopback:
        return True
    carried = parsed.sixtofour if isinstance(parsed, ipaddress.IPv6Address) else None
    # Mapped, translated (NAT64) and Teredo forms lie in ranges that are reserved or private themselves.
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in (parsed, carried) if one is not None)


__all__ = ["Target", "is_allowed", "resolved", "target_of"]
