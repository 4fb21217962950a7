"""Reads of registrations, and who sees what."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.rules import appeal
from permits.registration.models import ArrivalList, ArrivalNotice, Host, HostQuestion
from portal import clock
from portal.accounts.selectors import offices_of, pk_of
from portal.legal import regions
from portal.legal import services as legal
from profiles.acting import close_to, people_acted_for


def own_hosts(user: Any) -> QuerySet[Host]:
    return Host.objects.filter(owner_id=pk_of(user))


def filed_notices(user: Any) -> QuerySet[ArrivalNotice]:
    """Notices of the user's hosts: the side that files."""
    return ArrivalNotice.objects.filter(host__owner_id=pk_of(user)).select_related("host")


def arrivals_of(user: Any) -> QuerySet[ArrivalNotice]:
    """Notices about the user or a child for whom she acts: the side that answers."""
    return ArrivalNotice.objects.filter(guest__in=people_acted_for(user)).select_related("host", "guest", "permit")


def office_arrivals(user: Any) -> QuerySet[ArrivalNotice]:
    """Notices in the regions of the reader's offices; never one's own, one's child's, nor what one has filed."""
    codes = {office.region for office in offices_of(user)}
    seen = ArrivalNotice.objects.filter(region__in=codes).exclude(guest__in=close_to(user)).exclude(host__owner_id=pk_of(user))
    return seen.select_related("host", "guest", "permit")


def open_questions(**of: Any) -> QuerySet[HostQuestion]:
    """Questions that wait for the host, the one to answer first at the top."""
    waiting = HostQuestion.objects.filter(answered_at=None, taken_back_at=None, **of)
    return waiting.select_related("notice__host").order_by("answer_by", "pk")


def lists_of(user: Any) -> QuerySet[ArrivalList]:
    return ArrivalList.objects.filter(host__owner_id=pk_of(user)).select_related("host", "job")


def appeal_by(notice: ArrivalNotice) -> date | None:
    """The last day, inclusive, to go to a court against a registration that was found fictitious (`cases.appeal_term`); else None."""
    if notice.status != ArrivalNotice.Status.CANCELLED or notice.ended_on is None:
        return None
    return appeal.appeal_by(decided_on=notice.ended_on, term=legal.term("cases.appeal_term", on=notice.ended_on)).value


def civil_today(region: str) -> date:
    return clock.today(regions.region(region).zone)


__all__ = ["appeal_by", "arrivals_of", "civil_today", "filed_notices", "lists_of", "office_arrivals", "open_questions", "own_hosts"]
