"""Who acts for an employer. The right is the membership itself, read at every request."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from employment.errors import InvitationExists, InvitationNotOpen, LastOwner, MemberGone, NotConfirmed, TooManyInvitations
from employment.events import InvitationRevoked, MemberInvited, MemberJoined, MemberLeft, RoleChanged
from employment.models import Invitation, Member, Organisation
from employment.rules.roles import MANAGE
from employment.services.locking import guard, locked_organisation
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit

LASTS: Final = timedelta(days=7)
MOST_OPEN: Final = 20


@transaction.atomic
def invite(*, organisation_id: int, email: str, role: str, actor: Actor) -> tuple[Invitation, str]:
    """The invitation and its token, which is shown once and not kept.

    Raises `MayNot`, `NotConfirmed`, `InvitationExists`, `TooManyInvitations`."""
    organisation = locked_organisation(organisation_id, actor, MANAGE)
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
    guard(invitation.organisation_id, actor, MANAGE)
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
    if not is_of(invitation, actor.human_id):
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
def change_role(*, member_id: int, role: str, actor: Actor) -> Member:
    """An owner changes what a member may do, or gives up being one. The same role again changes nothing.

    Raises `MayNot`, `LastOwner`, `MemberGone`."""
    member = _held_member(member_id)
    guard(member.organisation_id, actor, MANAGE)
    if member.role == role:
        return member
    _guard_last_owner(member)
    was, member.role = member.role, role
    member.save(update_fields=["role"])
    emit(RoleChanged(organisation_id=member.organisation_id, user_id=member.user_id, was=was, role=role), actor=actor)
    return member


@transaction.atomic
def remove_member(*, member_id: int, actor: Actor) -> None:
    """An owner removes anybody; everybody may leave. Raises `MayNot`, `LastOwner`, `MemberGone`."""
    member = _held_member(member_id)
    if member.user_id != actor.human_id:
        guard(member.organisation_id, actor, MANAGE)
    _guard_last_owner(member)
    member.delete()
    emit(MemberLeft(organisation_id=member.organisation_id, user_id=member.user_id), actor=actor)


def _held_member(member_id: int) -> Member:
    """The member as it is once the organisation is held: whoever changes its people waits for each other there."""
    organisations = Organisation.objects.filter(members__pk=member_id).values("pk")
    Organisation.objects.select_for_update(no_key=True).filter(pk__in=organisations).first()
    member = Member.objects.filter(pk=member_id).first()
    if member is None:
        raise MemberGone
    return member


def _guard_last_owner(member: Member) -> None:
    others = Member.objects.filter(organisation_id=member.organisation_id, role=Member.Role.OWNER).exclude(pk=member.pk)
    if member.role == Member.Role.OWNER and not others.exists():
        raise LastOwner


def is_of(invitation: Invitation, user_id: int) -> bool:
    """Whether it was made for a confirmed address of this account."""
    return bool(EmailAddress.objects.filter(user_id=user_id, email__iexact=invitation.email, verified=True).exists())


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


__all__ = ["accept_invitation", "change_role", "hash_of", "invite", "is_of", "remove_member", "revoke_invitation"]
