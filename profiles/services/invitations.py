"""Who acts for a child alone invites a second parent or guardian: by a code shown once, for a person of one birthday, never a third.

Nobody is searched for. The code alone opens nothing: who names it knows the child's birthday and was born on the day that the inviter
typed. Once joined, neither of the two ends the other's acting; officers do (`cases.guardianship`).

Locks: the child and who joins, by key; the child's guardianships, by key; the invitation. So who is removed, leaves or comes of age
meanwhile has done so before anybody joins, or is found as one of those who act."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from portal import clock
from portal.accounts.models import User
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from profiles.acting import in_force
from profiles.civil import latest_today
from profiles.errors import (
    ActsAlready,
    BirthNotInThePast,
    GuardianshipEnded,
    InvitationUnknown,
    InvitedTooYoung,
    NoProfileForStaff,
    OwnBirthUnknown,
    SecondActsAlready,
    TooManyChildren,
)
from profiles.events import GuardianInvitationEnded, GuardianInvited, GuardianJoined
from profiles.models import GuardianInvitation, Guardianship, IdentityDocument, Person
from profiles.permissions import can_have_profile
from profiles.rules.dates import is_possible_birth
from profiles.services.codes import hash_of, new_code
from profiles.services.family import MOST_CHILDREN, guard_age, guard_not_removed, same_child
from profiles.services.person import lock_person

LIVES: Final = timedelta(days=7)
MOST_ACTING: Final = 2  # the database says so too: `two_act_for_a_child`
_Reason = GuardianInvitation.EndReason


def open_invitation(child_id: int) -> GuardianInvitation | None:
    """The one that somebody could still name at this moment."""
    return GuardianInvitation.objects.filter(child_id=child_id, ended_at=None, expires_at__gt=clock.now()).first()


@transaction.atomic
def invite_guardian(*, guardianship_id: int, born: date, actor: Actor) -> tuple[str, GuardianInvitation]:
    """A code for the person born on `born`; it is shown once and lives seven days, not longer than the childhood. The code before ends.

    Raises `GuardianshipEnded`, `SecondActsAlready`, `BirthNotInThePast`, `InvitedTooYoung`."""
    child, held = _locked(guardianship_id)
    if in_force().filter(child=child).count() >= MOST_ACTING:
        raise SecondActsAlready()
    if not is_possible_birth(born, today=latest_today()):
        raise BirthNotInThePast()
    if child.birth_date is None or born >= child.birth_date:
        raise InvitedTooYoung()
    _end_open(child, _Reason.TAKEN_BACK, actor=actor)
    code = new_code()
    invitation = GuardianInvitation.objects.create(
        child=child,
        guardianship=held,
        invited_born=born,
        made_by_id=actor.human_id,
        made_at=clock.now(),
        code_hash=_hash(code),
        expires_at=min(clock.now() + LIVES, held.majority_at),
    )
    emit(GuardianInvited(**_names(invitation)), actor=actor)
    return code, invitation


@transaction.atomic
def take_back_invitation(*, guardianship_id: int, actor: Actor) -> None:
    """The code counts no more. Nothing happens when there is none. Raises `GuardianshipEnded`."""
    child, _held = _locked(guardianship_id)
    _end_open(child, _Reason.TAKEN_BACK, actor=actor)


def invitation_named(*, user: User, typed: str, child_born: date, actor: Actor) -> GuardianInvitation:
    """What the code invites to, for the person it is meant for; nothing changes but the count of wrong days.

    Raises `InvitationUnknown`, `OwnBirthUnknown`, `NoProfileForStaff`. The caller has counted the try."""
    with transaction.atomic():
        found = _named(user, typed, child_born, actor=actor)
    if found is None:
        raise InvitationUnknown()
    return found[0]


def join_child(*, user: User, typed: str, child_born: date, kinship: str, actor: Actor) -> Guardianship:
    """Who was invited acts for the child from now on, beside who invited. The same sent again is the guardianship that is there.

    Raises what `invitation_named` raises, `RemovedByOfficers`, `ActsAlready`, `SecondActsAlready`, `TooManyChildren`, and what
    `guard_age` raises. The caller has counted the try."""
    with transaction.atomic():
        found = _named(user, typed, child_born, actor=actor)
        if found is not None:
            return _join(*found, kinship=kinship, actor=actor)
    again = in_force().filter(guardian__user=user, joined_by__code_hash=_hash(typed)).first()
    if again is None:
        raise InvitationUnknown()
    return again


@transaction.atomic
def end_old_invitations(*, batch: int = 200) -> int:
    """Write down which invitations are over, because their days or the acting of who invited are. How many; twice adds nothing."""
    now = clock.now()
    over = Q(expires_at__lte=now) | Q(guardianship__ended_on__isnull=False) | Q(guardianship__majority_at__lte=now)
    due = GuardianInvitation.objects.filter(over, ended_at=None).order_by("pk").values_list("child_id", flat=True)[:batch]
    # The child first, as everywhere: somebody may be joining at this moment.
    children = list(Person.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=list(due)).order_by("pk"))
    return sum(_end_open(child, _Reason.OVER, actor=SYSTEM, among=over) for child in children)


def _locked(guardianship_id: int) -> tuple[Person, Guardianship]:
    child = lock_person(Guardianship.objects.values_list("child_id", flat=True).get(pk=guardianship_id))
    held = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship_id)
    if not _acts(held):
        raise GuardianshipEnded()
    return child, held


def _acts(held: Guardianship) -> bool:
    return held.ended_on is None and held.majority_at > clock.now()


def _named(user: User, typed: str, child_born: date, *, actor: Actor) -> tuple[GuardianInvitation, Person, list[Guardianship]] | None:
    """The open invitation, who joins, and everybody who acts or acted for the child, all locked; None when anything does not fit."""
    if not can_have_profile(user):
        raise NoProfileForStaff()
    own = Person.objects.filter(user=user).first()
    if own is None or own.birth_date is None or not IdentityDocument.objects.filter(person=own, is_current=True).exists():
        raise OwnBirthUnknown()
    named = GuardianInvitation.objects.filter(code_hash=_hash(typed), ended_at=None)
    child_id = named.values_list("child_id", flat=True).first()
    if child_id is None:
        return None
    people = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=(child_id, own.pk)).order_by("pk")}
    child, own = people[child_id], people[own.pk]
    rows = list(Guardianship.objects.select_for_update(of=("self",)).filter(child=child).order_by("pk"))
    invitation = named.select_for_update(of=("self",)).first()
    if invitation is None or invitation.expires_at <= clock.now():
        return None
    inviter = next(row for row in rows if row.pk == invitation.guardianship_id)
    if not _acts(inviter) or inviter.guardian_id == own.pk:
        return None
    if child.birth_date != child_born or own.birth_date != invitation.invited_born:
        _count_wrong(invitation, actor=actor)
        return None
    invitation.child, invitation.guardianship = child, inviter
    return invitation, own, rows


def _join(invitation: GuardianInvitation, own: Person, rows: list[Guardianship], *, kinship: str, actor: Actor) -> Guardianship:
    child, inviter = invitation.child, invitation.guardianship
    acting = [row for row in rows if _acts(row)]
    if any(row.guardian_id == own.pk for row in acting):
        raise ActsAlready()
    guard_not_removed(own, same_child(child))
    if len(acting) >= MOST_ACTING:
        raise SecondActsAlready()
    if in_force().filter(guardian=own).count() >= MOST_CHILDREN:
        raise TooManyChildren(limit=MOST_CHILDREN)
    assert child.birth_date is not None  # compared with what was typed
    guard_age(child.birth_date, kinship, own, today=latest_today())
    held = Guardianship.objects.create(
        guardian=own,
        child=child,
        kinship=kinship,
        child_born=inviter.child_born,
        since=clock.today(),
        majority_at=inviter.majority_at,
    )
    _end(invitation, _Reason.JOINED, joined=held)
    names = {"guardianship_id": held.pk, "guardian_id": own.pk, "person_id": child.pk}
    emit(GuardianJoined(**names, invitation_id=invitation.pk, invited_by=inviter.pk), actor=actor)
    return held


def _count_wrong(invitation: GuardianInvitation, *, actor: Actor) -> None:
    invitation.wrong_dates += 1
    if invitation.wrong_dates < GuardianInvitation.WRONG_DATES:
        invitation.save(update_fields=["wrong_dates"])
        return
    _end(invitation, _Reason.WRONG)
    emit(GuardianInvitationEnded(**_names(invitation), reason=str(_Reason.WRONG)), actor=actor)


def _end_open(child: Person, reason: str, *, actor: Actor, among: Q | None = None) -> int:
    """The child is locked. How many were ended: none or one."""
    row = GuardianInvitation.objects.filter(among or Q(), child=child, ended_at=None).select_related("guardianship").first()
    if row is None:
        return 0
    reason = _Reason.OVER if row.expires_at <= clock.now() else reason
    _end(row, reason)
    emit(GuardianInvitationEnded(**_names(row), reason=str(reason)), actor=actor)
    return 1


def _end(invitation: GuardianInvitation, reason: str, *, joined: Guardianship | None = None) -> None:
    invitation.ended_at, invitation.end_reason, invitation.invited_born, invitation.joined = clock.now(), reason, None, joined
    invitation.save(update_fields=["wrong_dates", "ended_at", "end_reason", "invited_born", "joined"])


def _hash(typed: str) -> str:
    return hash_of(typed, purpose="guardian-invitation")


def _names(row: GuardianInvitation) -> dict[str, int]:
    held = row.guardianship
    return {"person_id": row.child_id, "guardian_id": held.guardian_id, "guardianship_id": held.pk, "invitation_id": row.pk}
