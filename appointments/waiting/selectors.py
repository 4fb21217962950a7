"""Reads of the waiting list: the line in its one order, who fits a place, who is before whom."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from appointments.models import Booking, ServiceAtOffice, Slot
from appointments.selectors import bookable, zone_of
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.rules.odds import DAYS, Odds, Past, odds
from appointments.waiting.rules.offering import SILENT_AFTER, TO_ANSWER, TO_COME
from portal import clock
from profiles.acting import people_acted_for

SILENCE = timedelta(hours=12)
ROUND = timedelta(minutes=1)  # of `tend_waiting_list`
# The nearest deadline first, who has none last; then who has waited longest.
LINE = (F("deadline").asc(nulls_last=True), "joined_at", "pk")


def entries_of(user: Any) -> QuerySet[WaitingEntry]:
    """The user's own entries and those of the children for whom she acts."""
    return WaitingEntry.objects.filter(person__in=people_acted_for(user)).select_related("person", "service")


def offers_of(user: Any) -> QuerySet[Offer]:
    """What was offered to the user, or to the children for whom she acts."""
    related = ("entry__person", "entry__service", "slot__offered__reception__office", "booking")
    return Offer.objects.filter(entry__person__in=people_acted_for(user)).select_related(*related)


def in_line_for(slot: Slot) -> QuerySet[WaitingEntry]:
    """Who waits for such a place, the first first: days and office fit, it was not offered to them before, and it is earlier than
    an appointment that they have. Whose document has an appointment in another account could not take it. A place for urgent deadlines
    goes to these alone, one for walk-ins to nobody."""
    offered, region = slot.offered, slot.offered.reception.office.region
    fits = WaitingEntry.objects.filter(
        _waits_at(offered.pk, region),
        state=WaitingEntry.State.WAITING,
        service=offered.service_id,
        first_day__lte=slot.day,
        last_day__gte=slot.day,
    )
    had = Offer.objects.filter(entry=OuterRef("pk"), slot=slot)
    comes_sooner = Booking.objects.filter(
        person=OuterRef("person"), service=offered.service_id, state__in=Booking.ACTIVE, starts_at__lte=slot.starts_at
    )
    by_document = Booking.objects.filter(identity=OuterRef("identity"), service=offered.service_id, state__in=Booking.ACTIVE)
    of_others = by_document.exclude(identity="").exclude(person=OuterRef("person"))
    is_booked_elsewhere = Q(Exists(of_others), whose_turn=F("person"))
    fits = fits.filter(~Exists(had), ~Exists(comes_sooner), ~is_booked_elsewhere)
    line = fits.alias(is_silent=_is_silent()).order_by("is_silent", *LINE)
    if slot.channel == Slot.Channel.EVERYBODY:
        return line
    if slot.channel == Slot.Channel.URGENT:
        today = clock.today(zone_of(offered.reception))
        return line.filter(deadline__range=(today, today + timedelta(days=offered.urgent_days)))  # as `rules.deadline.is_urgent`
    return line.none()


def opening_to_who_waits(now: datetime) -> QuerySet[Slot]:
    """Places that were given back when nobody waited for them, and that open at their secret moment by the next round: who has joined
    meanwhile goes first. Not one that stood open for a while: everybody has seen it."""
    opens = {"opens_at__gt": now - ROUND * 2, "opens_at__lte": now + ROUND}
    return Slot.objects.filter(is_awaited(now), state=Slot.State.FREE, opens_secretly=True, **opens).exclude(channel=Slot.Channel.WALK_IN)


def is_awaited(now: datetime) -> Q:
    """For a query of places: somebody waits for one of that service, office and day, and there is time to offer it."""
    through = WaitingEntry.at.through
    at_office = Q(Exists(through.objects.filter(waitingentry_id=OuterRef(OuterRef("pk")), serviceatoffice_id=OuterRef("pk"))))
    in_region = Q(reception__office__region=OuterRef("region"))
    here = ServiceAtOffice.objects.filter(at_office | in_region, pk=OuterRef(OuterRef("offered_id")), service=OuterRef("service_id"))
    waits = WaitingEntry.objects.filter(
        Exists(here), state=WaitingEntry.State.WAITING, first_day__lte=OuterRef("day"), last_day__gte=OuterRef("day")
    )
    return Q(Exists(waits), starts_at__gte=now + TO_ANSWER + TO_COME)


def _is_silent() -> Exists:
    """Who has just left an offer without an answer is asked after all others: places that wait for nobody are lost to everybody."""
    own = {"entry__person": OuterRef("person"), "entry__service": OuterRef("service")}  # also before she joined once more
    lapsed = Offer.objects.filter(**own, state=Offer.State.LAPSED, closed_at__gt=clock.now() - SILENCE)
    return Exists(lapsed)


