"""Lists of revoked certificates of the cards' demonstration authority (RFC 5280, ICAO Doc 9303-12): one for each of its keys.

A list is signed anew at once when a document signer is withdrawn, and daily, so that it never comes near its end."""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from portal import clock
from portal.signing.certificates import CSCA, DS, issuer_kid
from portal.signing.keys import Signer, loaded, lock_purpose
from portal.signing.models import RevocationList, SigningKey

LIFE: Final = timedelta(days=30)  # Doc 9303-12 allows 90
RENEWED_AFTER: Final = timedelta(days=1)
# A list is valid from a little before now, for clocks that differ.
_EARLIER: Final = timedelta(minutes=5)


def refresh_revocation_lists() -> int:
    """Sign the lists that are due; returns how many. Two workers never sign the same one."""
    authorities = SigningKey.objects.filter(purpose=CSCA, state__in=SigningKey.VERIFYING, certificate__isnull=False)
    return sum(_refresh(kid) for kid in list(authorities.order_by("pk").values_list("kid", flat=True)))


def published(kid: str) -> bytes | None:
    """The list of an authority's key (DER); None for a key that is not one, or whose signatures do not count any more."""
    found = (
        RevocationList.objects.filter(authority__kid=kid, authority__state__in=SigningKey.VERIFYING).values_list("der", flat=True).first()
    )
    return None if found is None else bytes(found)


def all_published() -> list[bytes]:
    """The lists of every authority that is still to be trusted, newest authority first (DER)."""
    kept = RevocationList.objects.filter(authority__state__in=SigningKey.VERIFYING).order_by("-authority_id")
    return [bytes(row) for row in kept.values_list("der", flat=True)]


@transaction.atomic
def _refresh(kid: str) -> bool:
    lock_purpose(CSCA)
    authority = SigningKey.objects.get(kid=kid)
    if authority.state not in SigningKey.VERIFYING:
        return False  # withdrawn since we looked
    known = RevocationList.objects.filter(authority=authority).first()
    revoked, now = _revoked(kid), clock.now()
    if known is not None and known.revoked == len(revoked) and now - known.signed_at < RENEWED_AFTER:
        return False
    number = known.number + 1 if known else 1
    row = known or RevocationList(authority=authority)
    row.number, row.revoked, row.signed_at, row.ends_at = number, len(revoked), now, now + LIFE
    row.der = _signed(loaded(kid), revoked, number=number, at=now)
    row.save()
    return True


def _revoked(kid: str) -> list[tuple[int, datetime]]:
    """Serial numbers of withdrawn signers that this authority has certified, and when each was withdrawn."""
    gone = SigningKey.objects.filter(purpose=DS, state=SigningKey.State.WITHDRAWN, certificate__isnull=False).order_by("pk")
    read = [(x509.load_der_x509_certificate(bytes(row.certificate or b"")), row.withdrawn_at) for row in gone]
    return [(found.serial_number, moment) for found, moment in read if moment is not None and issuer_kid(found) == kid]


def _signed(authority: Signer, revoked: list[tuple[int, datetime]], *, number: int, at: datetime) -> bytes:
    assert authority.certificate is not None
    certificate = x509.load_der_x509_certificate(authority.certificate)
    begins = at.replace(microsecond=0) - _EARLIER
    built = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(begins)
        .next_update(begins + LIFE)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.private_key.public_key()), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for serial, moment in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment.replace(microsecond=0))
        built = built.add_revoked_certificate(entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False).build())
    return built.sign(authority.private_key, hashes.SHA256()).public_bytes(Encoding.DER)
