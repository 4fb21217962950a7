"""A parent or guardian acts for a child: from the day she adds the child until the child's 18th birthday."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit
from portal.legal import regions
from portal.legal import services as legal
from profiles.acting import in_force
from profiles.civil import EASTERNMOST, latest_today
from profiles.errors import (
    BirthNotInThePast,
    ChildMadeYounger,
    ChildTooOld,
    ComesOfAgeTooSoon,
    GuardianNotAdult,
    GuardianshipEnded,
    OwnBirthUnknown,
    ParentTooYoung,
    RemovedByOfficers,
    TooManyChildren,
    UnknownCitizenship,
)
from profiles.events import GuardianshipBegun, GuardianshipEnding, GuardianshipOver, HandOverNear, ProfileOpened
from profiles.models import Address, Document, Guardianship, IdentityDocument, Person
from profiles.rules.dates import is_possible_birth
from profiles.rules.majority import can_be_parent, is_child, years_later
from profiles.rules.states import CITIZENSHIPS
from profiles.services.person import lock_person

MOST_CHILDREN = 20


@dataclass(frozen=True, kw_only=True)
class ChildData:
    """What a parent tells when she adds a child. Names in Latin letters, as in the child's document."""

    kinship: str  # Guardianship.Kinship
    family_name: str
    given_names: str
    birth_date: date
    sex: str
    citizenship: str


@transaction.atomic
def add_child(*, guardian_id: int, data: ChildData, actor: Actor) -> Guardianship:
    """Open a profile for a child and let the guardian act for it. The same child told again is the one that is there.

    Raises `OwnBirthUnknown`, `ChildTooOld`, `ParentTooYoung`, `GuardianNotAdult`, `TooManyChildren`, `BirthNotInThePast`,
    `UnknownCitizenship`, `RemovedByOfficers`."""
    guardian = lock_person(guardian_id)
    _guard_child(data, guardian, today=latest_today())
    own = in_force().filter(guardian=guardian).select_related("child")
    same = {"child__birth_date": data.birth_date, "child__family_name": data.family_name, "child__given_names": data.given_names}
    if known := own.filter(**same).first():
        return known
    guard_not_removed(guardian, Q(**same))
    if own.count() >= MOST_CHILDREN:
        raise TooManyChildren(limit=MOST_CHILDREN)
    told = {name: getattr(data, name) for name in ("family_name", "given_names", "birth_date", "sex", "citizenship")}
    child = Person.objects.create(phone=guardian.phone, **told)
    guardianship = Guardianship.objects.create(
        guardian=guardian,
        child=child,
        kinship=data.kinship,
        child_born=data.birth_date,
        since=clock.today(),
        majority_at=_majority_at(child),
    )
    emit(ProfileOpened(person_id=child.pk), actor=actor)
    emit(GuardianshipBegun(guardianship_id=guardianship.pk, person_id=child.pk, guardian_id=guardian.pk), actor=actor)
    return guardianship


def guard_not_removed(guardian: Person, of_child: Q) -> None:
    """Raises `RemovedByOfficers` when officers ended the acting of this person for the child that `of_child` names (a condition on
    `Guardianship`), or that of another account with the same identity document: a new account undoes no decision."""
    removed = Guardianship.objects.filter(of_child, _same_human(guardian), end_reason=Guardianship.EndReason.OFFICERS)
    if removed.exists():
        raise RemovedByOfficers()


def _same_human(guardian: Person) -> Q:
    """A condition on `Guardianship`: this person, or another account with the same identity document."""
    papers = IdentityDocument.objects.exclude(kind=IdentityDocument.Kind.IN_PARENTS)  # a parent's passport names every child in it
    own = papers.filter(person=guardian, issuing_state=OuterRef("issuing_state"), number=OuterRef("number"))
    return Q(guardian=guardian) | Q(guardian__in=papers.filter(Exists(own)).values("person_id"))


def same_child(child: Person) -> Q:
    """A condition on `Guardianship`: this profile, or another one of a child told by the same names and birthday."""
    told = {"child__birth_date": child.birth_date, "child__family_name": child.family_name, "child__given_names": child.given_names}
    return Q(child=child) | Q(**told)


@transaction.atomic
def prove_guardianship(*, guardianship_id: int, document_id: uuid.UUID, actor: Actor) -> Guardianship:
    """Name the document of the child's profile that proves the kinship. Raises `GuardianshipEnded`, `Document.DoesNotExist`."""
    guardianship = _lock_in_force(guardianship_id)
    guardianship.proof = Document.objects.get(pk=document_id, person_id=guardianship.child_id, removed_at=None)
    guardianship.save(update_fields=["proof"])
    return guardianship


