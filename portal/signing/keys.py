"""Keys in memory: the one that signs now, and the ring of those whose signatures count.

A key's private part is decrypted once per process and kept here; it is in no `repr`, no log and no error.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Self

from django.db import connection, transaction
from django.db.models import Q

from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.signing.algorithms import ALGORITHMS, CURRENT, Algorithm, Jwk, thumbprint
from portal.signing.errors import ForeignKey, WithdrawnKey
from portal.signing.events import SigningKeyMade
from portal.signing.models import SigningKey

KID_LENGTH = 11  # 66 bits of the thumbprint: short enough for a QR code, and unique in the table


@dataclass(frozen=True)
class Signer:
    """The loaded key that signs for a purpose."""

    kid: str
    purpose: str
    algorithm: Algorithm = field(repr=False)
    pem: str = field(repr=False)
    certificate: bytes | None = field(default=None, repr=False)

    @cached_property
    def private_key(self) -> Any:
        """The key as the `cryptography` library has it (for certificates and CMS)."""
        return self.algorithm.private_key(self.pem)

    @cached_property
    def cose_key(self) -> Any:
        return self.algorithm.cose_signer(self.pem, self.kid)


@dataclass(frozen=True)
class VerifyingKey:
    """A public key, the one purpose that it serves, and whether its signatures are still accepted."""

    kid: str
    purpose: str
    algorithm: Algorithm = field(repr=False)
    jwk: Jwk = field(default_factory=dict)
    withdrawn: bool = False

    @cached_property
    def public_key(self) -> Any:
        return self.algorithm.public_key(self.jwk)

    @cached_property
    def cose_key(self) -> Any:
        return self.algorithm.cose_verifier(self.jwk, self.kid)


class KeyRing:
    """Whose signatures count. Made of our table, or of a saved copy of what we publish; never of the message itself."""

    def __init__(self, keys: Iterable[VerifyingKey]) -> None:
        self._keys = {(key.purpose, key.kid): key for key in keys}

    def key_for_any(self, purposes: Collection[str], kid: object) -> VerifyingKey:
        """The key of this name among those of several purposes: a name is given once. Raises as `key` does."""
        own = [purpose for purpose in sorted(purposes) if (purpose, kid) in self._keys] if isinstance(kid, str) else []
        return self.key(own[0] if own else "", kid)

    def key(self, purpose: str, kid: object) -> VerifyingKey:
        """Raises `ForeignKey` for a key that is not ours or serves another purpose, `WithdrawnKey` for a withdrawn one."""
        found = self._keys.get((purpose, kid)) if isinstance(kid, str) else None
        if found is None:
            raise ForeignKey
        if found.withdrawn:
            raise WithdrawnKey
        return found

    @classmethod
    def of_the_portal(cls) -> Self:
        """As the table stands now."""
        rows = SigningKey.objects.values_list("kid", "purpose", "algorithm", "public_jwk", "state")
        return cls(VerifyingKey(kid, purpose, ALGORITHMS[name], jwk, state == "withdrawn") for kid, purpose, name, jwk, state in rows)

    @classmethod
    def of_published(cls, document: Mapping[str, Any]) -> Self:
        """Of a saved `/.well-known/portal-keys.json`. Raises `KeyError` or `ValueError` for what is not one."""
        good = [
            VerifyingKey(jwk["kid"], jwk["purpose"], ALGORITHMS[jwk["alg"]], {name: jwk[name] for name in ("kty", "crv", "x", "y")})
            for jwk in document["keys"]
            if jwk["alg"] in ALGORITHMS
        ]
        gone = [VerifyingKey(row["kid"], row["purpose"], ALGORITHMS[CURRENT], {}, withdrawn=True) for row in document["withdrawn"]]
        return cls([*good, *gone])


def signer(purpose: str) -> Signer:
    """The active key of a purpose, loaded; the first call ever makes it."""
    active = SigningKey.objects.filter(purpose=purpose, state=SigningKey.State.ACTIVE)
    found = active.annotate(certified=Q(certificate__isnull=False)).values_list("kid", "certified").first()
    return _loaded(*found) if found else _loaded(first_key(purpose).kid, False)


@transaction.atomic
def first_key(purpose: str) -> SigningKey:
    """The active key of a purpose, made when there is none. Two processes make one key: the second waits for the first."""
    lock_purpose(purpose)
    found = SigningKey.objects.filter(purpose=purpose, state=SigningKey.State.ACTIVE).first()
    return found or make_key(purpose)


def make_key(purpose: str) -> SigningKey:
    """A new active key. The caller holds the purpose's lock and has retired the one before."""
    algorithm = ALGORITHMS[CURRENT]
    pem = algorithm.generate()
    jwk = algorithm.public_jwk(pem)
    key = SigningKey.objects.create(
        kid=thumbprint(jwk)[:KID_LENGTH],
        purpose=SigningKey.Purpose(purpose),
        algorithm=CURRENT,
        private_key=pem,
        public_jwk=jwk,
        active_from=clock.now(),
    )
    emit(SigningKeyMade(key_id=key.pk, kid=key.kid, purpose=key.purpose, algorithm=key.algorithm), actor=SYSTEM)
    return key


def lock_purpose(purpose: str) -> None:
    """Until the end of the transaction, nobody else makes, retires or withdraws keys of this purpose."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"portal.signing:{purpose}"])


def loaded(kid: str) -> Signer:
    """A certified key of ours with its private part, also one that signs nothing new: an authority goes on telling what it revoked."""
    return _loaded(kid, True)


def forget_loaded() -> None:
    """Drop private keys from this process's memory."""
    _loaded.cache_clear()


@lru_cache(maxsize=16)
def _loaded(kid: str, certified: bool) -> Signer:
    key = SigningKey.objects.get(kid=kid)
    certificate = bytes(key.certificate) if key.certificate is not None else None
    return Signer(key.kid, key.purpose, ALGORITHMS[key.algorithm], key.private_key, certificate)
