"""Holders hear in time that their paid days or their twelve months end, and what to do when they have. Everything due, each once."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from patents.events import PatentEnded, PatentEnding, PatentExpiring, PatentLapsed
from patents.models import Patent, PatentWarning
from patents.rescue import NEAR, payable
from patents.selectors import civil_today
from patents.services.rescues import ask_before_lapse
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

DAYS: Final = (1, 5, 15, 30)
LAPSED: Final = 0
STILL_NEWS: Final = timedelta(days=30)  # after a longer stop nobody is told any more that the twelve months are over
About = PatentWarning.About
ONE_DAY = timedelta(days=1)  # regions are up to a day apart from Moscow


def warn_of_ends() -> int:
    """Send the nearest warning that is due for every patent whose paid days end within a month. Returns how many were sent.

    After a stop only the nearest is sent, never those that were missed. A patent whose twelve months end cannot be paid further:
    of it `warn_of_last_days` warns."""
    return sum(_warn(pk) for pk in _ending_soon(payable()))


def warn_of_last_days() -> int:
    """The same for every patent whose months are all paid and end within a month, until the next one is issued: one that is asked for,
    or granted and not paid, allows nothing (115-FZ art. 13.3). Returns how many were sent."""
    return sum(_warn_of_last_day(pk) for pk in _ending_soon(_paid_in_full()))


def _ending_soon(patents: QuerySet[Patent]) -> list[int]:
    days = (clock.today() - ONE_DAY, clock.today() + timedelta(days=max(DAYS)) + ONE_DAY)
    return list(patents.filter(valid_through__range=days).values_list("pk", flat=True))


def _paid_in_full() -> QuerySet[Patent]:
    """Patents whose twelve months are all paid: the rest of what is `payable`."""
    return Patent.objects.filter(status=Patent.Status.ISSUED, paid_through=F("expires_on"))


def announce_lapses() -> int:
    """Tell every holder whose patent has lapsed, once for each last paid day; first the queue is searched for their money."""
    told = PatentWarning.objects.filter(patent=OuterRef("pk"), paid_through=OuterRef("valid_through"), about=About.PAYMENT, days=LAPSED)
    ended = payable().filter(~Exists(told), valid_through__lte=clock.today())
    return sum(_announce(pk) for pk in ended.values_list("pk", flat=True).iterator())


def announce_ends() -> int:
    """Tell every holder whose twelve months, all paid, are over and whom no issued patent follows; once. Returns how many were told."""
    told = PatentWarning.objects.filter(patent=OuterRef("pk"), paid_through=OuterRef("valid_through"), about=About.TERM, days=LAPSED)
    days = (clock.today() - STILL_NEWS, clock.today())
    ended = _paid_in_full().filter(~Exists(told), ~Exists(_issued_next()), valid_through__range=days)
    return sum(_announce_end(pk) for pk in ended.values_list("pk", flat=True).iterator())


def nearest(left: int) -> int | None:
    """The warning that belongs to so many days left; None: too early, or over."""
    return next((days for days in DAYS if left <= days), None) if left >= 0 else None


@transaction.atomic
def _warn(patent_id: int) -> bool:
    patent = payable().select_for_update(of=("self",), skip_locked=True).filter(pk=patent_id).first()
    if patent is None or patent.valid_through is None:
        return False
    days = nearest((patent.valid_through - civil_today(patent)).days)
    if days is None or not _once(patent, patent.valid_through, About.PAYMENT, days):
        return False
    if days <= NEAR:
        ask_before_lapse(patent)
    event = PatentExpiring(patent_id=patent.pk, person_id=patent.person_id, paid_through=patent.valid_through, days=days)
    emit(event, actor=SYSTEM)
    return True


@transaction.atomic
def _warn_of_last_day(patent_id: int) -> bool:
    patent = _paid_in_full().select_for_update(of=("self",), skip_locked=True).filter(pk=patent_id).first()
    if patent is None or patent.valid_through is None:
        return False
    days = nearest((patent.valid_through - civil_today(patent)).days)
    if days is None or _is_followed(patent) or not _once(patent, patent.valid_through, About.TERM, days):
        return False
    event = PatentEnding(patent_id=patent.pk, person_id=patent.person_id, ends_on=patent.valid_through, days=days)
    emit(event, actor=SYSTEM)
    return True


def _issued_next() -> QuerySet[Patent]:
    """The issued patents that follow the one of the outer query."""
    return Patent.objects.filter(predecessor=OuterRef("pk"), status=Patent.Status.ISSUED)


def _is_followed(patent: Patent) -> bool:
    """Whether the next patent is issued: its fee and first month are paid."""
    return Patent.objects.filter(predecessor=patent, status=Patent.Status.ISSUED).exists()


@transaction.atomic
def _announce_end(patent_id: int) -> bool:
    patent = _paid_in_full().select_for_update(of=("self",), skip_locked=True).filter(pk=patent_id).first()
    if patent is None or patent.valid_through is None or patent.valid_through >= civil_today(patent):
        return False
    if _is_followed(patent) or not _once(patent, patent.valid_through, About.TERM, LAPSED):
        return False
    emit(PatentEnded(patent_id=patent.pk, person_id=patent.person_id, ended_on=patent.valid_through), actor=SYSTEM)
    return True


@transaction.atomic
def _announce(patent_id: int) -> bool:
    patent = payable().select_for_update(of=("self",), skip_locked=True).select_related("person").filter(pk=patent_id).first()
    if patent is None or patent.valid_through is None or patent.valid_through >= civil_today(patent):
        return False
    if not _once(patent, patent.valid_through, About.PAYMENT, LAPSED):
        return False
    found = ask_before_lapse(patent)
    event = PatentLapsed(patent_id=patent.pk, person_id=patent.person_id, paid_through=patent.valid_through, may_be_saved_by=found)
    emit(event, actor=SYSTEM)
    return True


def _once(patent: Patent, last: date, about: str, days: int) -> bool:
    """True the first time. A nearer warning makes the farther ones pointless: the unique row is the claim."""
    nearer = PatentWarning.objects.filter(patent=patent, paid_through=last, about=about, days__lte=days)
    if nearer.exists():
        return False
    PatentWarning.objects.create(patent=patent, paid_through=last, about=about, days=days, made_at=clock.now())
    return True
