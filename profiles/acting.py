"""Who acts for whom: everybody for herself, a parent or guardian for a child until the day the child turns 18.

Every door asks here, and nothing else decides it. `people_acted_for` is for queries, `acts_for` for one person."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from portal import clock
from portal.accounts.selectors import pk_of
from profiles.models import Guardianship, Person


def people_acted_for(user: Any) -> QuerySet[Any]:
    """The keys of the people for whom this user acts at this moment, for `person__in=`."""
    own = Person.objects.filter(user_id=pk_of(user)).values("pk")
    return own.union(children_of(user).order_by().values("child_id"), all=True)


def children_of(user: Any) -> QuerySet[Guardianship]:
    """The guardianships that hold at this moment, in which this user acts for a child; the first child first."""
    return in_force().filter(guardian__user_id=pk_of(user)).select_related("child").order_by("pk")


def ended_of(user: Any) -> QuerySet[Guardianship]:
    """What this user's acting ended by, newest first: the name that she knew, the day and the reason; nothing of the child today."""
    return Guardianship.objects.filter(guardian__user_id=pk_of(user), ended_on__isnull=False).select_related("child").order_by("-pk")


def in_force() -> QuerySet[Guardianship]:
    return Guardianship.objects.filter(ended_on=None, majority_at__gt=clock.now())


def beside(held: Iterable[Guardianship]) -> QuerySet[Guardianship]:
    """Who else acts at this moment for the children of these guardianships."""
    rows = list(held)
    others = in_force().filter(child__in=[row.child_id for row in rows]).exclude(pk__in=[row.pk for row in rows])
    return others.select_related("guardian").order_by("pk")


def acts_for(user: Any, person: Person) -> bool:
    """May this user do for `person` what she may do for herself? She herself, or who acts for the child today."""
    if not user.is_authenticated:
        return False
    return person.user_id == user.pk or in_force().filter(guardian__user_id=user.pk, child_id=person.pk).exists()


def hearers(person: Person) -> list[int]:
    """The users who are told what happens to this person: herself when she has an account, else who acts for her now."""
    if person.user_id is not None:
        return [person.user_id]
    users = in_force().filter(child_id=person.pk, guardian__user__isnull=False).order_by("pk")
    return list(users.values_list("guardian__user_id", flat=True))


def children_in_care(guardian_id: int) -> list[int]:
    """The children for whom this person acts at this moment."""
    return list(in_force().filter(guardian_id=guardian_id).order_by("pk").values_list("child_id", flat=True))


def parents_of(child_id: int) -> list[int]:
    """The people who act for this child at this moment."""
    return list(in_force().filter(child_id=child_id).order_by("pk").values_list("guardian_id", flat=True))


def ever_heard(person: Person) -> list[int]:
    """The users who have been told about this person, also those who act for her no more: for the record of letters."""
    guardians = Guardianship.objects.filter(child_id=person.pk, guardian__user__isnull=False)
    return [*([person.user_id] if person.user_id else []), *guardians.values_list("guardian__user_id", flat=True)]


def close_to(user: Any) -> frozenset[int]:
    """The people whose affairs this user never decides as an officer: herself and every child she has ever acted for.

    Read once per user object, that is once per request."""
    kept = vars(user)
    if "_close_people_read" not in kept:
        own = Person.objects.filter(user_id=pk_of(user)).values_list("pk", flat=True)
        children = Guardianship.objects.filter(guardian__user_id=pk_of(user)).values_list("child_id", flat=True)
        kept["_close_people_read"] = frozenset(own.union(children))
    close: frozenset[int] = kept["_close_people_read"]
    return close


__all__ = [
    "acts_for", "beside", "children_in_care", "children_of", "close_to", "ended_of", "ever_heard", "hearers", "in_force",
    "parents_of", "people_acted_for",
]  # fmt: skip
