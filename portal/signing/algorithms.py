"""How a key signs. Each algorithm stands behind one interface, so that another (GOST R 34.10-2012) can stand beside ES256.

ES256 is ECDSA on P-256 with SHA-256 (RFC 7518, RFC 9053). Under Russian law (63-FZ) it is not a qualified signature.
"""

import base64
import hashlib
import json
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cwt import COSEKey
from cwt.cose_key_interface import COSEKeyInterface
from jwt.algorithms import ECAlgorithm

Jwk = dict[str, str]


class Algorithm(Protocol):
    """`jose` and `cose` are its names in the two kinds of message; keys are PEM when private and JWK when public."""

    jose: str
    cose: int

    def generate(self) -> str: ...

    def private_key(self, pem: str) -> Any: ...

    def public_key(self, jwk: Jwk) -> Any: ...

    def public_jwk(self, pem: str) -> Jwk: ...

    def cose_signer(self, pem: str, kid: str) -> COSEKeyInterface: ...

    def cose_verifier(self, jwk: Jwk, kid: str) -> COSEKeyInterface: ...


class Es256:
    jose = "ES256"
    cose = -7

    def generate(self) -> str:
        key = ec.generate_private_key(ec.SECP256R1())
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def private_key(self, pem: str) -> ec.EllipticCurvePrivateKey:
        key = load_pem_private_key(pem.encode(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise TypeError("not a P-256 key")
        return key

    def public_key(self, jwk: Jwk) -> ec.EllipticCurvePublicKey:
        """Raises `ValueError` for what is not a point of P-256."""
        if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256":
            raise ValueError("not a P-256 key")
        x, y = (int.from_bytes(_unpadded(jwk[name]), "big") for name in ("x", "y"))
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

    def public_jwk(self, pem: str) -> Jwk:
        jwk = ECAlgorithm.to_jwk(self.private_key(pem).public_key(), as_dict=True)
        return {name: jwk[name] for name in ("kty", "crv", "x", "y")}

    def cose_signer(self, pem: str, kid: str) -> COSEKeyInterface:
        return COSEKey.from_pem(pem, alg="ES256", kid=kid)

    def cose_verifier(self, jwk: Jwk, kid: str) -> COSEKeyInterface:
        self.public_key(jwk)
        return COSEKey.from_jwk(
            {**{name: jwk[name] for name in ("kty", "crv", "x", "y")}, "alg": "ES256", "kid": kid, "key_ops": ["verify"]}
        )


ALGORITHMS: dict[str, Algorithm] = {"ES256": Es256()}
CURRENT = "ES256"


def thumbprint(jwk: Jwk) -> str:
    """The JWK thumbprint of a public key (RFC 7638), base64url."""
    digest = hashlib.sha256(json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
