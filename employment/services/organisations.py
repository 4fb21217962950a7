"""An employer applies; an officer decides."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from employment.errors import OrganisationExists, OrganisationMoved, OwnOrganisation
from employment.events import OrganisationApplied, OrganisationDecided
from employment.models import ORGANISATION_TRANSITIONS, Member, Organisation
from employment.rules.numbers import new_number
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import Actor
from portal.events.services import emit


@dataclass(frozen=True, kw_only=True)
class OrganisationData:
    """Numbers in canonical form (`employment.rules.identifiers`)."""

    kind: str
    inn: str
    name: str
    phone: str
    kpp: str = ""
    ogrn: str = ""
    address: str = ""


@transaction.atomic
def apply_for_organisation(*, data: OrganisationData, submission_key: uuid.UUID, actor: Actor) -> Organisation:
    """The applicant becomes the owner. The same submission again is the same organisation. Raises `OrganisationExists`."""
    known = Organisation.objects.filter(submission_key=submission_key, members__user_id=actor.human_id).first()
    if known:
        return known
    now = clock.now()
    made = Organisation(number=new_number("E", year=now.year), submission_key=submission_key, created_at=now, **vars(data))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise OrganisationExists from error
    made.members.create(user_id=actor.human_id, role=Member.Role.OWNER, joined_at=now)
    emit(OrganisationApplied(organisation_id=made.pk), actor=actor)
    return made


def confirm(*, organisation_id: int, actor: Actor, seen_papers: Collection[str] | None = None) -> Organisation:
    """`seen_papers` are the keys of the papers that the officer had on the page; what came or went since is not confirmed unseen.

    Raises `OrganisationMoved`, `OwnOrganisation`, `StaleVersion`."""
    return _decide(organisation_id, Organisation.Status.CONFIRMED, "", actor, seen_papers)


def refuse(*, organisation_id: int, reason: str, actor: Actor) -> Organisation:
    """`reason` is what the applicant reads. Raises `OrganisationMoved`, `OwnOrganisation`."""
    return _decide(organisation_id, Organisation.Status.REFUSED, reason, actor)


def suspend(*, organisation_id: int, reason: str, actor: Actor) -> Organisation:
    """Its members ask nothing more until it is confirmed again. Raises `OrganisationMoved`, `OwnOrganisation`."""
    return _decide(organisation_id, Organisation.Status.SUSPENDED, reason, actor)


@transaction.atomic
def _decide(organisation_id: int, status: str, reason: str, actor: Actor, seen_papers: Collection[str] | None = None) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    if (organisation.status, status) not in ORGANISATION_TRANSITIONS:
        raise OrganisationMoved
    if organisation.members.filter(user_id=actor.human_id).exists():
        raise OwnOrganisation  # somebody who became an officer after they had joined it
    if seen_papers is not None and set(seen_papers) != {str(proof.pk) for proof in organisation.proofs.filter(removed_at=None)}:
        raise StaleVersion
    organisation.status, organisation.reason = status, reason
    organisation.decided_at, organisation.decided_by_id = clock.now(), actor.human_id
    organisation.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    emit(OrganisationDecided(organisation_id=organisation.pk, status=status), actor=actor)
    return organisation


__all__ = ["OrganisationData", "apply_for_organisation", "confirm", "refuse", "suspend"]
