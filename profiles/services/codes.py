"""Codes that one person gives another out of hand. Only their hashes are kept."""

import hashlib
import hmac
import secrets
from typing import Final

from django.conf import settings

_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that look alike
_LENGTH: Final = 12


def new_code() -> str:
    """Twelve signs in groups of four: about 59 bits."""
    signs = "".join(secrets.choice(_LETTERS) for _place in range(_LENGTH))
    return "-".join(signs[place : place + 4] for place in range(0, _LENGTH, 4))


def hash_of(typed: str, *, purpose: str) -> str:
    """As it is typed: spaces, hyphens and small letters mean the same. A code of one purpose is none of another."""
    code = "".join(sign for sign in typed[:40].upper() if sign in _LETTERS)
    return hmac.new(settings.SECRET_KEY.encode(), f"{purpose}:{code}".encode(), hashlib.sha256).hexdigest()


__all__ = ["hash_of", "new_code"]
