"""Places of a quota: reserved with the application, used by the grant, free again after a refusal or a withdrawal.

Every function locks the quota's row first, so that two people never get one last place. The case is locked by the caller."""

from datetime import date

from django.db import connection, transaction

from cases.models import Case
from permits.quota.errors import NoPlacesLeft, QuotaBelowTaken, QuotaNotEstablished
from permits.quota.events import PlaceReleased, PlaceReserved, PlaceUsed, QuotaSet
from permits.quota.models import Quota, QuotaPlace
from permits.quota.selectors import needed_quota
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


def hold_name(region: str, year: int) -> None:
    """Until the transaction ends nobody else enters a quota of this region and year."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"permits.quota: {region} {year}"])


@transaction.atomic
def set_quota(*, region: str, year: int, places: int, citation: str, actor: Actor) -> Quota:
    """Enter the figure of an act, or change it after another act. Raises `QuotaBelowTaken`."""
    Quota.objects.get_or_create(
        region=region, year=year, defaults={"places": places, "citation": citation, "entered_by_id": actor.human_id}
    )
    quota = Quota.objects.select_for_update(of=("self",)).get(region=region, year=year)
    taken = quota.reserved + quota.used
    if places < taken:
        raise QuotaBelowTaken(taken=taken)
    quota.places, quota.citation, quota.entered_by_id = places, citation, actor.human_id
    quota.save(update_fields=["places", "citation", "entered_by", "entered_at"])
    emit(QuotaSet(quota_id=quota.pk, places=places), actor=actor)
    return quota


@transaction.atomic
def reserve_place(*, case: Case, region: str, actor: Actor, on: date) -> QuotaPlace:
    """A place of the year of `on` for an application that is being sent. Raises `QuotaNotEstablished`, `NoPlacesLeft`."""
    found = needed_quota(region, on=on)
    if found is None:
        raise QuotaNotEstablished()
    quota = _lock(found.pk)
    if quota.left <= 0:
        raise NoPlacesLeft()
    place = QuotaPlace.objects.create(quota=quota, case=case, reserved_at=clock.now())
    quota.reserved += 1
    quota.save(update_fields=["reserved"])
    emit(PlaceReserved(quota_id=quota.pk, case_id=case.pk), actor=actor)
    return place


@transaction.atomic
def use_place(*, case: Case, actor: Actor) -> None:
    """The permit was granted: its place stays taken for good. Nothing for a case without a place."""
    if place := _closed(case, QuotaPlace.State.USED):
        place.quota.used += 1
        place.quota.save(update_fields=["reserved", "used"])
        emit(PlaceUsed(quota_id=place.quota_id, case_id=case.pk), actor=actor)


@transaction.atomic
def release_place(*, case: Case, actor: Actor) -> None:
    """Refused or withdrawn: somebody else may have the place. Nothing for a case without a place."""
    if place := _closed(case, QuotaPlace.State.RELEASED):
        place.quota.save(update_fields=["reserved"])
        emit(PlaceReleased(quota_id=place.quota_id, case_id=case.pk), actor=actor)


def _lock(quota_id: int) -> Quota:
    return Quota.objects.select_for_update(of=("self",)).get(pk=quota_id)


def _closed(case: Case, state: str) -> QuotaPlace | None:
    """The place in its new state, with its locked quota one reservation shorter; None where none is reserved."""
    held = QuotaPlace.objects.filter(case=case, state=QuotaPlace.State.RESERVED).first()
    if held is None:
        return None
    held.quota = _lock(held.quota_id)
    held.state, held.closed_at = state, clock.now()
    held.save(update_fields=["state", "closed_at"])
    held.quota.reserved -= 1
    return held


__all__ = ["hold_name", "release_place", "reserve_place", "set_quota", "use_place"]
