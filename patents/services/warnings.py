"""Holders hear in time that their paid days end, and what to do when they have ended. Everything due, each thing once."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from patents.events import PatentExpiring, PatentLapsed
from patents.models import Patent, PatentWarning
from patents.rescue import NEAR, payable
from patents.selectors import civil_today
from patents.services.rescues import ask_before_lapse
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.services import emit

DAYS: Final = (1, 5, 15, 30)
LAPSED: Final = 0
ONE_DAY = timedelta(days=1)  # regions are up to a day apart from Moscow


def warn_of_ends() -> int:
    """Send the nearest warning that is due for every patent whose paid days end within a month. Returns how many were sent.

    After a stop only the nearest is sent, never those that were missed. A patent whose twelve months end cannot be paid further:
    it is not warned here."""
    ends = payable().filter(valid_through__range=(clock.today() - ONE_DAY, clock.today() + timedelta(days=max(DAYS)) + ONE_DAY))
    return sum(_warn(pk) for pk in ends.values_list("pk", flat=True).iterator())


def announce_lapses() -> int:
    """Tell every holder whose patent has lapsed, once for each last paid day; first the queue is searched for their money."""
    told = PatentWarning.objects.filter(patent=OuterRef("pk"), paid_through=OuterRef("valid_through"), days=LAPSED)
    ended = payable().filter(~Exists(told), valid_through__lte=clock.today())
    return sum(_announce(pk) for pk in ended.values_list("pk", flat=True).iterator())


def nearest(left: int) -> int | None:
    """The warning that belongs to so many days left; None: too early, or over."""
    return next((days for days in DAYS if left <= days), None) if left >= 0 else None


@transaction.atomic
def _warn(patent_id: int) -> bool:
    patent = payable().select_for_update(of=("self",), skip_locked=True).filter(pk=patent_id).first()
    if patent is None or patent.valid_through is None:
        return False
    days = nearest((patent.valid_through - civil_today(patent)).days)
    if days is None or not _once(patent, patent.valid_through, days):
        return False
    if days <= NEAR:
        ask_before_lapse(patent)
    event = PatentExpiring(patent_id=patent.pk, person_id=patent.person_id, paid_through=patent.valid_through, days=days)
    emit(event, actor=SYSTEM)
    return True


@transaction.atomic
def _announce(patent_id: int) -> bool:
    patent = payable().select_for_update(of=("self",), skip_locked=True).select_related("person").filter(pk=patent_id).first()
    if patent is None or patent.valid_through is None or patent.valid_through >= civil_today(patent):
        return False
    if not _once(patent, patent.valid_through, LAPSED):
        return False
    found = ask_before_lapse(patent)
    event = PatentLapsed(patent_id=patent.pk, person_id=patent.person_id, paid_through=patent.valid_through, may_be_saved_by=found)
    emit(event, actor=SYSTEM)
    return True


def _once(patent: Patent, paid_through: date, days: int) -> bool:
    """True the first time. A nearer warning makes the farther ones pointless: the unique row is the claim."""
    nearer = PatentWarning.objects.filter(patent=patent, paid_through=paid_through, days__lte=days)
    if nearer.exists():
        return False
    PatentWarning.objects.create(patent=patent, paid_through=paid_through, days=days, made_at=clock.now())
    return True
