"""How often people and organisations ask about workers. A personnel department with a stack of papers asks a few dozen times an
hour; who guesses codes asks without end."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from employment.events import QuestionsLimited
from employment.models import Organisation
from portal.accounts.selectors import pk_of
from portal.edge import client
from portal.edge.limits import Counted, Limit, count_against
from portal.errors import LimitExceeded
from portal.events.actor import Actor
from portal.events.services import emit

PER_ACCOUNT: Final = Limit("employer-check-account", times=60, per_seconds=600)
PER_ORGANISATION: Final = Limit("employer-check-organisation", times=600, per_seconds=3600)
PER_ADDRESS: Final = Limit("employer-check-address", times=120, per_seconds=600)


# Programs of several employers may share the address of one provider.
PROGRAMS_ASK: Final = Limit("employer-api-asks-address", times=600, per_seconds=600)
PROGRAMS_READ: Final = Limit("employer-api-reads-address", times=6000, per_seconds=600)
UNKNOWN_TOKENS: Final = Limit("employer-api-unknown-token", times=60, per_seconds=600)
_TOLD_OF: Final = Limit("employer-check-refusal", times=1, per_seconds=600)


def count_question(request: HttpRequest, organisation: Organisation) -> None:
    """Count one question of a signed-in person for an organisation. Raises `LimitExceeded`; the history says so."""
    account = pk_of(request.user)
    limits: list[Counted] = [(PER_ACCOUNT, (account,)), (PER_ORGANISATION, (organisation.pk,)), (PER_ADDRESS, (client.network(request),))]
    count_or_tell(limits, organisation, account_id=account)


def count_or_tell(limits: Sequence[Counted], organisation: Organisation, *, account_id: int | None, token_id: int | None = None) -> None:
    """Count one use of each. Raises `LimitExceeded`, once it is written down that this organisation was refused: at most once in ten
    minutes for an account or token, so that who hammers does not fill the journal."""
    try:
        for limit, parts in limits:
            count_against(limit, *parts)
    except LimitExceeded:
        if _is_first("token" if token_id else "account", token_id or account_id):
            _tell(QuestionsLimited(organisation_id=organisation.pk, token_id=token_id), account_id, program=token_id is not None)
        raise


def _is_first(kind: str, asker: int | None) -> bool:
    try:
        count_against(_TOLD_OF, kind, asker)
    except LimitExceeded:
        return False
    return True


@transaction.atomic
def _tell(event: QuestionsLimited, account_id: int | None, *, program: bool) -> None:
    emit(event, actor=Actor("program" if program else "person", account_id))


__all__ = ["PER_ORGANISATION", "PROGRAMS_ASK", "PROGRAMS_READ", "UNKNOWN_TOKENS", "count_or_tell", "count_question"]
