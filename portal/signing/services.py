"""The life of signing keys: made, certified, retired, withdrawn."""

import hashlib

from django.db import transaction

from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.signing.errors import KeyIsWithdrawn, UnknownKey
from portal.signing.events import SigningKeyCertified, SigningKeyRetired, SigningKeyWithdrawn
from portal.signing.keys import first_key, lock_purpose, make_key, signer
from portal.signing.models import SigningKey


@transaction.atomic
def rotate(*, purpose: str, actor: Actor, reason: str = "") -> SigningKey:
    """A new key signs from now on. The old one stays published and its signatures stay valid."""
    lock_purpose(purpose)
    old = SigningKey.objects.select_for_update().filter(purpose=purpose, state=SigningKey.State.ACTIVE).first()
    if old is not None:
        old.state, old.retired_at = SigningKey.State.RETIRED, clock.now()
        old.save(update_fields=["state", "retired_at"])
        emit(SigningKeyRetired(key_id=old.pk, kid=old.kid, purpose=old.purpose, reason=reason.strip()[:200]), actor=actor)
    return make_key(purpose)


@transaction.atomic
def withdraw(*, kid: str, reason: str, actor: Actor) -> SigningKey:
    """Nothing signed with this key is accepted any more, for ever. If it was the one that signs, a new one takes its place.

    Raises `UnknownKey`, `KeyIsWithdrawn`, and `ValueError` without a reason."""
    if not reason.strip():
        raise ValueError("a withdrawal has a reason")
    purpose = SigningKey.objects.filter(kid=kid).values_list("purpose", flat=True).first()
    if purpose is None:
        raise UnknownKey
    lock_purpose(purpose)
    key = SigningKey.objects.select_for_update().get(kid=kid)
    if key.state not in SigningKey.VERIFYING:
        raise KeyIsWithdrawn
    was_active = key.state == SigningKey.State.ACTIVE
    key.state, key.withdrawn_at, key.withdrawal_reason = SigningKey.State.WITHDRAWN, clock.now(), reason.strip()[:200]
    key.save(update_fields=["state", "withdrawn_at", "withdrawal_reason"])
    emit(SigningKeyWithdrawn(key_id=key.pk, kid=key.kid, purpose=key.purpose, reason=key.withdrawal_reason), actor=actor)
    if was_active:
        make_key(purpose)
    return key


@transaction.atomic
def certify(*, kid: str, certificate: bytes, actor: Actor) -> None:
    """Keep the X.509 certificate (DER) of a key. Raises `UnknownKey`, `KeyIsWithdrawn`."""
    key = SigningKey.objects.select_for_update().filter(kid=kid).first()
    if key is None:
        raise UnknownKey
    if key.state not in SigningKey.VERIFYING:
        raise KeyIsWithdrawn
    key.certificate = certificate
    key.save(update_fields=["certificate"])
    fingerprint = hashlib.sha256(certificate).hexdigest()
    emit(SigningKeyCertified(key_id=key.pk, kid=kid, purpose=key.purpose, certificate_sha256=fingerprint), actor=actor)


__all__ = ["certify", "first_key", "rotate", "signer", "withdraw"]
