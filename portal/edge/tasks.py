from datetime import timedelta

from celery import shared_task

from portal import clock
from portal.edge.models import IdempotentRequest, LimitWindow, Session

ANSWERS_KEPT = timedelta(days=2)


@shared_task
def sweep_expired_rows() -> None:
    """Delete closed windows, ended sessions and old answers. Running it twice changes nothing."""
    now = clock.now()
    LimitWindow.objects.filter(ends_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    IdempotentRequest.objects.filter(created_at__lt=now - ANSWERS_KEPT).delete()
