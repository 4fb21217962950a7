"""Documents and orders for tests of extensions: short names, every value can be given."""

import itertools
from datetime import date
from typing import Any

from permits.extensions.models import ExtensionOrder
from permits.extensions.rules.soundness import meet
from permits.extensions.rules.terms import DocumentFacts, Mode, OrderTerms
from permits.extensions.shipped import shipped, terms_of
from portal import clock
from portal.events.models import Delivery
from portal.events.relay import dispatch_pending
from tests.factories import make_user

R_A, R_B = (terms_of(row) for row in shipped().values())
_number = itertools.count(1)


def document(stated: date, **fields: Any) -> DocumentFacts:
    return DocumentFacts(**{"kind": "temporary_residence", "stated": stated, **fields})


def terms(mode: str = "plus_days", **fields: Any) -> OrderTerms:
    """An order on residence permits that ended in 2021: 90 days, through the end of 2022, or suspended in the second half of 2021."""
    own = {
        "plus_days": {"days": 90},
        "fixed": {"until": date(2022, 12, 31)},
        "suspended": {"suspended_from": date(2021, 6, 16), "suspended_to": date(2021, 12, 31)},
    }[mode]
    base = {
        "number": "1", "act": "Act", "kinds": frozenset({"temporary_residence"}), "window_from": date(2021, 1, 1),
        "window_to": date(2021, 12, 31), "mode": Mode(mode), "effective_from": date(2021, 1, 1),
    }  # fmt: skip
    return OrderTerms(**{**base, **own, **fields})


def those_met(order: ExtensionOrder) -> list[str]:
    """Numbers of the orders, approved or in force, that share documents with this one: what its author would tick."""
    others = ExtensionOrder.objects.filter(status__in=ExtensionOrder.DECIDED).exclude(number=order.number).order_by("pk")
    return [other.number for other in others if meet(order.terms, other.terms)]


def make_order(status: str = "draft", **fields: Any) -> ExtensionOrder:
    """An order on residence permits that end in 2028, 90 days, with the people and days of its status. It adds to every order that it
    meets, unless `adds_to` says otherwise."""
    n = next(_number)
    base: dict[str, Any] = {
        "number": f"T-{n}", "act": f"Act {n}", "kinds": ["temporary_residence"], "window_from": date(2028, 1, 1),
        "window_to": date(2028, 12, 31), "mode": "plus_days", "days": 90, "effective_from": date(2026, 1, 1), "status": status,
        "drafted_at": "2026-01-01T00:00Z",
    }  # fmt: skip
    base["drafted_by"] = fields.pop("drafted_by", None) or make_user("supervisor")
    if status not in {"draft", "dry_run", "ready"}:
        base |= {"approved_by": make_user("supervisor"), "approved_at": "2026-01-02T00:00Z"}
    if status in {"repealing", "repealed"}:
        base |= {"repeal_act": "Repeal", "repeal_proposed_by": make_user("supervisor"), "repeal_confirmed_by": make_user("supervisor")}
    order = ExtensionOrder(**{**base, **fields})
    order.adds_to = fields.get("adds_to", those_met(order))
    order.save(force_insert=True)
    return order


def deliver() -> None:
    """Everything that is told, at once: the news of many documents are spread over the seconds that follow."""
    Delivery.objects.filter(status=Delivery.Status.PENDING).update(next_attempt_at=clock.now())
    dispatch_pending()
