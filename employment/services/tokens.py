"""Keys for an organisation's programs: made, used, revoked."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from employment.errors import NotConfirmed, TokenShownAlready, TokenTooLong, TooManyTokens
from employment.events import TokenMade, TokenRevoked
from employment.models import ApiToken, Organisation
from employment.models.token import LONGEST_DAYS
from employment.rules.roles import MANAGE
from employment.services.locking import locked_organisation
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.ui.formats import civil_date

PREFIX: Final = "emp_"  # lets a scanner of leaked keys know whose this is
MOST_TOKENS: Final = 20


@transaction.atomic
def make_token(
    *, organisation_id: int, name: str, scopes: Sequence[str], ends_on: date, submission_key: uuid.UUID, actor: Actor, on: date
) -> tuple[ApiToken, str]:
    """The token, from civil date `on` (Moscow) through `ends_on`, and its secret, which is shown once and not kept.

    Raises `MayNot`, `NotConfirmed`, `TokenTooLong`, `TooManyTokens`, and `TokenShownAlready` for the same submission again."""
    organisation = locked_organisation(organisation_id, actor, MANAGE)
    if organisation.status != Organisation.Status.CONFIRMED:
        raise NotConfirmed
    latest = on + timedelta(days=LONGEST_DAYS)
    if not on <= ends_on <= latest:
        raise TokenTooLong(last=civil_date(latest))
    if ApiToken.objects.filter(submission_key=submission_key).exists():
        raise TokenShownAlready
    if organisation.api_tokens.filter(revoked_at=None, ends_on__gte=on).count() >= MOST_TOKENS:
        raise TooManyTokens(limit=MOST_TOKENS)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        organisation=organisation,
        name=name,
        scopes=sorted(set(scopes)),
        secret_hash=hash_of_secret(secret),
        submission_key=submission_key,
        made_by_id=actor.human_id,
        made_at=clock.now(),
        begins_on=on,
        ends_on=ends_on,
    )
    emit(TokenMade(organisation_id=organisation.pk, token_id=token.pk, scopes=tuple(token.scopes), ends_on=ends_on), actor=actor)
    return token, secret


@transaction.atomic
def revoke_token(*, token_id: int, actor: Actor) -> ApiToken:
    """From now on it opens nothing. Twice is once. Raises `MayNot`."""
    organisation_id = ApiToken.objects.values_list("organisation_id", flat=True).get(pk=token_id)
    locked_organisation(organisation_id, actor, MANAGE)
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token_id)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        emit(TokenRevoked(organisation_id=organisation_id, token_id=token.pk), actor=actor)
    return token


def open_token(secret: str, *, on: date) -> ApiToken | None:
    """The token that `secret` opens on civil date `on` (Moscow). None for an unknown, ended or revoked one, and for one whose
    organisation is not confirmed. Its first use of a day is noted."""
    known = ApiToken.objects.select_related("organisation").filter(secret_hash=hash_of_secret(secret))
    token = known.filter(organisation__status=Organisation.Status.CONFIRMED).first()
    if token is None or not token.is_open(on):
        return None
    if token.last_used_on != on:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=on)
    return token


def hash_of_secret(secret: str) -> str:
    """Not keyed: nobody tries 256 random bits, and a new SECRET_KEY must not stop every employer's programs."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


__all__ = ["MOST_TOKENS", "PREFIX", "hash_of_secret", "make_token", "open_token", "revoke_token"]