@transaction.atomic
def end_guardianship(*, guardianship_id: int, actor: Actor, on: date) -> Guardianship:
    """The guardian acts for the child no more: `on` is the first day without it. Raises `GuardianshipEnded`."""
    guardianship = _lock_in_force(guardianship_id)
    return _end(guardianship, Guardianship.EndReason.GUARDIAN, actor=actor, on=on)


@transaction.atomic
def remove_guardian(*, guardianship_id: int, actor: Actor, on: date) -> list[Guardianship]:
    """Two officers have decided that the guardian acts no more: `on` is the first day without it. The decision is kept by the caller.

    Who left after it was proposed is removed all the same, or an invitation would let her in again: her day of leaving stays, and what
    she took up meanwhile for the same child ends on `on`. The answer names first the guardianship itself, then those.
    The child's profile, documents and applications stay as they are. Raises `GuardianshipEnded`."""
    held = lock_acting(guardianship_id)
    if not can_be_removed(held):
        raise GuardianshipEnded()
    if held.ended_on is None:
        _end(held, Guardianship.EndReason.OFFICERS, actor=actor, on=on)
    else:
        held.end_reason = Guardianship.EndReason.OFFICERS
        held.save(update_fields=["end_reason"])
    again = in_force().filter(same_child(held.child), _same_human(held.guardian)).select_for_update(of=("self",))
    return [held, *(_end(row, Guardianship.EndReason.OFFICERS, actor=actor, on=on) for row in again.select_related("child").order_by("pk"))]


def can_be_removed(held: Guardianship) -> bool:
    """While the child is one: who acts, and who left herself. Not whom officers have removed already."""
    return held.majority_at > clock.now() and held.end_reason in ("", Guardianship.EndReason.GUARDIAN)


def lock_acting(guardianship_id: int) -> Guardianship:
    """The child and who acts for it, by key, then everybody who acts or acted for the child, by key: as whoever joins locks them.
    Only inside a transaction."""
    found = Guardianship.objects.values_list("child_id", "guardian_id").get(pk=guardianship_id)
    people = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=found).order_by("pk")}
    rows = list(Guardianship.objects.select_for_update(of=("self",)).filter(child_id=found[0]).order_by("pk"))
    held = next(row for row in rows if row.pk == guardianship_id)
    held.child, held.guardian = people[found[0]], people[found[1]]
    return held


def reckon_majority(child: Person) -> None:
    """After a change of the child's birth date or region. The caller has locked the child.

    Where two act, neither brings the end for the other so near that it cannot be corrected back in time.
    Raises `ChildMadeYounger`, `ChildTooOld`, `ParentTooYoung`, `ComesOfAgeTooSoon`."""
    held = list(Guardianship.objects.select_for_update(of=("self",)).filter(child=child, ended_on=None).select_related("guardian"))
    for guardianship in held:
        if child.birth_date is None or child.birth_date < guardianship.child_born:
            guard_age(child.birth_date or guardianship.child_born, guardianship.kinship, guardianship.guardian, today=latest_today())
        elif child.birth_date > guardianship.child_born:
            # Otherwise a parent could go on acting for an adult by moving the birthday.
            raise ChildMadeYounger()
        before, guardianship.majority_at = guardianship.majority_at, _majority_at(child)
        if len(held) > 1:
            _guard_other(before, guardianship.majority_at)
        guardianship.save(update_fields=["majority_at"])


def _guard_other(before: datetime, majority_at: datetime) -> None:
    """Moves of hours, from one zone to another, are no correction of the birthday."""
    term = legal.term("profiles.majority_warning", on=latest_today())
    if before - majority_at > timedelta(days=1) and majority_at < clock.now() + timedelta(days=term.amount):
        raise ComesOfAgeTooSoon(days=term.amount)


def guard_own_children(guardian: Person) -> None:
    """After a change of the birth date of somebody who acts for children. Raises `ParentTooYoung`, `GuardianNotAdult`.

    Only a later birth date is judged: a correction that makes a parent older always stands."""
    before = Person.objects.filter(pk=guardian.pk).values_list("birth_date", flat=True).get()
    if guardian.birth_date is None or (before is not None and guardian.birth_date <= before):
        return
    for held in Guardianship.objects.filter(guardian=guardian, ended_on=None).select_related("child").order_by("pk"):
        _guard_elder(held.child.birth_date or held.child_born, held.kinship, guardian.birth_date, today=latest_today())


def close_and_warn(*, batch: int = 200) -> int:
    """Write down what the 18th birthday has ended, and tell in time of those that are near. How many rows; twice adds nothing."""
    done = 0
    while count := _close_due(batch):
        done += count
    while count := _warn_due(batch):
        done += count
    while count := _tell_near(batch):
        done += count
    return done