def silent_until(entry: WaitingEntry, *, now: datetime) -> datetime | None:
    """Until when those who answer are asked before this one, whatever her place; None: she has answered, or it is over."""
    own = Offer.objects.filter(entry__person=entry.person_id, entry__service=entry.service_id, state=Offer.State.LAPSED)
    last = own.filter(closed_at__gt=now - SILENCE).aggregate(last=Max("closed_at"))["last"]
    return last + SILENCE if last else None


def _waits_at(offered_id: int, region: str) -> Q:
    through = WaitingEntry.at.through
    return Q(region=region) | Q(Exists(through.objects.filter(waitingentry_id=OuterRef("pk"), serviceatoffice_id=offered_id)))


def free_now(entry: WaitingEntry, *, now: datetime) -> QuerySet[Slot]:
    """Places that the entry waits for and that everybody may take at this moment."""
    found = Slot.objects.none()
    for offered in entry.at.all():
        nearest = now + timedelta(hours=offered.lead_hours)
        found |= bookable(offered.pk, now=now).filter(day__range=(entry.first_day, entry.last_day), starts_at__gte=nearest)
    return found.order_by("starts_at")


def place_in_line(entry: WaitingEntry) -> int:
    """1 for who is first. Counts who would be asked before for some place that both wait for."""
    sooner = Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk)
    if entry.deadline is None:
        before = Q(deadline__isnull=False) | sooner
    else:
        before = Q(deadline__lt=entry.deadline) | (Q(deadline=entry.deadline) & sooner)
    return (
        1 + _rivals(entry).filter(before, state__in=WaitingEntry.OPEN, last_day__gte=entry.first_day, first_day__lte=entry.last_day).count()
    )


def odds_of(entry: WaitingEntry, *, now: datetime) -> Odds:
    """What became of entries like this one in the last 90 days: same service and offices, also with a deadline or also without.
    Who left or did not answer is not counted: the portal does not know whether she found a place or gave up."""
    return _odds(_rivals(entry), is_needed_by_a_day=entry.deadline is not None, now=now)


def odds_at(offered: ServiceAtOffice, *, is_needed_by_a_day: bool, now: datetime) -> Odds:
    """The same for somebody who has not joined yet, at one office."""
    return _odds(_waiting_at([offered.pk], offered.service_id), is_needed_by_a_day=is_needed_by_a_day, now=now)


def waiting_now(offered: ServiceAtOffice) -> int:
    """How many wait for this at this office now, whatever their days."""
    return _waiting_at([offered.pk], offered.service_id).filter(state__in=WaitingEntry.OPEN).count()


def _odds(entries: QuerySet[WaitingEntry], *, is_needed_by_a_day: bool, now: datetime) -> Odds:
    ended = entries.filter(state__in=("booked", "over"), closed_at__gte=now - timedelta(days=DAYS))
    alike = ended.filter(deadline__isnull=not is_needed_by_a_day).values_list("state", "joined_at", "closed_at")
    return odds([Past(closed - joined if state == "booked" and closed else None) for state, joined, closed in alike])


def is_last_to_answer(offer: Offer) -> bool:
    """Without an answer to this offer the waiting ends, or has ended: so many in a row had none. What the office closed breaks no row."""
    before = Offer.objects.filter(entry=offer.entry_id, pk__lt=offer.pk).exclude(state=Offer.State.CLOSED)
    row = list(before.order_by("-pk").values_list("state", flat=True)[: SILENT_AFTER - 1])
    return len(row) == SILENT_AFTER - 1 and all(state == Offer.State.LAPSED for state in row)


def missed_by(offer: Offer, *, today: date) -> date | None:
    """The day by which the person needs the visit, when the offered time is later; None also once that day has passed."""
    needed = offer.entry.deadline
    return needed if needed is not None and today <= needed < offer.slot.day else None


def _rivals(entry: WaitingEntry) -> QuerySet[WaitingEntry]:
    """Other entries for the same service at some of the same offices."""
    own = WaitingEntry.at.through.objects.filter(waitingentry_id=entry.pk).values("serviceatoffice_id")
    return _waiting_at(own, entry.service_id).exclude(pk=entry.pk)


def _waiting_at(offers: Any, service_id: int) -> QuerySet[WaitingEntry]:
    shared = WaitingEntry.at.through.objects.filter(waitingentry_id=OuterRef("pk"), serviceatoffice_id__in=offers)
    return WaitingEntry.objects.filter(Exists(shared), service_id=service_id)


__all__ = [
    "entries_of",
    "free_now",
    "in_line_for",
    "is_awaited",
    "is_last_to_answer",
    "missed_by",
    "odds_at",
    "odds_of",
    "offers_of",
    "opening_to_who_waits",
    "place_in_line",
    "silent_until",
    "waiting_now",
]
