"""A child takes over its profile at 18: by a code from the parent, or from an officer who has compared the identity document.

Locks: the child, then its hand-over. Before the birthday a claim only waits; nothing of the profile opens to the account."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from portal import clock
from portal.accounts.models import User
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from portal.legal import services as legal
from profiles.civil import latest_today
from profiles.errors import (
    GuardianshipEnded,
    HandOverUnknown,
    HasOwnProfile,
    NoProfileForStaff,
    NotGrownUpYet,
    NothingToCompare,
    ProfileTaken,
    TooEarlyToHandOver,
)
from profiles.events import HandOverClaimed, HandOverCodeMade, HandOverCodeRevoked, IdentityCompared, OwnProfileNear, ProfileHandedOver
from profiles.models import Guardianship, HandOver, Person
from profiles.permissions import can_have_profile
from profiles.services import codes
from profiles.services.family import coming_of_age
from profiles.services.person import lock_person

OPENS_BEFORE: Final = timedelta(days=366)
LIVES_AFTER: Final = timedelta(days=30)  # a parent's code, after the birthday
AT_THE_COUNTER: Final = timedelta(hours=24)  # an officer's code
_OPEN: Final = Q(revoked_at=None, done_at=None)
_MEANT_BY_PARENT: Final = ("", Guardianship.EndReason.MAJORITY)


def may_make_code(held: Guardianship) -> bool:
    return held.majority_at - OPENS_BEFORE <= clock.now() < held.majority_at


def open_hand_over(child_id: int) -> HandOver | None:
    """The code that counts, or has served. That of a parent who acts no more counts no more."""
    row = HandOver.objects.filter(child_id=child_id, revoked_at=None).select_related("guardianship__guardian").first()
    return row if row is not None and _is_meant(row) else None


@transaction.atomic
def make_code(*, guardianship_id: int, actor: Actor) -> tuple[str, HandOver]:
    """A code from who acts for the child; the one before, and an account that waited by it, end at once. It is shown once.

    Raises `GuardianshipEnded`, `TooEarlyToHandOver`, `ProfileTaken`."""
    child, held = _locked(guardianship_id)
    if held.ended_on is not None or held.majority_at <= clock.now():
        raise GuardianshipEnded()
    if not may_make_code(held):
        raise TooEarlyToHandOver()
    return _make(child, held, HandOver.Source.PARENT, expires_at=held.majority_at + LIVES_AFTER, actor=actor)


@transaction.atomic
def make_code_at_the_counter(*, guardianship_id: int, actor: Actor) -> tuple[str, HandOver]:
    """A code from an officer for the grown-up at the desk, whose identity document was compared. It is shown once.

    Raises `NotGrownUpYet`, `ProfileTaken`."""
    child, held = _locked(guardianship_id)
    if held.majority_at > clock.now():
        raise NotGrownUpYet()
    return _make(child, held, HandOver.Source.OFFICER, expires_at=clock.now() + AT_THE_COUNTER, actor=actor)


@transaction.atomic
def revoke_code(*, guardianship_id: int, actor: Actor) -> None:
    """Who acts takes the code back, and the account that waits by it. Nothing happens when there is none. Raises `GuardianshipEnded`."""
    child, held = _locked(guardianship_id)
    if held.ended_on is not None or held.majority_at <= clock.now():
        raise GuardianshipEnded()
    _revoke(child, actor=actor)


@transaction.atomic
def claim_profile(*, user: User, typed: str, birth_date: date, actor: Actor) -> HandOver:
    """The grown-up, or who soon is one, names the code in her own account. Before the 18th birthday it waits for that day.

    Raises `HandOverUnknown` for whatever does not fit, `HasOwnProfile`, `NoProfileForStaff`. The caller has counted the try."""
    if not can_have_profile(user):
        raise NoProfileForStaff()
    child_id = HandOver.objects.filter(_OPEN, code_hash=hash_of(typed)).values_list("child_id", flat=True).first()
    if child_id is None:
        raise HandOverUnknown()
    child = lock_person(child_id)
    row = _waiting(child).filter(code_hash=hash_of(typed)).first()
    if row is None or child.birth_date != birth_date or not _is_meant(row) or row.expires_at <= clock.now():
        raise HandOverUnknown()
    if row.claimed_by_id not in (None, user.pk) or Guardianship.objects.filter(child=child, guardian__user=user).exists():
        raise HandOverUnknown()  # nobody who acts or acted for the child is the child
    if Person.objects.filter(user=user).exists():
        raise HasOwnProfile()
    is_first = row.claimed_by_id is None
    row.claimed_by, row.claimed_at = user, row.claimed_at or clock.now()
    row.save(update_fields=["claimed_by", "claimed_at"])
    if row.guardianship.majority_at <= clock.now():
        return _give(child, row, actor=actor)
    if is_first:
        emit(HandOverClaimed(**_names(row)), actor=actor)
    return row


@transaction.atomic
def confirm_identity(*, hand_over_id: int, actor: Actor) -> HandOver:
    """An officer has compared the person with the identity document: the profile is no more one that a code alone gave away.

    Raises `NothingToCompare`. That the officer may see the profile and is not close to the person is checked by the door."""
    child = lock_person(HandOver.objects.values_list("child_id", flat=True).get(pk=hand_over_id))
    row = HandOver.objects.select_related("guardianship").get(pk=hand_over_id)
    if row.done_at is None or row.source != HandOver.Source.PARENT or row.compared_at is not None:
        raise NothingToCompare()
    row.compared_at, row.compared_by_id = clock.now(), actor.human_id
    row.save(update_fields=["compared_at", "compared_by"])
    emit(IdentityCompared(**_names(row)), actor=actor)
    row.child = child
    return row


def hand_over_and_tell(*, batch: int = 200) -> int:
    """Give profiles whose day has begun to the accounts that wait, and tell those whose day is near. Twice adds nothing."""
    done = 0
    while count := _give_due(batch):
        done += count
    while count := _tell_near(batch):
        done += count
    return done


@transaction.atomic
def _give_due(batch: int) -> int:
    """A claim that cannot be served any more (the account has a profile meanwhile, the guardian was removed) is revoked."""
    due = HandOver.objects.filter(_OPEN, claimed_by__isnull=False, guardianship__majority_at__lte=clock.now())
    ids = list(due.order_by("pk").values_list("child_id", flat=True)[:batch])
    people = Person.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    children = list(people)
    for child in children:
        row = _waiting(child).filter(claimed_by__isnull=False).first()
        if row is None or row.claimed_by_id is None:
            continue
        if _is_meant(row) and not Person.objects.filter(user_id=row.claimed_by_id).exists():
            _give(child, row, actor=SYSTEM)
        else:
            _revoke(child, actor=SYSTEM)
    return len(children)


@transaction.atomic
def _tell_near(batch: int) -> int:
    now = clock.now()
    soon = now + timedelta(days=legal.term("profiles.hand_over_warning", on=latest_today()).amount)
    near = HandOver.objects.select_for_update(skip_locked=True, of=("self",)).filter(_OPEN, claimed_by__isnull=False, near_told_at=None)
    near = near.filter(guardianship__majority_at__gt=now, guardianship__majority_at__lte=soon)
    rows = list(near.select_related("child", "guardianship").order_by("pk")[:batch])
    for row in rows:
        row.near_told_at = now
        row.save(update_fields=["near_told_at"])
        emit(OwnProfileNear(**_names(row), ends_on=coming_of_age(row.child)), actor=SYSTEM)
    return len(rows)


def hash_of(typed: str) -> str:
    return codes.hash_of(typed, purpose="hand-over")


def _waiting(child: Person) -> QuerySet[HandOver]:
    """The one that is open, once the child is locked."""
    return HandOver.objects.filter(_OPEN, child=child).select_related("guardianship__guardian")


def _locked(guardianship_id: int) -> tuple[Person, Guardianship]:
    child = lock_person(Guardianship.objects.values_list("child_id", flat=True).get(pk=guardianship_id))
    if child.user_id is not None:
        raise ProfileTaken()
    return child, Guardianship.objects.get(pk=guardianship_id)


def _make(child: Person, held: Guardianship, source: str, *, expires_at: datetime, actor: Actor) -> tuple[str, HandOver]:
    _revoke(child, actor=actor)
    code = codes.new_code()
    assert actor.human_id is not None
    row = HandOver.objects.create(
        child=child,
        guardianship=held,
        source=source,
        made_by_id=actor.human_id,
        made_at=clock.now(),
        code_hash=hash_of(code),
        expires_at=expires_at,
    )
    emit(HandOverCodeMade(**_names(row), source=str(source)), actor=actor)
    return code, row


def _revoke(child: Person, *, actor: Actor) -> None:
    row = _waiting(child).first()
    if row is not None:
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        emit(HandOverCodeRevoked(**_names(row)), actor=actor)


def _give(child: Person, row: HandOver, *, actor: Actor) -> HandOver:
    """The account is the child's own from now on; every application, permit and document is the same person's as before."""
    child.user_id = row.claimed_by_id
    child.save(update_fields=["user", "updated_at"])
    row.done_at = clock.now()
    row.save(update_fields=["done_at"])
    emit(ProfileHandedOver(**_names(row), source=row.source), actor=actor)
    return row


def _is_meant(row: HandOver) -> bool:
    """A parent's code counts no more once officers, or the parent, have ended that parent's acting before the birthday."""
    return row.source == HandOver.Source.OFFICER or row.guardianship.end_reason in _MEANT_BY_PARENT


def _names(row: HandOver) -> dict[str, int]:
    held = row.guardianship
    return {"person_id": row.child_id, "guardian_id": held.guardian_id, "guardianship_id": held.pk, "hand_over_id": row.pk}
