from functools import partial

from celery import shared_task

from appointments.models import Reception
from appointments.planning.services import make_places, reckon_moments, tell_who_is_expected, warn_of_conflicts
from portal.events.actor import SYSTEM
from portal.separately import separately


@shared_task
def make_places_ahead() -> None:
    """Run by beat every 10 minutes: each reception has its places through the horizon, at the moments its wall clock shows (the zones
    of the system may have been brought up to date), a hold that was confirmed after the plan had changed comes to light as a conflict,
    conflicts that come near are brought to mind, and who has got no other time is told not to come. A reception at a time: a killed run
    leaves the others done, and a fault at one keeps no other without places."""
    receptions = Reception.objects.order_by("pk").values_list("pk", flat=True)
    separately(*(partial(_make_places, reception_id) for reception_id in receptions))


def _make_places(reception_id: int) -> None:
    reckon_moments(reception_id=reception_id, actor=SYSTEM)
    make_places(reception_id=reception_id)
    warn_of_conflicts(reception_id=reception_id)
    tell_who_is_expected(reception_id=reception_id)
