"""What is secret at rest: Fernet with the keys of `DATA_KEYS`, newest first, older ones still read."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured("DATA_KEYS is empty: secrets cannot be kept.")
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _fernet(tuple(settings.DATA_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text behind `token`. Raises `cryptography.fernet.InvalidToken` for one that our keys did not make."""
    return _fernet(tuple(settings.DATA_KEYS)).decrypt(token.encode()).decode()


class EncryptedTextField(models.TextField):
    """Text that the database sees only as ciphertext. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        return decrypt(value) if value else value
