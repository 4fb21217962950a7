"""The only way a kept file leaves the portal: it runs nothing, loads nothing and stays in no cache."""

from typing import Any, Final

from django.http import FileResponse, Http404

# The file may not run scripts, load anything or be put into a page of another site.
FILE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'self'"


def file_response(row: Any, *, inline: bool = False) -> FileResponse:
    """The file of a row (`profiles.Document`, a kind of `KeptFile`) as an attachment; with `inline` a picture is shown.

    Raises `Http404` when the file is gone. The caller has checked who asks."""
    try:
        file = row.file.open("rb")
    except FileNotFoundError:  # removed this very moment
        raise Http404 from None
    as_picture = inline and row.content_type.startswith("image/")
    response = FileResponse(file, as_attachment=not as_picture, filename=row.shown_name, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN" if as_picture else "DENY"  # officers see pictures beside the case
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
