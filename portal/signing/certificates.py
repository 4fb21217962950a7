"""Certificates of the card's keys by the profile of ICAO Doc 9303-12: a country signing authority and its document signers.

These are test certificates under a demonstration authority. The State's own authority is not ours to imitate: both names say so.
A document signer signs for three months and its certificate lives as long as the last card that it may have signed.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.conf import settings
from django.db import transaction

from portal import clock
from portal.events.actor import SYSTEM
from portal.signing.keys import Signer, lock_purpose, signer
from portal.signing.models import SigningKey
from portal.signing.services import certify, rotate

CSCA: Final = SigningKey.Purpose.CARD_CSCA.value
DS: Final = SigningKey.Purpose.CARD_DS.value
DOCUMENT_TYPE: Final = "AR"  # what the card's machine-readable zone begins with
_DOCUMENT_TYPE_LIST: Final = ObjectIdentifier("2.23.136.1.1.6.2")
_SIGNS_FOR: Final = {CSCA: timedelta(days=5 * 365), DS: timedelta(days=90)}  # Doc 9303-12, table 1: 3 to 5 years; at most 3 months
_LONGEST_CARD: Final = timedelta(days=400)  # twelve months from a first day that a reissue may put off
_VALID_FOR: Final = {DS: _SIGNS_FOR[DS] + _LONGEST_CARD, CSCA: _SIGNS_FOR[CSCA] + _SIGNS_FOR[DS] + _LONGEST_CARD}


def card_signer() -> Signer:
    """The document signer of today with its certificate. Made, renewed and certified when it has to be.

    Takes the purposes' locks only when there is something to make: call it before the locks of the own work."""
    active = signer(DS)
    return active if _may_sign(active, clock.now()) else _renewed()


def csca_certificates() -> list[bytes]:
    """The authority's certificates that are still to be trusted, newest first (DER)."""
    kept = SigningKey.objects.filter(purpose=CSCA, state__in=SigningKey.VERIFYING, certificate__isnull=False)
    return [bytes(row) for row in kept.order_by("-pk").values_list("certificate", flat=True) if row is not None]


def withdrawn_serials() -> frozenset[str]:
    """Serial numbers of the signers' certificates that count no more: their key was withdrawn, or that of their authority."""
    gone = set(SigningKey.objects.filter(purpose=CSCA, state=SigningKey.State.WITHDRAWN).values_list("kid", flat=True))
    rows = SigningKey.objects.filter(purpose=DS, certificate__isnull=False).values_list("state", "certificate")
    read = [(state, x509.load_der_x509_certificate(bytes(der))) for state, der in rows if der is not None]
    return frozenset(f"{ds.serial_number:x}" for state, ds in read if state == SigningKey.State.WITHDRAWN or issuer_kid(ds) in gone)


def issuer_kid(certificate: x509.Certificate) -> str:
    """The key that signed a certificate of ours: the last word of its issuer's name."""
    name = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    return str(name).rpartition(" ")[2]


def serial_of(certificate: bytes) -> str:
    """The serial number as people compare it: hexadecimal."""
    return f"{x509.load_der_x509_certificate(certificate).serial_number:x}"


@transaction.atomic
def _renewed() -> Signer:
    """CSCA first, then DS: the one order in which these locks are taken."""
    for purpose in (CSCA, DS):
        lock_purpose(purpose)
        _certified(purpose)
    return signer(DS)


def _certified(purpose: str) -> None:
    """A key whose time to sign is over is retired, and its successor certified."""
    now, active = clock.now(), signer(purpose)
    if _may_sign(active, now):
        return
    if active.certificate is not None:
        rotate(purpose=purpose, actor=SYSTEM)
        active = signer(purpose)
    issuer = active if purpose == CSCA else signer(CSCA)
    certify(kid=active.kid, certificate=_certificate(purpose, active, issuer, now), actor=SYSTEM)


