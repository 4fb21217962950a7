"""A dispute is opened once, with its clock, and may be taken back while nobody has decided it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import translation

from cases.rules.reference import new_reference
from employment.disputes.errors import DisputePending
from employment.disputes.events import DisputeOpened, DisputeWithdrawn
from employment.disputes.models import Dispute, DisputeFile
from employment.disputes.receipts import office_of
from employment.disputes.services.locking import lock_dispute, move
from employment.errors import MayNot
from employment.membership import employers_of
from employment.models import Organisation, PatentCheck
from patents.excerpt import Excerpt, excerpts_acted_for, find_excerpt
from portal import clock
from portal.accounts.models import User
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained


@dataclass(frozen=True)
class PublicAnswer:
    """What the public check said of a canonical series and number, for civil date `on`: "valid", "not_valid" or "not_found"."""

    series: str
    number: str
    on: date
    told: str


@dataclass(frozen=True)
class Said:
    """What the side that disputes has to say. The same `submission_key` again is the dispute that exists."""

    about: str
    text: str
    uploaded_file: UploadedFile | None
    submission_key: uuid.UUID


@dataclass(frozen=True)
class _Subject:
    fields: dict[str, Any]
    patent_id: int | None
    organisation: Organisation | None


def open_dispute(*, receipt_id: int, side: str, actor: Actor, **said: Any) -> Dispute:
    """Dispute the answer of one receipt; `said` are the fields of `Said`. The term (`cases.complaint_answer_term`, 210-FZ art. 11.2)
    runs from today in the office's zone.

    The file is looked at and stored before the transaction. Raises `FileRefused` and its kinds, `DisputePending`, `NoOffice`."""

    def subject() -> _Subject:
        receipt = PatentCheck.objects.select_related("organisation").get(pk=receipt_id)
        return _Subject({"check_receipt": receipt, "person_id": receipt.person_id, "side": side}, receipt.patent_id, receipt.organisation)

    return _opened(subject, Said(**said), actor)


def open_public_dispute(*, answer: PublicAnswer, organisation_id: int | None, actor: Actor, **said: Any) -> Dispute:
    """Dispute an answer of the public check that left no receipt: the holder of the patent or who acts for the
    holder, a child (`organisation_id` None), or whoever checks workers for an employer. Everything else is as for a receipt.

    Raises as `open_dispute`, and `MayNot` where the patent or the employer is not the actor's."""

    def subject() -> _Subject:
        patent = find_excerpt(answer.series, answer.number)
        organisation = _employer(organisation_id, actor) if organisation_id is not None else None
        if organisation is None and not (patent and _speaks_for(patent, actor)):
            raise MayNot
        fields = {
            "organisation": organisation,
            "series": answer.series,
            "asked_number": answer.number,
            "answer_on": answer.on,
            "told": answer.told,
            "person_id": patent.person_id if patent else None,
            "side": Dispute.Side.EMPLOYER if organisation else Dispute.Side.WORKER,
        }
        return _Subject(fields, patent.pk if patent else None, organisation)

    return _opened(subject, Said(**said), actor)


def _employer(organisation_id: int, actor: Actor) -> Organisation:
    found = next((one for one in employers_of(_user(actor)) if one.pk == organisation_id), None)
    if found is None:
        raise MayNot
    return found


def _speaks_for(patent: Excerpt, actor: Actor) -> bool:
    return any(own.pk == patent.pk for own in excerpts_acted_for(_user(actor)))


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.human_id)


def _opened(subject: Callable[[], _Subject], said: Said, actor: Actor) -> Dispute:
    known = Dispute.objects.filter(submission_key=said.submission_key, opened_by_id=actor.human_id).first()
    if known is not None:
        return known
    attached = _stored(said.uploaded_file) if said.uploaded_file else None
    try:
        return _written(subject, said, attached, actor)
    except BaseException:
        if attached is not None:
            attached.drop()
        raise


@transaction.atomic
def _written(subject: Callable[[], _Subject], said: Said, attached: DisputeFile | None, actor: Actor) -> Dispute:
    disputed = subject()
    office = office_of(disputed.patent_id, disputed.organisation)
    on = clock.today(regions.region(office.region).zone)
    term = add_term(legal.term("cases.complaint_answer_term", on=on), on, moves_from_day_off=True)
    dispute = Dispute(
        **disputed.fields,
        reference=new_reference(year=on.year),
        office=office,
        opened_by_id=actor.human_id,
        submission_key=said.submission_key,
        about=said.about,
        text=said.text,
        opened_at=clock.now(),
        opened_on=on,
        decide_by=term.value,
        decide_by_steps=_in_every_language(term),
    )
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError:
        raise DisputePending from None
    if attached is not None:
        attached.dispute = dispute
        attached.save(force_insert=True)
    emit(
        DisputeOpened(
            dispute_id=dispute.pk, person_id=dispute.person_id, office_id=dispute.office_id, side=dispute.side, decide_by=dispute.decide_by
        ),
        actor=actor,
    )
    return dispute


@transaction.atomic
def withdraw_dispute(*, dispute_id: int, actor: Actor) -> Dispute:
    """Taken back by the side that opened it, whoever speaks for it today. Raises `DisputeMoved` once it is decided."""
    dispute = lock_dispute(dispute_id)
    move(dispute, Dispute.Status.WITHDRAWN)
    emit(DisputeWithdrawn(dispute_id=dispute.pk, person_id=dispute.person_id, office_id=dispute.office_id), actor=actor)
    return dispute


def _stored(uploaded_file: UploadedFile) -> DisputeFile:
    attached = DisputeFile()
    attached.take_in(uploaded_file)
    return attached


def _in_every_language(explained: Explained[date]) -> dict[str, list[dict[str, object]]]:
    steps = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            steps[code] = explained.as_json()
    return steps


__all__ = ["PublicAnswer", "open_dispute", "open_public_dispute", "withdraw_dispute"]
