"""Rows whose last day has passed are deleted by a function of the database, because the application's role may not delete them."""

from typing import Final

from django.db import connection

_CHUNK: Final = 10_000


def forget_due(function: str) -> int:
    """Call `function(how many at most)` until nothing is due; how many rows went. Running it again changes nothing."""
    gone, chunk = 0, _CHUNK
    while chunk == _CHUNK:
        with connection.cursor() as cursor:
            cursor.callproc(function, [_CHUNK])
            (chunk,) = cursor.fetchone()
        gone += chunk
    return gone
