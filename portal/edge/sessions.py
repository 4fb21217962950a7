"""Sessions in PostgreSQL: the cookie's value is stored as a hash, the data encrypted (sign-in codes live there)."""

import hashlib
import json
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db
from django.contrib.sessions.serializers import JSONSerializer
from django.utils import timezone

from portal import crypto
from portal.edge.models import Session


def stored_key(cookie: str) -> str:
    """What the table holds for the value of a cookie. The value is 32 random characters: a plain hash is enough."""
    return hashlib.sha256(cookie.encode()).hexdigest()


class SessionStore(db.SessionStore):
    """Django's database sessions with a hashed key, encrypted data and the user in a column.

    In this process `session_key` is the cookie's value, as Django expects; only what reaches the table is hashed."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        return crypto.encrypt(JSONSerializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The data, or nothing when our keys did not encrypt it: then the person signs in again."""
        try:
            data: dict[str, Any] = JSONSerializer().loads(crypto.decrypt(str(session_data)).encode("latin-1"))
        except (InvalidToken, json.JSONDecodeError, UnicodeEncodeError):
            return {}
        return data

    def _get_session_from_db(self) -> Session | None:
        key = stored_key(self.session_key or "")
        row = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        user_id = data.get("_auth_user_id")
        return Session(
            session_key=stored_key(self._cookie()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(user_id) if user_id else None,
        )

    def _cookie(self) -> str:
        cookie: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        return cookie

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=stored_key(key)).delete()
