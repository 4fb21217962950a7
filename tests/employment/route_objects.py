"""What addresses of news, lists and disputes name. The owner of the world owns the organisation, and is the worker of its consent."""

import uuid
from collections.abc import Callable
from typing import Any

from employment.batches.models import Batch
from employment.disputes.models import Dispute
from employment.models import ApiToken
from employment.watch.models import Watch
from employment.webhooks.models import WebhookDelivery
from portal import clock
from tests.employment.watch_world import make_check, make_consent, make_endpoint, make_organisation, make_proof


def _organisation_row(world: Any) -> Any:
    if "organisation_row" not in world._made:
        world._made["organisation_row"] = make_organisation(owner=world.owner)
    return world._made["organisation_row"]


def _organisation(world: Any) -> Any:
    return _organisation_row(world).number


def _consent(world: Any) -> Any:
    if "consent_row" not in world._made:
        world._made["consent_row"] = make_consent(patent=world.patent, organisation=_organisation_row(world))
    return world._made["consent_row"]


def _consent_number(world: Any) -> Any:
    return _consent(world).number


def _watch(world: Any) -> Any:

    consent, today = make_consent(patent=world.patent, organisation=_organisation_row(world)), clock.today()
    return Watch.objects.create(
        consent=consent, organisation=consent.organisation, person=consent.person, begins_on=today, ends_on=consent.ends_on,
        created_at=clock.now(),
    ).pk  # fmt: skip


def _endpoint_row(world: Any) -> Any:
    if "endpoint_row" not in world._made:
        world._made["endpoint_row"] = make_endpoint(_organisation_row(world))
    return world._made["endpoint_row"]


def _endpoint(world: Any) -> Any:
    return _endpoint_row(world).reference


def _token(world: Any) -> Any:
    today = clock.today()
    return ApiToken.objects.create(
        organisation=_organisation_row(world), name="x", scopes=["checks:read"], secret_hash=uuid.uuid4().hex, submission_key=uuid.uuid4(),
        made_by=world.owner, made_at=clock.now(), begins_on=today, ends_on=today,
    ).reference  # fmt: skip


def _delivery(world: Any) -> Any:
    now = clock.now()
    return WebhookDelivery.objects.create(
        endpoint=_endpoint_row(world), notice_key=uuid.uuid4().hex, type="test", payload={}, status="failed", next_attempt_at=now,
        created_at=now, finished_at=now,
    ).message_id  # fmt: skip


def _batch(world: Any) -> Any:
    return Batch.objects.create(
        organisation=_organisation_row(world), uploaded_by=world.owner, submission_key=uuid.uuid4(), shown_name="w.csv",
        created_at=clock.now(), keep_until=clock.today(),
    ).reference  # fmt: skip


def _proof(world: Any) -> Any:
    return make_proof(_organisation_row(world)).pk


def _receipt(world: Any) -> Any:
    return make_check(organisation=_organisation_row(world), patent=world.patent)


def _receipt_number(world: Any) -> Any:
    return _receipt(world).number


def _dispute(world: Any) -> Any:
    today = clock.today()
    return Dispute.objects.create(
        reference=f"M26-{uuid.uuid4().hex[:8].upper()}", check_receipt=_receipt(world), person=world.person,
        office=world.patent.case.office, side="worker", opened_by=world.owner, submission_key=uuid.uuid4(),
        about="paid", text="It was paid.", opened_at=clock.now(), opened_on=today, decide_by=today,
    ).reference  # fmt: skip


NEWS: dict[str, Callable[[Any], Any]] = {
    "organisation": _organisation,
    "org_number": _organisation,
    "watched_consent": _consent_number,
    "watch_id": _watch,
    "endpoint_id": _endpoint,
    "token_id": _token,
    "proof_id": _proof,
    "delivery_id": _delivery,
    "batch_id": _batch,
    "receipt": _receipt_number,
    "dispute_number": _dispute,
}
