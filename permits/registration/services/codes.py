"""The code that a guest shows to the host, and links in invitations. Only their hashes are kept."""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from cases.rules.reference import canonical, new_reference
from permits.registration.errors import CodeUnknown
from permits.registration.models import GuestCode
from portal import clock
from profiles.models import Person
from profiles.services import lock_person

LIVES: Final = timedelta(hours=24)


@transaction.atomic
def give_code(*, person_id: int) -> tuple[str, datetime]:
    """A new code for this person and the moment it ends; the one before ends at once. It is shown once and not kept."""
    lock_person(person_id)
    now = clock.now()
    GuestCode.objects.filter(person_id=person_id, used_at=None, expires_at__gt=now).update(expires_at=now)
    code, expires_at = new_reference(year=now.year), now + LIVES
    GuestCode.objects.create(person_id=person_id, code_hash=hash_of(code), expires_at=expires_at)
    return code, expires_at


def use_code(typed: str) -> Person:
    """Whose code it is; it serves once. Only inside a transaction. Raises `CodeUnknown`."""
    code = canonical(typed[:40])
    now = clock.now()
    found = (
        GuestCode.objects.select_for_update(of=("self",)).filter(code_hash=hash_of(code or ""), used_at=None, expires_at__gt=now).first()
    )
    if found is None:
        raise CodeUnknown()
    found.used_at = now
    found.save(update_fields=["used_at"])
    return found.person


def new_token() -> str:
    return secrets.token_urlsafe(24)


def key_of(host_number: uuid.UUID, submission_key: uuid.UUID) -> uuid.UUID:
    """What is kept of the one-time number of a form: it belongs to one host, so that the same number sent for another is another."""
    return uuid.uuid5(host_number, str(submission_key))


def hash_of(secret: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"registration:" + secret.encode(), hashlib.sha256).hexdigest()
