"""Lock first, then look: the order's row is locked before anything that belongs to it."""

import hashlib
import json

from django.db import connection

from permits.extensions.errors import OrderMovedOn
from permits.extensions.models import TRANSITIONS, ExtensionOrder
from permits.extensions.models.order import ADDED_LATER, CONTENT, INTO_FORCE
from portal.errors import StaleVersion


def lock_order(order_id: int, *, expected_version: int | None = None) -> ExtensionOrder:
    """The order, locked until the transaction ends. Raises `StaleVersion` when the caller saw another version."""
    order = ExtensionOrder.objects.select_for_update(of=("self",)).get(pk=order_id)
    if expected_version is not None and order.version != expected_version:
        raise StaleVersion()
    return order


def one_into_force_at_a_time() -> None:
    """Until the transaction ends nobody else approves, begins to apply or repeals an order. Taken after the order's row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [INTO_FORCE])


def guard_move(order: ExtensionOrder, to: str) -> None:
    if (order.status, to) not in TRANSITIONS:
        raise OrderMovedOn(status=order.get_status_display())


def move(order: ExtensionOrder, to: str, *fields: str) -> None:
    """Write the new status with `fields`, and count the change. Raises `OrderMovedOn`."""
    guard_move(order, to)
    order.status, order.version = to, order.version + 1
    order.save(update_fields=["status", "version", *fields])


def content_hash(order: ExtensionOrder) -> str:
    """SHA-256 of everything that the second person approves. An order that leaves a later field empty has the hash of before there was
    such a field."""
    content = [[name, str(getattr(order, name))] for name in CONTENT if name not in ADDED_LATER or getattr(order, name)]
    return hashlib.sha256(json.dumps([order.number, content], ensure_ascii=False).encode()).hexdigest()
