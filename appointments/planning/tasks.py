from celery import shared_task

from appointments.models import Reception
from appointments.planning.services import make_places


@shared_task
def make_places_ahead() -> None:
    """Run by beat every hour: each reception has its places through the horizon. A reception at a time, so that one killed run
    leaves the others done."""
    for reception_id in Reception.objects.order_by("pk").values_list("pk", flat=True):
        make_places(reception_id=reception_id)
