"""A dispute is opened once, with its clock, and may be taken back while nobody has decided it."""

import uuid
from datetime import date

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
from employment.models import PatentCheck
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained


def open_dispute(
    *,
    receipt_id: int,
    side: str,
    about: str,
    text: str,
    uploaded_file: UploadedFile | None,
    submission_key: uuid.UUID,
    actor: Actor,
) -> Dispute:
    """Dispute the answer of one receipt. The term (`cases.complaint_answer_term`, 210-FZ art. 11.2)
    runs from today in the office's zone. The same `submission_key` again is the dispute that exists.

    The file is looked at and stored before the transaction. Raises `FileRefused` and its kinds, `DisputePending`, `NoOffice`."""
    known = Dispute.objects.filter(submission_key=submission_key, opened_by_id=actor.human_id).first()
    if known is not None:
        return known
    attached = _stored(uploaded_file) if uploaded_file else None
    try:
        return _written(
            receipt_id=receipt_id, side=side, about=about, text=text, attached=attached, submission_key=submission_key, actor=actor
        )
    except BaseException:
        if attached is not None:
            attached.drop()
        raise


@transaction.atomic
def _written(
    *,
    receipt_id: int,
    side: str,
    about: str,
    text: str,
    attached: DisputeFile | None,
    submission_key: uuid.UUID,
    actor: Actor,
) -> Dispute:
    receipt = PatentCheck.objects.select_related("organisation").get(pk=receipt_id)
    office = office_of(receipt)
    on = clock.today(regions.region(office.region).zone)
    term = add_term(legal.term("cases.complaint_answer_term", on=on), on, moves_from_day_off=True)
    dispute = Dispute(
        reference=new_reference(year=on.year),
        check_receipt=receipt,
        person_id=receipt.person_id,
        office=office,
        side=side,
        opened_by_id=actor.human_id,
        submission_key=submission_key,
        about=about,
        text=text,
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
            dispute_id=dispute.pk, person_id=dispute.person_id, office_id=dispute.office_id, side=side, decide_by=dispute.decide_by
        ),
        actor=actor,
    )
    return dispute


@transaction.atomic
def withdraw_dispute(*, dispute_id: int, actor: Actor) -> Dispute:
    """Taken back by the side that opened it. Raises `DisputeMoved` once it is decided."""
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


__all__ = ["open_dispute", "withdraw_dispute"]
