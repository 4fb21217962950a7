"""The worker allows one employer to be told about changes."""

from datetime import date

from django.db import transaction

from employment.services.consents import employer_of
from employment.watch.errors import ConsentNotOpen, EmployerUnknown, WatchEndsTooLate
from employment.watch.events import WatchBegan
from employment.watch.models import Watch, WatchedPatent
from employment.watch.services.ending import locked_consent
from employment.watch.services.looking import standing, watched_patents
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit


@transaction.atomic
def begin_watch(*, consent_id: int, ends_on: date, actor: Actor, on: date) -> Watch:
    """Begin on civil date `on`, through `ends_on` at the latest. Again, while one is active, it is that one with its day as it is.

    What is true today is the beginning: only what changes later is told. Raises `ConsentNotOpen`, `EmployerUnknown`, `WatchEndsTooLate`."""
    consent = locked_consent(consent_id)
    if consent is None:
        raise ConsentNotOpen
    employer = employer_of(consent)
    if employer is None:
        raise EmployerUnknown
    if consent.organisation_id is None:  # registered since: the worker has read its name and chosen it
        consent.organisation = employer
        consent.save(update_fields=["organisation"])
    last = consent.ends_on
    if not on <= ends_on <= last:
        raise WatchEndsTooLate(last=last)
    active = Watch.objects.filter(consent=consent, status=Watch.Status.ACTIVE).first()
    if active:
        return active
    watch = Watch.objects.create(
        consent=consent,
        organisation=employer,
        person_id=consent.person_id,
        begins_on=on,
        ends_on=ends_on,
        created_at=clock.now(),
        look_at=clock.now(),
    )
    for patent in watched_patents(consent):
        now = standing(patent)
        WatchedPatent.objects.create(watch=watch, patent_id=patent.pk, state=now.state, until=now.until, profession=now.profession)
    emit(WatchBegan(watch_id=watch.pk, person_id=watch.person_id, organisation_id=watch.organisation_id, ends_on=ends_on), actor=actor)
    return watch


@transaction.atomic
def name_watch(*, watch_id: int, reference: str) -> Watch:
    """The employer's own reference of the worker, for the notices to come."""
    watch = Watch.objects.select_for_update().get(pk=watch_id)
    watch.reference = reference
    watch.save(update_fields=["reference"])
    return watch


__all__ = ["begin_watch", "name_watch"]
