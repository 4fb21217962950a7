"""Grounds of stay that are reckoned from what the person told: the visa-free days since an entry, a contract inside the Union.

They are the same as on the status page (`permits.status.rules`), and the certificate says whose word they are."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from permits.interim.grounds import Ground
from permits.interim.models import Right
from permits.models import Permit
from permits.selectors import that_stand
from permits.status.models import WorkContract
from permits.status.reading import notice_gaps, regime_of
from permits.status.rules import stay_days
from permits.status.rules.arrival import RESIDENT_KINDS, WITHOUT_CARD
from permits.status.rules.asking import gap_of
from permits.status.rules.entrants import VISA_FREE
from portal.legal.book import read_book
from portal.legal.citizenships import Regime
from portal.legal.errors import MissingLegalParameter
from profiles.models import Person
from profiles.rules.stays import StayDays, questions, with_entry
from profiles.selectors import PersonFacts, stays_told


def visa_free_days(facts: PersonFacts, on: date) -> Iterable[Ground]:
    """Where the migration card's last day is not told: the last of the visa-free days since the entry that was told, on the card or, by
    citizens who have none, among the entries and exits.

    Nothing where the days cannot be counted: dates of stays that do not fit together, an entry before the first rule that is known, one
    on a residence permit, which is no visa-free entry."""
    if facts.stay_until or facts.person_id is None:
        return
    stays = with_entry(stays_told(Person(pk=facts.person_id)), facts.entered_on)
    entered = facts.entered_on or (_open_stay(stays) if facts.citizenship in WITHOUT_CARD else None)
    if entered is None or entered > on:
        return
    if regime_of(facts.citizenship, on) not in VISA_FREE or _entered_as_resident(facts.person_id, entered):
        return
    if questions(stays):
        return
    try:
        law = stay_days.stay_law(read_book(stay_days.KEYS), facts.citizenship)
        last = stay_days.last_day(stays, entered_on=entered, law=law)
    except MissingLegalParameter as missing:
        notice_gaps([gap_of(missing)])
        return
    except OverflowError:  # a day that no calendar holds
        return
    if last is not None and last.value >= entered:
        yield Ground(Right.TOLD_ENTRY, last.value)


def _open_stay(stays: Iterable[StayDays]) -> date | None:
    return max((stay.entered_on for stay in stays if stay.entered_on and stay.left_on is None), default=None)


def contract_of_the_union(facts: PersonFacts, on: date) -> Iterable[Ground]:
    """A citizen of the Eurasian Economic Union stays as long as the contract of work lasts: Treaty on the Union, art. 97."""
    if regime_of(facts.citizenship, on) != Regime.EAEU:
        return
    lasting = Q(ends_on=None) | Q(ends_on__gte=on)
    told = WorkContract.objects.filter(lasting, person_id=facts.person_id or 0, retired_at=None, begins_on__lte=on).first()
    if told is not None:
        yield Ground(Right.TOLD_CONTRACT, told.ends_on)


def _entered_as_resident(person_id: int, entered: date) -> bool:
    held = that_stand(Permit.objects.filter(person_id=person_id, kind__in=RESIDENT_KINDS, issued_on__lte=entered))
    return held.filter(Q(valid_until=None) | Q(valid_until__gte=entered)).exists()


__all__ = ["contract_of_the_union", "visa_free_days"]
