"""The worker gives one employer a consent, and ends it."""

import hashlib
import hmac
import uuid
from datetime import date

from django.conf import settings
from django.db import transaction

from employment.errors import CodeShownAlready, ConsentTooLong, TooManyConsents
from employment.events import ConsentEnded, ConsentGiven
from employment.models import Organisation, ShareCode
from employment.rules.consent import MOST_OPEN, latest_day
from employment.rules.numbers import new_code, new_number
from patents.excerpt import excerpt
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.ui.formats import civil_date
from profiles.services import lock_person


@transaction.atomic
def give_consent(
    *, patent_id: int, inn: str, purpose: str, ends_on: date, submission_key: uuid.UUID, actor: Actor, on: date
) -> tuple[ShareCode, str]:
    """The consent, from civil date `on` (Moscow) through `ends_on`, and its code, which is shown once and not kept.

    Raises `ConsentTooLong`, `TooManyConsents`, and `CodeShownAlready` for the same submission again."""
    if not on <= ends_on <= latest_day(on):
        raise ConsentTooLong(last=civil_date(latest_day(on)))
    patent = excerpt(patent_id)
    lock_person(patent.person_id)
    if ShareCode.objects.filter(submission_key=submission_key).exists():
        raise CodeShownAlready
    if _open_consents(patent.person_id, on) >= MOST_OPEN:
        raise TooManyConsents(limit=MOST_OPEN)
    now, code = clock.now(), new_code()
    consent = ShareCode.objects.create(
        number=new_number("C", year=now.year),
        person_id=patent.person_id,
        patent_id=patent.pk,
        inn=inn,
        organisation=only_organisation(inn),
        purpose=purpose,
        code_hash=hash_of(code),
        submission_key=submission_key,
        begins_on=on,
        ends_on=ends_on,
        created_at=now,
    )
    emit(ConsentGiven(consent_id=consent.pk, person_id=consent.person_id, purpose=purpose, ends_on=ends_on), actor=actor)
    return consent, code


@transaction.atomic
def end_consent(*, consent_id: int, actor: Actor) -> ShareCode:
    """From now on the employer learns nothing more by it. Twice is once."""
    consent = ShareCode.objects.select_for_update(of=("self",)).get(pk=consent_id)
    if consent.revoked_at is None:
        consent.revoked_at = clock.now()
        consent.save(update_fields=["revoked_at"])
        emit(ConsentEnded(consent_id=consent.pk, person_id=consent.person_id), actor=actor)
    return consent


def _open_consents(person_id: int, on: date) -> int:
    return ShareCode.objects.filter(person_id=person_id, revoked_at=None, died_at=None, ends_on__gte=on).count()


def employer_of(consent: ShareCode) -> Organisation | None:
    """The one employer that the consent is for: the one that is written down, else the only one that is registered with its INN,
    perhaps since the consent was given. None while nobody is, or while branches share the INN and none has used the code."""
    return consent.organisation or only_organisation(consent.inn)


def only_organisation(inn: str) -> Organisation | None:
    """The confirmed employer with this INN; None when there is none, or more than one (branches have a KPP of their own)."""
    found = list(Organisation.objects.filter(inn=inn, status=Organisation.Status.CONFIRMED)[:2])
    return found[0] if len(found) == 1 else None


def hash_of(code: str) -> str:
    """Keyed, so that a copy of the table opens nothing: there are few enough codes to try them all against a plain hash."""
    return hmac.new(settings.SECRET_KEY.encode(), f"employment.code:{code}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


__all__ = ["employer_of", "end_consent", "give_consent", "hash_of", "only_organisation"]
