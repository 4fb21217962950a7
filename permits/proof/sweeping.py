"""The record of the public check of permits comes to its end."""

from django.db import connection

_CHUNK = 10_000


def forget_questions() -> int:
    """Delete the questions whose last day has passed; how many went. The application's role cannot delete from the table: the function
    of the database deletes what is due and nothing else."""
    gone, chunk = 0, _CHUNK
    while chunk == _CHUNK:
        with connection.cursor() as cursor:
            cursor.execute("SELECT permits_forget_questions(%s)", [_CHUNK])
            (chunk,) = cursor.fetchone()
        gone += chunk
    return gone
