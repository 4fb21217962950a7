"""The early end of a patent. Against the holder's will it takes two officers; at their own request, a decided case."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from cases.errors import NeedsSecondPerson, ProposalChanged, UnknownGround
from cases.models import Case
from cases.rules.appeal import appeal_by
from cases.selectors import final_decision
from patents.errors import AnnulmentGone, AnnulmentOpen, LaterPatentBarred, LaterPatentUndecided, PatentNotInForce
from patents.events import (
    AnnulmentProposed,
    AnnulmentReturned,
    ChargePaid,
    ContractNoticeDue,
    PatentAnnulled,
    PatentDaysTakenBack,
    PatentEnded,
    PatentEnding,
    PatentExpiring,
    PatentExtended,
    PatentLapsed,
    PatentPaid,
    PatentRestored,
    PatentShortened,
    PaymentMaySave,
    PaymentMoved,
    ReprintFeeDue,
)
from patents.models import Annulment, Patent, Purpose
from patents.rules.annulment import OWN_REQUEST, ground_of
from patents.selectors import civil_today, later_patents
from patents.services.recount import keep_unspent
from portal import clock
from portal.events.actor import Actor
from portal.events.models import Event
from portal.events.services import emit
from portal.legal import services as legal


@transaction.atomic
def propose_annulment(
    *, patent_id: int, ground: str, reason: str, seen: str, actor: Actor, later: str = "", later_reason: str = ""
) -> Annulment:
    """An officer proposes. `seen` is `state_hash` of the patent as the page showed it. Nothing is told to the holder.

    `later` and `later_reason` say what becomes of the patents that follow by reissue; without such patents they are not looked at.
    Raises `UnknownGround`, `ProposalChanged` (the patent has changed since), `PatentNotInForce`, `AnnulmentOpen`,
    `LaterPatentUndecided`, `LaterPatentBarred`."""
    known = ground_of(ground)
    if known is None or known.code == OWN_REQUEST:
        raise UnknownGround()
    patent = _locked(patent_id)
    if seen != state_hash(patent):
        raise ProposalChanged()
    later, later_reason = _decided(patent, ground, later, later_reason)
    annulment = Annulment(
        patent=patent,
        ground=ground,
        article=known.article,
        reason=reason,
        proposed_by_id=actor.human_id,
        proposed_at=clock.now(),
        later=later,
        later_reason=later_reason,
        seen_through=patent.valid_through,
    )
    annulment.content_hash = content_hash(annulment, patent)
    _keep(annulment)
    emit(AnnulmentProposed(patent_id=patent.pk, person_id=patent.person_id, annulment_id=annulment.pk), actor=actor)
    return annulment


@transaction.atomic
def confirm_annulment(*, annulment_id: int, content_hash: str, actor: Actor, on: date) -> Annulment:
    """A second officer confirms. `on` is the civil date in the patent's region: the first day without the patent.

    `content_hash` is `shown_hash` as the page showed it. Money and orders that moved the last day since the proposal leave it in
    force: the second officer sees the day of now.
    Raises `NeedsSecondPerson` for the proposer, `ProposalChanged` when the patent is not that of the proposal any more, or when the
    words or the last day are not those that were shown, `AnnulmentGone` when it was confirmed or returned."""
    patent, annulment = _lock_open(annulment_id)
    if annulment.proposed_by_id == actor.human_id:
        raise NeedsSecondPerson()
    if is_stale(annulment, patent) or shown_hash(annulment, patent) != content_hash:
        raise ProposalChanged()
    annulment.confirmed_by_id, annulment.confirmed_at, annulment.annulled_on = actor.human_id, clock.now(), on
    annulment.appeal_by = appeal_by(decided_on=on, term=legal.term("cases.appeal_term", on=on)).value
    annulment.save(update_fields=["confirmed_by", "confirmed_at", "annulled_on", "appeal_by"])
    _end(patent, annulment, actor=actor, on=on)
    if annulment.later == Annulment.Later.ENDED:
        for following in later_patents(patent):
            _take_along(annulment, following.pk, actor=actor, on=on)
    return annulment


@transaction.atomic
def return_annulment(*, annulment_id: int, reason: str, actor: Actor) -> Annulment:
    """A second officer sends the proposal back with words; the proposer may take their own back. The holder never hears of it."""
    patent, annulment = _lock_open(annulment_id)
    annulment.returned_by_id, annulment.returned_at, annulment.return_reason = actor.human_id, clock.now(), reason
    annulment.save(update_fields=["returned_by", "returned_at", "return_reason"])
    emit(AnnulmentReturned(patent_id=patent.pk, person_id=patent.person_id, annulment_id=annulment.pk), actor=actor)
    return annulment


@transaction.atomic
def annul_on_request(*, case: Case, patent_id: int, article: str, actor: Actor, on: date) -> Annulment:
    """End a patent at its holder's own request, which two officers have decided. `on`: the first day without the patent.

    The request names one patent: one that follows it by reissue stays, and begins on its own day.
    Raises `PatentNotInForce`, and `AnnulmentOpen` while a proposal against the holder waits: that one is decided first."""
    patent = _locked(patent_id)
    decision = final_decision(case)
    assert decision is not None  # granted in this very transaction
    annulment = Annulment(
        patent=patent,
        case=case,
        ground=OWN_REQUEST,
        article=article,
        reason=decision.reason,
        proposed_by=decision.proposed_by,
        proposed_at=decision.proposed_at,
        content_hash=decision.content_hash,
        confirmed_by=decision.confirmed_by,
        confirmed_at=decision.confirmed_at,
        annulled_on=on,
    )
    _keep(annulment)
    _end(patent, annulment, actor=actor, on=on)
    return annulment


def state_hash(patent: Patent) -> str:
    """SHA-256 of everything about the patent that an officer looks at: what it is, what happened to it, and its last day."""
    return _sha256([*_lasting(patent), *_days(patent)])


def content_hash(annulment: Annulment, patent: Patent) -> str:
    """SHA-256 of what was proposed: the words, the ground, and the patent as it stands, its days aside.

    No ground is about money: a payment, or an order that extends the patent, leaves the proposal as it was."""
    words = [annulment.ground, annulment.article, annulment.reason, annulment.later, annulment.later_reason]
    return _sha256([*_lasting(patent), *words])


def shown_hash(annulment: Annulment, patent: Patent) -> str:
    """SHA-256 of what the second officer is shown and confirms: the proposal, and the patent's days of now."""
    return _sha256([annulment.content_hash, *_days(patent)])


