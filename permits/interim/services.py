"""A certificate is given with the application, renewed while it waits, and ends with the decision."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from cases.models import Case
from cases.rules.reference import new_reference
from permits.interim.events import InterimEnded, InterimGiven, InterimRenewed
from permits.interim.grounds import Ground, rested_on
from permits.interim.models import InterimCertificate, InterimTerm, NotGiven, Right
from portal import clock
from portal.events.actor import SYSTEM, Actor
from portal.events.services import emit, emit_all
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from profiles.selectors import PersonFacts


@transaction.atomic
def give_certificate(*, case: Case, facts: PersonFacts, region: str, actor: Actor, on: date) -> InterimCertificate | None:
    """At once, to who applied in time; None, with the reason kept, to who did not. The caller has locked the case.

    Where only the person's word stands behind the last day, the certificate says so (`TOLD`), and the officers see it.

    `on` is the civil date of sending in the region."""
    ground = rested_on(facts, on=on)
    if ground is None:
        NotGiven.objects.create(case=case, why=NotGiven.Why.UNKNOWN, sent_on=on)
        return None
    if ground.last_day is not None and ground.last_day < on:
        NotGiven.objects.create(case=case, why=NotGiven.Why.LATE, sent_on=on, last_day=ground.last_day)
        return None
    return _give(case=case, ground=ground, region=region, actor=actor, on=on)


@transaction.atomic
def give_certificate_of_consideration(*, case: Case, region: str, actor: Actor, on: date) -> InterimCertificate:
    """To who asks for asylum: it follows nothing, so nobody is late."""
    return _give(case=case, ground=Ground(Right.CONSIDERATION, None), region=region, actor=actor, on=on)


def _give(*, case: Case, ground: Ground, region: str, actor: Actor, on: date) -> InterimCertificate:
    certificate = InterimCertificate.objects.create(
        number=new_reference(year=on.year),
        case=case,
        person_id=case.person_id,
        right=ground.right,
        region=region,
        begins_on=on,
        follows_until=ground.last_day,
        given_at=clock.now(),
    )
    until = add_term(legal.term("permits.interim_code_term", on=on), on).value
    term = InterimTerm.objects.create(certificate=certificate, number=1, valid_from=on, valid_until=until, made_at=clock.now())
    event = InterimGiven(certificate_id=certificate.pk, person_id=certificate.person_id, valid_until=term.valid_until)
    emit(event, actor=actor)
    return certificate


@transaction.atomic
def end_certificate(*, case_id: int, outcome: str, at: datetime) -> None:
    """The decision, or the withdrawal, has come: by nothing else does a certificate end. Again changes nothing."""
    found = InterimCertificate.objects.select_for_update(of=("self",)).filter(case_id=case_id, ended_at=None).first()
    if found is None:
        return
    found.ended_at, found.outcome = at, outcome
    found.save(update_fields=["ended_at", "outcome"])
    emit(InterimEnded(certificate_id=found.pk, person_id=found.person_id, outcome=outcome), actor=SYSTEM)


def renew_certificates(*, batch: int = 200) -> int:
    """Everything whose codes end soon, region by region, in batches of one transaction each. Returns how many were renewed.

    Running it twice, or twice at once, renews nothing twice: rows are claimed, and a term's number is unique."""
    waiting = InterimCertificate.objects.filter(ended_at=None)
    codes = waiting.order_by("region").values_list("region", flat=True).distinct()
    return sum(_renew_region(code, batch=batch) for code in list(codes))


def _renew_region(region: str, *, batch: int) -> int:
    today, last, renewed = clock.today(regions.region(region).zone), 0, 0
    ahead = add_term(legal.term("permits.interim_renewal", on=today), today).value
    while found := list(_due(region, ahead=ahead).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]):
        renewed += _renew(found, region=region, ahead=ahead, today=today)
        last = found[-1]
    return renewed


def _due(region: str, *, ahead: date) -> QuerySet[InterimCertificate]:
    """Waiting ones, no term of which goes on after `ahead`."""
    waiting = InterimCertificate.objects.filter(region=region, ended_at=None, case__status__in=Case.OPEN)
    return waiting.exclude(Exists(InterimTerm.objects.filter(certificate=OuterRef("pk"), valid_until__gt=ahead)))


@transaction.atomic
def _renew(certificate_ids: list[int], *, region: str, ahead: date, today: date) -> int:
    """As many statements for two hundred as for one. Rows that another worker holds are his; what he renewed meanwhile is due no more."""
    free = InterimCertificate.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=certificate_ids)
    held = list(free.order_by("pk").values_list("pk", flat=True))
    due = list(_due(region, ahead=ahead).filter(pk__in=held).order_by("pk"))
    terms = InterimTerm.objects.filter(certificate__in=due).values("certificate").annotate(latest=Max("number"))
    latest = dict(terms.values_list("certificate", "latest"))
    until, moment = add_term(legal.term("permits.interim_code_term", on=today), today).value, clock.now()
    InterimTerm.objects.bulk_create(
        InterimTerm(certificate=found, number=latest[found.pk] + 1, valid_from=today, valid_until=until, made_at=moment) for found in due
    )
    renewed = [InterimRenewed(certificate_id=found.pk, person_id=found.person_id, valid_until=until) for found in due]
    if renewed:
        emit_all(renewed, actor=SYSTEM)
    return len(renewed)


__all__ = ["end_certificate", "give_certificate", "give_certificate_of_consideration", "renew_certificates"]
