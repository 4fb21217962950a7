"""An employer asks about a worker. Each answer leaves a signed receipt."""

import hmac
import uuid
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import F

from employment.errors import MayNot, NotConfirmed
from employment.events import CodeRefused, PatentChecked
from employment.models import ApiToken, Member, Organisation, PatentCheck, ShareCode
from employment.receipts import PURPOSE, Answer, write
from employment.rules.consent import WRONG_DATES
from employment.rules.numbers import canonical_code
from employment.rules.roles import CHECK, may
from employment.services.consents import hash_of
from patents.excerpt import LAW_OF_VALIDITY, Excerpt, excerpt_by_which_one_works, find_excerpt
from patents.formats import canonical_number, canonical_series
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.signing.keys import Signer, signer

Way, Result = PatentCheck.Way, PatentCheck.Result


@transaction.atomic
def check_by_number(
    *, organisation_id: int, series: str, number: str, submission_key: uuid.UUID, actor: Actor, token_id: int | None = None
) -> PatentCheck:
    """What the public check says, with a receipt. The same submission again is the same receipt. `token_id` when a program asks:
    `actor` is then who made its token. Raises `MayNot`, `NotConfirmed`."""
    organisation = asking_organisation(organisation_id, actor, token_id)
    if known := organisation.checks.filter(submission_key=submission_key).first():
        return known
    asked = (canonical_series(series) or "", canonical_number(number) or "")
    patent = find_excerpt(*asked)
    question = {"series": asked[0], "number": asked[1]}
    check = new_check(organisation, submission_key, patent, actor=actor, token_id=token_id)
    return _kept(check, question, answer_about(patent), actor=actor)


@transaction.atomic
def check_by_code(
    *, organisation_id: int, code: str, birth_date: date, submission_key: uuid.UUID, actor: Actor, on: date, token_id: int | None = None
) -> PatentCheck | None:
    """What the worker consented to show, on civil date `on` (Moscow), with a receipt.

    None for an unknown code, another employer's, one that ended or died, and a wrong birth date: all by the same queries.
    The fifth wrong birth date ends the consent. Raises `MayNot`, `NotConfirmed`."""
    organisation = asking_organisation(organisation_id, actor, token_id)
    return checked_by_code(
        organisation, code=code, birth_date=birth_date, submission_key=submission_key, actor=actor, on=on, token_id=token_id
    )


def checked_by_code(
    organisation: Organisation,
    *,
    code: str,
    birth_date: date,
    submission_key: uuid.UUID,
    actor: Actor,
    on: date,
    token_id: int | None = None,
) -> PatentCheck | None:
    """`check_by_code` for an organisation that the caller got from `asking_organisation` in this transaction."""
    if known := organisation.checks.filter(submission_key=submission_key).first():
        return known
    asked = hash_of(canonical_code(code) or "")
    consent = ShareCode.objects.select_for_update(of=("self",)).select_related("person").filter(code_hash=asked).first()
    fits = consent is not None and _is_for(consent, organisation) and consent.is_open(on)
    born = str(consent.person.birth_date) if consent else "0000-00-00"
    right = hmac.compare_digest(born, birth_date.isoformat())
    if consent is None or not (fits and right):
        _refuse(organisation, consent if fits else None, actor=actor)
        return None
    if consent.organisation_id is None:
        consent.organisation = organisation
        consent.save(update_fields=["organisation"])
    question, patent = {"consent": consent.number, "purpose": consent.purpose}, excerpt_by_which_one_works(consent.patent_id)
    check = new_check(organisation, submission_key, patent, consent=consent, actor=actor, token_id=token_id)
    answer = replace(answer_about(patent), law=patent.law)
    return _kept(check, question, answer, actor=actor)


def asking_organisation(organisation_id: int, actor: Actor, token_id: int | None = None) -> Organisation:
    """The confirmed employer for which this person or program may ask, held as it is until the transaction ends."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    if not (_may_member(organisation, actor) if token_id is None else _may_program(organisation, token_id)):
        raise MayNot
    if organisation.status != Organisation.Status.CONFIRMED:
        raise NotConfirmed
    return organisation


def _may_member(organisation: Organisation, actor: Actor) -> bool:
    role = Member.objects.filter(organisation=organisation, user_id=actor.human_id).values_list("role", flat=True).first()
    return role is not None and may(role, CHECK)


def _may_program(organisation: Organisation, token_id: int) -> bool:
    """Whoever revokes the token holds the organisation's row, as we do: it cannot end between this look and the answer."""
    token = ApiToken.objects.filter(pk=token_id, organisation=organisation).first()
    return token is not None and token.is_open(clock.today()) and ApiToken.Scope.WRITE in token.scopes


def _is_for(consent: ShareCode, organisation: Organisation) -> bool:
    return consent.inn == organisation.inn and consent.organisation_id in {None, organisation.pk}


def _refuse(organisation: Organisation, consent: ShareCode | None, *, actor: Actor) -> None:
    """Count the wrong birth date of a code that is this employer's; for any other the same statements touch no row."""
    wrong = consent.wrong_dates + 1 if consent else 0
    died = wrong >= WRONG_DATES
    ShareCode.objects.filter(pk=consent.pk if consent else 0).update(
        wrong_dates=F("wrong_dates") + 1, died_at=clock.now() if died else None
    )
    told = CodeRefused(
        organisation_id=organisation.pk,
        consent_id=consent.pk if consent else None,
        person_id=consent.person_id if consent else None,
        died=died,
    )
    emit(told, actor=actor)


def answer_about(patent: Excerpt | None) -> Answer:
    """What the public check says today, and no more without consent: the acts are the same for every answer, since those of one patent
    tell whether it was not paid, annulled or extended. Asks the database nothing."""
    law = tuple(str(act) for act in LAW_OF_VALIDITY)
    if patent is None:
        return Answer(Result.NOT_FOUND, clock.today(), law)
    return Answer(Result.VALID if patent.validity.value == "valid" else Result.NOT_VALID, patent.on, law)


def new_check(
    organisation: Organisation,
    submission_key: uuid.UUID,
    patent: Excerpt | None,
    *,
    actor: Actor,
    consent: ShareCode | None = None,
    token_id: int | None = None,
) -> PatentCheck:
    """The question, not yet answered and not stored."""
    return PatentCheck(
        organisation=organisation,
        asked_by_id=actor.human_id,
        token_id=token_id,
        asked_at=clock.now(),
        way=Way.CODE if consent else Way.NUMBER,
        consent=consent,
        patent_id=patent.pk if patent else None,
        person_id=patent.person_id if patent else None,
        valid_through=patent.valid_through if patent and consent else None,
        submission_key=submission_key,
    )


def answer_check(check: PatentCheck, question: dict[str, str], answer: Answer, *, by: Signer) -> None:
    """Number and sign it. It is not stored yet."""
    check.on, check.result = answer.on, answer.result
    write(check, question=question, answer=answer, by=by)


def told(check: PatentCheck) -> PatentChecked:
    return PatentChecked(
        organisation_id=check.organisation_id, check_id=check.pk, person_id=check.person_id, way=check.way, result=check.result
    )


def _kept(check: PatentCheck, question: dict[str, str], answer: Answer, *, actor: Actor) -> PatentCheck:
    answer_check(check, question, answer, by=signer(PURPOSE))
    check.save(force_insert=True)
    emit(told(check), actor=actor)
    return check


__all__ = [
    "answer_about",
    "answer_check",
    "asking_organisation",
    "check_by_code",
    "check_by_number",
    "checked_by_code",
    "new_check",
    "told",
]