def is_stale(annulment: Annulment, patent: Patent) -> bool:
    """Whether something else than money and orders happened to the patent since the proposal: then it is looked at again."""
    return annulment.content_hash != content_hash(annulment, patent)


def _lasting(patent: Patent) -> list[Any]:
    """What the patent is and what happened to it; what moves its days, reminders and its card aside."""
    happened = Event.objects.filter(subject_type="patents.patent", subject_id=patent.pk, name__startswith="patents.")
    happened = happened.exclude(name__in=_NOT_ABOUT_THE_PATENT)
    row = [patent.status, patent.profession, patent.issued_on, patent.begins_on, patent.expires_on]
    following = [(later.pk, later.status, str(later.begins_on)) for later in later_patents(patent)]
    return [patent.pk, *(str(value) for value in row), following, *happened.order_by("pk").values_list("pk", flat=True)]


def _days(patent: Patent) -> list[str]:
    """The paid day and the last day of the patent and of those that follow it."""
    return [f"{one.paid_through} {one.valid_through}" for one in (patent, *later_patents(patent))]


def _sha256(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


_MOVE_DAYS = (PatentPaid, PatentRestored, PatentShortened, PatentLapsed, PaymentMoved, ChargePaid, PatentExtended, PatentDaysTakenBack)
_TOLD = (PatentEnded, PatentEnding, PatentExpiring)
_REMIND = (AnnulmentProposed, AnnulmentReturned, ContractNoticeDue, *_TOLD, PaymentMaySave, ReprintFeeDue)
_NOT_ABOUT_THE_PATENT = [event.event_name() for event in (*_MOVE_DAYS, *_REMIND)]


def _decided(patent: Patent, ground: str, later: str, later_reason: str) -> tuple[str, str]:
    """What becomes of the patents that follow, with the words for one that stays."""
    if not later_patents(patent):
        return "", ""
    if later == Annulment.Later.ENDED:
        return later, ""
    if later != Annulment.Later.KEPT or not later_reason:
        raise LaterPatentUndecided
    if ground in legal.text("patents.repeat_bar_grounds", on=civil_today(patent)).value.split():
        raise LaterPatentBarred
    return later, later_reason


def _take_along(first: Annulment, patent_id: int, *, actor: Actor, on: date) -> None:
    """A patent that follows ends by the same decision: same people, ground and words. Raises `AnnulmentOpen` while another waits."""
    patent = _locked(patent_id)
    annulment = Annulment(patent=patent, ended_with=first, **{name: getattr(first, name) for name in _SHARED})
    _keep(annulment)
    _end(patent, annulment, actor=actor, on=on)


_SHARED = ("ground", "article", "reason", "proposed_by", "proposed_at", "content_hash", "confirmed_by", "confirmed_at", "annulled_on",
           "appeal_by")  # fmt: skip


def _locked(patent_id: int) -> Patent:
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    if patent.status == Patent.Status.ANNULLED:
        raise PatentNotInForce
    return patent


def _lock_open(annulment_id: int) -> tuple[Patent, Annulment]:
    patent_id = Annulment.objects.values_list("patent_id", flat=True).get(pk=annulment_id)
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    annulment = Annulment.objects.get(pk=annulment_id)
    if annulment.confirmed_at or annulment.returned_at:
        raise AnnulmentGone
    return patent, annulment


def _keep(annulment: Annulment) -> None:
    try:
        with transaction.atomic():
            annulment.save(force_insert=True)
    except IntegrityError as error:
        if "one_annulment_per_patent" not in str(error):
            raise
        raise AnnulmentOpen from error


def _end(patent: Patent, annulment: Annulment, *, actor: Actor, on: date) -> None:
    patent.status, patent.annulled_on = Patent.Status.ANNULLED, on
    patent.save(update_fields=["status", "annulled_on"])
    keep_unspent(patent)
    _ask_no_fee(patent)
    emit(
        PatentAnnulled(
            patent_id=patent.pk,
            person_id=patent.person_id,
            annulment_id=annulment.pk,
            annulled_on=on,
            on_request=annulment.ground == OWN_REQUEST,
        ),
        actor=actor,
    )


def _ask_no_fee(patent: Patent) -> None:
    """An ended patent is not handed out, nor a new sheet of it: no fee is due. Money that comes under the old number still finds it."""
    fees = patent.charges.filter(purpose__in=[Purpose.STATE_FEE, Purpose.CHANGE_FEE], covered_on=None, withdrawn_at=None)
    fees.update(withdrawn_at=clock.now())