def _may_sign(key: Signer, now: datetime) -> bool:
    if key.certificate is None:
        return False
    certificate = x509.load_der_x509_certificate(key.certificate)
    if not SigningKey.objects.filter(kid=issuer_kid(certificate), state__in=SigningKey.VERIFYING).exists():
        return False  # its authority was withdrawn: nobody accepts what it would sign
    period = certificate.extensions.get_extension_for_class(x509.PrivateKeyUsagePeriod).value
    return period.not_after is not None and now < period.not_after.replace(tzinfo=now.tzinfo)


def _certificate(purpose: str, subject: Signer, issuer: Signer, now: datetime) -> bytes:
    """X.509 v3 in DER. Valid from a little earlier than now, for clocks that differ."""
    begins = now.replace(microsecond=0) - timedelta(minutes=5)
    public = subject.private_key.public_key()
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(purpose, subject.kid))
        .issuer_name(_name(CSCA, issuer.kid))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + _VALID_FOR[purpose])
    )
    for extension, critical in _extensions(purpose, public, issuer, begins):
        built = built.add_extension(extension, critical)
    return built.sign(issuer.private_key, hashes.SHA256()).public_bytes(Encoding.DER)


def _name(purpose: str, kid: str) -> x509.Name:
    """C must be the State of the document's zone (Doc 9303-12); everything else says whose keys these are."""
    common = {CSCA: "Demonstration CSCA", DS: "Demonstration document signer"}[purpose]
    parts = (
        (NameOID.COUNTRY_NAME, "RU"),
        (NameOID.ORGANIZATION_NAME, "Migration Services Portal, test keys of no authority"),
        (NameOID.COMMON_NAME, f"{common} {kid}"),
    )
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def _extensions(purpose: str, public: Any, issuer: Signer, begins: datetime) -> list[tuple[x509.ExtensionType, bool]]:
    """Doc 9303-12, table 6."""
    key = issuer.private_key.public_key()
    contact = [x509.UniformResourceIdentifier(settings.SITE_URL.rstrip("/") + "/"), x509.DirectoryName(_state())]
    shared: list[tuple[x509.ExtensionType, bool]] = [
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(key), False),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
        (x509.SubjectAlternativeName(contact), False),
        (x509.IssuerAlternativeName(contact), False),
        (x509.PrivateKeyUsagePeriod(not_before=begins, not_after=begins + _SIGNS_FOR[purpose]), False),
        (x509.CRLDistributionPoints([_distribution_point(issuer.kid)]), False),
        (_key_usage(purpose), True),
    ]
    if purpose == CSCA:
        return [*shared, (x509.BasicConstraints(ca=True, path_length=0), True)]
    return [*shared, (x509.UnrecognizedExtension(_DOCUMENT_TYPE_LIST, _document_types()), False)]


def list_address(kid: str) -> str:
    """Where the list of the certificates that a key of the authority has revoked is published."""
    return f"{settings.SITE_URL.rstrip('/')}/.well-known/card-crl/{kid}.crl"


def _distribution_point(kid: str) -> x509.DistributionPoint:
    return x509.DistributionPoint([x509.UniformResourceIdentifier(list_address(kid))], None, None, None)


def _key_usage(purpose: str) -> x509.KeyUsage:
    named = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    authority = purpose == CSCA
    return x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **dict.fromkeys(named, False))


def _state() -> x509.Name:
    """The State's code of the machine-readable zone, as Doc 9303-12 asks in the alternative names."""
    return x509.Name([x509.NameAttribute(NameOID.LOCALITY_NAME, "RUS")])


class _Types(core.SetOf):
    _child_spec = core.PrintableString


class _DocumentTypeList(core.Sequence):
    _fields: ClassVar[Any] = [("version", core.Integer), ("types", _Types)]


def _document_types() -> bytes:
    encoded: bytes = _DocumentTypeList({"version": 0, "types": [DOCUMENT_TYPE]}).dump()
    return encoded
