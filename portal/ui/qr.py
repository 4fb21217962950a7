"""Codes to scan as pictures inside a page: no script, no second request."""

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(code: str) -> SafeString:
    """The code as a picture; nothing for no code."""
    if not code:
        return SafeString("")
    return mark_safe(segno.make(code, error="m", micro=False).svg_inline(scale=3, border=4, svgclass="portal-qr", omitsize=True))
