"""Public keys, for everybody who wants to verify what the portal signed."""

import base64
import hashlib
import json
import ssl

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from portal.signing import revocations
from portal.signing.certificates import csca_certificates
from portal.signing.published import published_keys

MAX_AGE = 300  # seconds; how late a withdrawal may reach somebody who asks


@require_safe
def portal_keys(request: HttpRequest) -> HttpResponse:
    body = json.dumps(published_keys(), separators=(",", ":")).encode()
    return cacheable(request, body, content_type="application/jwk-set+json", max_age=MAX_AGE)


@require_safe
def card_csca(request: HttpRequest) -> HttpResponse:
    """Certificates of the cards' demonstration authority (PEM), newest first; empty until the first card was sealed."""
    body = "".join(ssl.DER_cert_to_PEM_cert(certificate) for certificate in csca_certificates()).encode()
    return cacheable(request, body, content_type="application/x-pem-file", max_age=MAX_AGE)


@require_safe
def card_crl(request: HttpRequest, authority_kid: str) -> HttpResponse:
    """The list of revoked certificates of one key of the authority (DER), at the address that its certificates name."""
    body = revocations.published(authority_kid)
    if body is None:
        raise Http404
    return cacheable(request, body, content_type="application/pkix-crl", max_age=MAX_AGE)


@require_safe
def card_crls(request: HttpRequest) -> HttpResponse:
    """The lists of every key of the authority (PEM), newest first; empty until the first card was sealed."""
    begin, end = "-----BEGIN X509 CRL-----\n", "-----END X509 CRL-----\n"
    body = "".join(begin + base64.encodebytes(der).decode() + end for der in revocations.all_published()).encode()
    return cacheable(request, body, content_type="application/x-pem-file", max_age=MAX_AGE)


def cacheable(request: HttpRequest, body: bytes, *, content_type: str, max_age: int) -> HttpResponse:
    """A public answer with its ETag, for anybody's cache and anybody's page; 304 to whoever has it already."""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = get_conditional_response(request, etag, None, HttpResponse(body, content_type=content_type)) or HttpResponse(status=304)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={max_age}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
