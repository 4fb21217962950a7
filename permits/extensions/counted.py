"""Orders give their days once: a document that follows another one is not extended again by an order that extended the first.

An order "plus so many days" counts for a document and all that follow it (the statement of 2021 is not applied twice to a document that was
prolonged or issued anew). A suspension is lived through by each document for itself, unless the later one was reckoned from the last day
of the earlier. "Valid through a fixed day" cannot be had twice: its day is the same for both."""

from collections.abc import Iterable

from permits.extensions.models import ExtensionOrder
from permits.extensions.rules.reckoning import Why, result_of
from permits.extensions.rules.terms import Mode
from permits.extensions.selectors import facts_of, orders_in_force
from permits.models import Permit


def counted_after(permit: Permit, *, reckoned_from: bool) -> list[int]:
    """Keys of the orders that do not extend a document which follows this one. `reckoned_from`: its last day was reckoned from the
    last day of this permit, as orders had made it; lock the permit before that day is read."""
    reached = permit.extensions.filter(taken_back=None).values_list("order_id", flat=True)
    keys = {*(permit.orders_counted or ()), *reached}
    return counted_in(keys) if reckoned_from else _of_modes(keys, [Mode.PLUS_DAYS])


def counted_in_place_of(permit: Permit) -> list[int]:
    """As `counted_after`, for a document that stands in place of this one and ends on the same day. Where an order has moved that day, the
    orders in force that did not reach this permit, because the day it states lies outside their window, do not reach the new one either:
    nobody gains days by losing a paper."""
    counted = counted_after(permit, reckoned_from=True)
    facts = facts_of(permit)
    if facts is None or permit.valid_until == facts.stated:
        return counted
    outside = [order.pk for order in orders_in_force() if result_of(facts, order.terms).why is Why.WINDOW]
    return counted_in({*counted, *outside})


def counted_in(orders: Iterable[int]) -> list[int]:
    """Of the orders that moved a last day: those that do not extend what is reckoned from it."""
    return _of_modes(orders, [Mode.PLUS_DAYS, Mode.SUSPENDED])


def _of_modes(keys: Iterable[int], modes: list[Mode]) -> list[int]:
    return list(ExtensionOrder.objects.filter(pk__in=keys, mode__in=modes).order_by("pk").values_list("pk", flat=True))


__all__ = ["counted_after", "counted_in", "counted_in_place_of"]