@transaction.atomic
def _close_due(batch: int) -> int:
    due = Guardianship.objects.select_for_update(skip_locked=True, of=("self",)).filter(ended_on=None, majority_at__lte=clock.now())
    rows = list(due.select_related("child").order_by("majority_at", "pk")[:batch])
    for guardianship in rows:
        _end(guardianship, Guardianship.EndReason.MAJORITY, actor=SYSTEM, on=coming_of_age(guardianship.child))
    return len(rows)


@transaction.atomic
def _warn_due(batch: int) -> int:
    now = clock.now()
    soon = now + timedelta(days=legal.term("profiles.majority_warning", on=latest_today()).amount)
    near = Guardianship.objects.select_for_update(skip_locked=True, of=("self",)).filter(ended_on=None, warned_at=None)
    rows = list(near.filter(majority_at__gt=now, majority_at__lte=soon).select_related("child").order_by("majority_at", "pk")[:batch])
    for guardianship in rows:
        guardianship.warned_at = now
        guardianship.save(update_fields=["warned_at"])
        emit(GuardianshipEnding(**_names(guardianship), ends_on=coming_of_age(guardianship.child)), actor=SYSTEM)
    return len(rows)


@transaction.atomic
def _tell_near(batch: int) -> int:
    """How the child gets its profile: told to who acts, nearer to the day than the first warning."""
    now = clock.now()
    soon = now + timedelta(days=legal.term("profiles.hand_over_warning", on=latest_today()).amount)
    near = Guardianship.objects.select_for_update(skip_locked=True, of=("self",)).filter(ended_on=None, near_at=None)
    rows = list(near.filter(majority_at__gt=now, majority_at__lte=soon).select_related("child").order_by("majority_at", "pk")[:batch])
    for guardianship in rows:
        guardianship.near_at = now
        guardianship.save(update_fields=["near_at"])
        emit(HandOverNear(**_names(guardianship), ends_on=coming_of_age(guardianship.child)), actor=SYSTEM)
    return len(rows)


def coming_of_age(child: Person) -> date:
    """The birthday from which nobody acts for the child."""
    assert child.birth_date is not None  # a child is added with it
    return years_later(child.birth_date, legal.term("profiles.majority", on=latest_today()).amount)


def _majority_at(child: Person) -> datetime:
    """The moment at which that birthday begins where the child is registered; of an unknown place, where days begin first."""
    code = Address.objects.filter(person=child, is_current=True).values_list("region", flat=True).first()
    zone = regions.region(code).zone if code else EASTERNMOST
    return datetime.combine(coming_of_age(child), time.min, tzinfo=zone)


def _end(guardianship: Guardianship, reason: str, *, actor: Actor, on: date) -> Guardianship:
    guardianship.ended_on, guardianship.end_reason = on, reason
    guardianship.save(update_fields=["ended_on", "end_reason"])
    emit(GuardianshipOver(**_names(guardianship), reason=str(reason), ended_on=on), actor=actor)
    return guardianship


def _names(guardianship: Guardianship) -> dict[str, int]:
    return {"guardianship_id": guardianship.pk, "person_id": guardianship.child_id, "guardian_id": guardianship.guardian_id}


def _lock_in_force(guardianship_id: int) -> Guardianship:
    guardianship = Guardianship.objects.select_for_update(of=("self",)).get(pk=guardianship_id)
    if guardianship.ended_on is not None or guardianship.majority_at <= clock.now():
        raise GuardianshipEnded()
    return guardianship


def _guard_child(data: ChildData, guardian: Person, *, today: date) -> None:
    if data.citizenship not in CITIZENSHIPS:
        raise UnknownCitizenship()
    if not is_possible_birth(data.birth_date, today=today):
        raise BirthNotInThePast()
    guard_age(data.birth_date, data.kinship, guardian, today=today)


def guard_age(born: date, kinship: str, guardian: Person, *, today: date) -> None:
    """Whether somebody of that age can act for a child born then. Raises `OwnBirthUnknown`, `ChildTooOld`, `ParentTooYoung`,
    `GuardianNotAdult`."""
    majority = legal.term("profiles.majority", on=today).amount
    if guardian.birth_date is None:
        raise OwnBirthUnknown()
    if not is_child(born, on=today, majority=majority):
        raise ChildTooOld(age=majority)
    _guard_elder(born, kinship, guardian.birth_date, today=today)


def _guard_elder(born: date, kinship: str, guardian_born: date, *, today: date) -> None:
    majority = legal.term("profiles.majority", on=today).amount
    if kinship == Guardianship.Kinship.GUARDIAN and is_child(guardian_born, on=today, majority=majority):
        raise GuardianNotAdult()
    older_by = legal.term("profiles.parent_older_by", on=today).amount
    least = older_by if kinship == Guardianship.Kinship.PARENT else 0  # a guardian may be an elder brother or sister
    if not can_be_parent(parent_born=guardian_born, child_born=born, older_by=least):
        raise ParentTooYoung(years=older_by)
