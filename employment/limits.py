"""How often people and organisations ask about workers. A personnel department with a stack of papers asks a few dozen times an
hour; who guesses codes asks without end."""

from typing import Final

from django.http import HttpRequest

from employment.models import Organisation
from portal.accounts.selectors import pk_of
from portal.edge import client
from portal.edge.limits import Limit, count_against

PER_ACCOUNT: Final = Limit("employer-check-account", times=60, per_seconds=600)
PER_ORGANISATION: Final = Limit("employer-check-organisation", times=600, per_seconds=3600)
PER_ADDRESS: Final = Limit("employer-check-address", times=120, per_seconds=600)


def count_question(request: HttpRequest, organisation: Organisation) -> None:
    """Count one question of a signed-in person for an organisation. Raises `LimitExceeded`."""
    count_against(PER_ACCOUNT, pk_of(request.user))
    count_against(PER_ORGANISATION, organisation.pk)
    count_against(PER_ADDRESS, client.network(request))


__all__ = ["PER_ORGANISATION", "count_question"]
