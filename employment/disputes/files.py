"""The file of a dispute leaves as an attachment that runs nothing."""

from django.http import FileResponse, Http404

from employment.disputes.models import DisputeFile


def file_response(row: DisputeFile) -> FileResponse:
    """Raises `Http404` when the file is gone. The caller has checked who asks."""
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=row.shown_name, content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
