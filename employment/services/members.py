"""Who acts for an employer. The right is the membership itself, read at every request."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from employment.errors import InvitationExists, InvitationNotOpen, LastOwner, MayNot, NotConfirmed, TooManyInvitations
from employment.events import InvitationRevoked, MemberInvited, MemberJoined, MemberLeft
from employment.models import Invitation, Member, Organisation
from employment.rules.roles import MANAGE, may
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit

LASTS: Final = timedelta(days=7)
MOST_OPEN: Final = 20


@transaction.atomic
def invite(*, organisation_id: int, email: str, role: str, actor: Actor) -> tuple[Invitation, str]:
    """The invitation and its token, which is shown once and not kept.

    Raises `MayNot`, `NotConfirmed`, `InvitationExists`, `TooManyInvitations`."""
    organisation = _locked(organisation_id, actor, MANAGE)
    if organisation.status != Organisation.Status.CONFIRMED:
        raise NotConfirmed
    now, token = clock.now(), secrets.token_urlsafe(32)
    organisation.invitations.filter(Invitation.OPEN, expires_at__lte=now).update(revoked_at=now)  # out of time: no longer in the way
    if organisation.invitations.filter(Invitation.OPEN).count() >= MOST_OPEN:
        raise TooManyInvitations
    invitation = Invitation(
        organisation=organisation, email=email.lower(), role=role, token_hash=hash_of(token), invited_by_id=actor.human_id,
        created_at=now, expires_at=now + LASTS,
    )  # fmt: skip
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise InvitationExists from error
    emit(MemberInvited(organisation_id=organisation.pk, invitation_id=invitation.pk, role=role), actor=actor)
    return invitation, token


@transaction.atomic
def revoke_invitation(*, invitation_id: int, actor: Actor) -> None:
    """Twice is once. Raises `MayNot`, `InvitationNotOpen` for one that was accepted."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    _guard(invitation.organisation_id, actor, MANAGE)
    if invitation.accepted_at:
        raise InvitationNotOpen
    if invitation.revoked_at is None:
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
        emit(InvitationRevoked(organisation_id=invitation.organisation_id, invitation_id=invitation.pk), actor=actor)


@transaction.atomic
def accept_invitation(*, token: str, actor: Actor) -> Member:
    """The person of the invited, confirmed address joins. Raises `InvitationNotOpen` for everything that does not fit."""
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
    if invitation is None or invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= clock.now():
        raise InvitationNotOpen
    if not EmailAddress.objects.filter(user_id=actor.human_id, email__iexact=invitation.email, verified=True).exists():
        raise InvitationNotOpen
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    member, made = Member.objects.get_or_create(
        organisation_id=invitation.organisation_id,
        user_id=actor.human_id,
        defaults={"role": invitation.role, "joined_at": invitation.accepted_at},
    )
    if made:
        emit(MemberJoined(organisation_id=member.organisation_id, user_id=member.user_id, role=member.role), actor=actor)
    return member


@transaction.atomic
def remove_member(*, member_id: int, actor: Actor) -> None:
    """An owner removes anybody; everybody may leave. Raises `MayNot`, `LastOwner`."""
    organisation_id = Member.objects.values_list("organisation_id", flat=True).get(pk=member_id)
    Organisation.objects.select_for_update().get(pk=organisation_id)
    member = Member.objects.get(pk=member_id)
    if member.user_id != actor.human_id:
        _guard(organisation_id, actor, MANAGE)
    others = Member.objects.filter(organisation_id=organisation_id, role=Member.Role.OWNER).exclude(pk=member_id)
    if member.role == Member.Role.OWNER and not others.exists():
        raise LastOwner
    member.delete()
    emit(MemberLeft(organisation_id=organisation_id, user_id=member.user_id), actor=actor)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _locked(organisation_id: int, actor: Actor, act: str) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    _guard(organisation_id, actor, act)
    return organisation


def _guard(organisation_id: int, actor: Actor, act: str) -> None:
    role = Member.objects.filter(organisation_id=organisation_id, user_id=actor.human_id).values_list("role", flat=True).first()
    if role is None or not may(role, act):
        raise MayNot


__all__ = ["accept_invitation", "hash_of", "invite", "remove_member", "revoke_invitation"]
