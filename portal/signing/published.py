"""What the world may know of our keys: a JWK Set (RFC 7517) with purposes, and the names of withdrawn keys."""

import base64
from datetime import datetime
from typing import Any

from portal.signing.models import SigningKey


def published_keys() -> dict[str, Any]:
    """Keys whose signatures count stand under `keys`, as any JWK library expects. A withdrawn key is named and its numbers are not
    given, so that nobody can go on verifying with it by not reading further."""
    fields = ("kid", "purpose", "algorithm", "public_jwk", "state", "certificate", "active_from", "retired_at", "withdrawn_at")
    rows = list(SigningKey.objects.order_by("pk").values(*fields, "withdrawal_reason"))
    return {
        "keys": [_jwk(row) for row in rows if row["state"] in SigningKey.VERIFYING],
        "withdrawn": [_withdrawn(row) for row in rows if row["state"] == SigningKey.State.WITHDRAWN],
    }


def _jwk(row: dict[str, Any]) -> dict[str, Any]:
    jwk = {**row["public_jwk"], "kid": row["kid"], "alg": row["algorithm"], "use": "sig", "purpose": row["purpose"]}
    moments = {name: _moment(row[name]) for name in ("active_from", "retired_at") if row[name]}
    chain = {"x5c": [base64.b64encode(bytes(row["certificate"])).decode()]} if row["certificate"] is not None else {}
    return {**jwk, **moments, **chain}


def _withdrawn(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kid": row["kid"],
        "purpose": row["purpose"],
        "withdrawn_at": _moment(row["withdrawn_at"]),
        "reason": row["withdrawal_reason"],
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
