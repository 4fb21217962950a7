"""History: what happened to one thing."""

from django.db.models import QuerySet

from portal.events.models import Event


def history_of(subject_type: str, subject_id: int) -> QuerySet[Event]:
    """Newest first. The caller has already checked that the reader may see the thing."""
    return Event.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-id")
