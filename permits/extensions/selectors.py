"""Reads of orders: which are in force, and how a document's last day came about."""

from collections.abc import Sequence
from dataclasses import dataclass

from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.extensions.rules.reckoning import Reckoning, reckon
from permits.extensions.rules.terms import DocumentFacts, OrderTerms
from permits.extensions.shipped import shipped, terms_of
from permits.models import Permit


@dataclass(frozen=True)
class Published:
    """An order that the public calculator reckons with: one in force here, or an example that the portal ships with."""

    terms: OrderTerms
    link: str
    is_example: bool


def orders_in_force() -> Sequence[ExtensionOrder]:
    return list(ExtensionOrder.objects.filter(status__in=ExtensionOrder.IN_FORCE).order_by("pk"))


def orders_decided() -> Sequence[ExtensionOrder]:
    """Orders in force, and those that were approved and wait to be applied."""
    return list(ExtensionOrder.objects.filter(status__in=ExtensionOrder.DECIDED).order_by("pk"))


def order_of(order_id: int) -> ExtensionOrder:
    return ExtensionOrder.objects.get(pk=order_id)


def published() -> list[Published]:
    """Orders in force on the portal, then the shipped examples that it has neither applied nor repealed."""
    rows = ExtensionOrder.objects.filter(status__in=[*ExtensionOrder.IN_FORCE, "repealing", "repealed"]).order_by("pk")
    known = {row.example for row in rows}
    in_force = [Published(row.terms, row.link, False) for row in rows if row.status in ExtensionOrder.IN_FORCE]
    return in_force + [Published(terms_of(row), row.get("link", ""), True) for name, row in shipped().items() if name not in known]


def facts_of(permit: Permit) -> DocumentFacts | None:
    """None for a permit without a last day: no order touches it."""
    if permit.valid_until_stated is None:
        return None
    return DocumentFacts(
        kind=permit.kind,
        stated=permit.valid_until_stated,
        issued_on=permit.issued_on,
        citizenship=permit.citizenship,
        region=permit.region,
        ended_on=permit.ended_on,
        orders_counted=frozenset(permit.orders_counted or ()),
    )


def why_this_day(permit: Permit) -> Reckoning | None:
    """How the last day of a permit is reckoned by the orders in force; None for one without a last day."""
    facts = facts_of(permit)
    return None if facts is None else reckon(facts, [order.terms for order in orders_in_force()])


def standing_extension(permit: Permit) -> PermitExtension | None:
    """The row of the ledger whose day stands; None where the day on the document does."""
    if permit.valid_until is None or permit.valid_until == permit.valid_until_stated:
        return None
    rows = permit.extensions.filter(gives=permit.valid_until, taken_back=None).select_related("order")
    return rows.order_by("pk").first()


__all__ = [
    "Published", "facts_of", "order_of", "orders_decided", "orders_in_force", "published", "standing_extension", "why_this_day",
]  # fmt: skip
