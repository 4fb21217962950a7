"""What may happen to an account, one function for each. Each ends the account's sessions and tokens."""

from django.db import transaction
from django.db.models import QuerySet
from knox.models import AuthToken

from portal.accounts import events
from portal.accounts.errors import OwnRole, RoleAlreadyHeld, RoleNeedsOffice, RoleNotHeld
from portal.accounts.models import RoleAssignment, User
from portal.edge.models import Session
from portal.edge.sessions import stored_key
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def grant_role(*, user_id: int, role: str, office_id: int | None = None, actor: Actor) -> RoleAssignment:
    """Give a role, in an office where the role has one. The person signs in again and then has it."""
    user = _locked(user_id, actor)
    if (role in RoleAssignment.OF_AN_OFFICE) != (office_id is not None):
        raise RoleNeedsOffice
    if _held(user, role, office_id).exists():
        raise RoleAlreadyHeld
    assignment = user.roles.create(role=role, office_id=office_id, granted_by_id=actor.user_id)
    _settle(user)
    emit(events.RoleGranted(user_id=user.pk, role=role, office_id=office_id), actor=actor)
    return assignment


@transaction.atomic
def revoke_role(*, user_id: int, role: str, office_id: int | None = None, actor: Actor) -> None:
    """Take a role away, at once: the person's sessions and tokens end."""
    user = _locked(user_id, actor)
    removed, _models = _held(user, role, office_id).delete()
    if not removed:
        raise RoleNotHeld
    _settle(user)
    emit(events.RoleRevoked(user_id=user.pk, role=role, office_id=office_id), actor=actor)


@transaction.atomic
def deactivate(*, user_id: int, actor: Actor) -> User:
    """Switch an account off. Its history stays; nobody signs in with it. Doing it twice changes nothing."""
    user = _locked(user_id, actor)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        emit(events.AccountDeactivated(user_id=user.pk), actor=actor)
    end_sessions(user.pk)
    return user


@transaction.atomic
def reactivate(*, user_id: int, actor: Actor) -> User:
    user = _locked(user_id, actor)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        emit(events.AccountReactivated(user_id=user.pk), actor=actor)
    return user


@transaction.atomic
def record_secret_change(*, user_id: int, what: str, actor: Actor, keep_session: str | None = None) -> None:
    """A password or second factor changed: every other session and every token ends."""
    end_sessions(user_id, keep=keep_session)
    emit(events.SecretsChanged(user_id=user_id, what=what), actor=actor)


def end_sessions(user_id: int, *, keep: str | None = None) -> int:
    """Sign the account out everywhere, except in the session whose cookie is `keep`. Returns how many ended."""
    rows = Session.objects.filter(user_id=user_id)
    AuthToken.objects.filter(user_id=user_id).delete()
    return (rows.exclude(session_key=stored_key(keep)) if keep else rows).delete()[0]


def end_session(*, user_id: int, stored: str) -> int:
    """End one session of this account by its stored key."""
    return Session.objects.filter(user_id=user_id, session_key=stored).delete()[0]


def choose_language(*, user_id: int, language: str) -> None:
    """In which language letters are written from now on."""
    User.objects.filter(pk=user_id).update(language=language)


def _locked(user_id: int, actor: Actor) -> User:
    if actor.user_id == user_id:
        raise OwnRole
    return User.objects.select_for_update().get(pk=user_id)


def _held(user: User, role: str, office_id: int | None) -> QuerySet[RoleAssignment]:
    roles = RoleAssignment.objects.filter(user=user, role=role)
    return roles.filter(office__isnull=True) if office_id is None else roles.filter(office_id=office_id)


def _settle(user: User) -> None:
    """Keep `is_staff` in step with the roles, and make old cookies and tokens worthless."""
    user.is_staff = user.roles.filter(role__in=RoleAssignment.STAFF).exists()
    user.save(update_fields=["is_staff"])
    end_sessions(user.pk)


__all__ = [
    "choose_language",
    "deactivate",
    "end_session",
    "end_sessions",
    "grant_role",
    "reactivate",
    "record_secret_change",
    "revoke_role",
]
