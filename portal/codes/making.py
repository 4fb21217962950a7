"""A fresh code each time somebody shows or prints a document: signed text, drawn as a QR code, kept nowhere."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings

from portal import clock
from portal.codes.envelope import Place
from portal.codes.models import BLOCK_SIZE
from portal.legal import regions
from portal.signing.code_text import to_text
from portal.signing.cose import sign_cwt
from portal.signing.keys import Signer


def signed_text(claims: Mapping[int, Any], purpose: str, *, by: Signer | None = None) -> str:
    text = " "
    while text.endswith(" "):  # one text in 45; a copy by hand would lose it, and the next signature differs
        text = to_text(sign_cwt(claims, purpose, by=by))
    return text


def qr(text: str) -> segno.QRCode:
    """The code as a picture is drawn from it: level M, never a micro code."""
    return segno.make_qr(text, error="m", boost_error=False)


def issuer() -> str:
    """Who says it: the portal's host name."""
    return str(urlsplit(settings.SITE_URL).netloc)


def midnight(day: date, region: str) -> int:
    """The moment at which a civil day of the region begins; of Moscow for a region that is not known."""
    zone = regions.region(region).zone if regions.exists(region) else clock.MOSCOW
    return int(datetime.combine(day, time(), zone).timestamp())


def place_in(listed: str, number: int) -> Place:
    """Where the place `number` stands in the lists named `listed`."""
    return Place(index=number % BLOCK_SIZE, uri=list_address(listed, number // BLOCK_SIZE))


def list_address(listed: str, block: int) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/.well-known/status/{listed}/{block}"
