from datetime import timedelta
from functools import partial
from typing import Final

from celery import shared_task
from django.db import transaction
from django.db.models import QuerySet

from portal import clock
from portal.edge.models import IdempotentRequest, LimitWindow, Session
from portal.separately import separately

ANSWERS_KEPT = timedelta(days=2)
_PIECE: Final = 5000


@shared_task
def sweep_expired_rows() -> None:
    """Delete closed windows, ended sessions and old answers. Running it twice changes nothing."""
    now = clock.now()
    expired = (
        LimitWindow.objects.filter(ends_at__lt=now),
        Session.objects.filter(expire_date__lt=now),
        IdempotentRequest.objects.filter(created_at__lt=now - ANSWERS_KEPT),
    )
    separately(*(partial(_delete, rows) for rows in expired))


def _delete(rows: QuerySet) -> None:
    """Piece by piece, each in the time that a statement has: after a flood of visitors there may be millions.

    A row that a request holds is left to the next round. So this waits for nobody, and no request and it wait for each other: those
    that count several limits lock their windows in the order of the keys, a plain DELETE in the order in which it meets them."""
    deleted = _PIECE
    while deleted == _PIECE:
        with transaction.atomic():
            piece = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:_PIECE])
            rows.model._default_manager.filter(pk__in=piece).delete()
        deleted = len(piece)
