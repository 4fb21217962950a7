from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation, WrongState


class OrderMovedOn(WrongState):
    code = "order_moved_on"
    message = _("This cannot be done now: the order is in another state (%(status)s).")


class OrderNotSound(RuleViolation):
    """`errors` says by field what is wrong."""

    code = "order_not_sound"
    message = _("The order cannot be kept like this: look at the marked fields.")

    def __init__(self, errors: dict[str, list[Any]]) -> None:
        self.errors = errors
        super().__init__()

    @property
    def in_words(self) -> str:
        return " ".join(str(error) for field in self.errors.values() for error in field)


class NeedsSecondSupervisor(WrongState):
    code = "order_needs_second_person"
    message = _("Another supervisor decides this, not the one who wrote it.")


class OrderChangedSince(WrongState):
    code = "order_changed_since"
    message = _("The order was changed after the dry run that you saw. Look at it again.")


class OrderNotInForceYet(WrongState):
    code = "order_not_in_force_yet"
    message = _("The order comes into force on %(day)s. It can be applied from that day.")


class ActWasRepealed(WrongState):
    code = "act_was_repealed"
    message = _("Order %(number)s of the same act was repealed meanwhile.")


class SameOrder(RuleViolation):
    code = "same_order"
    message = _("Order %(number)s, which is approved or in force, does the same to documents of this kind.")


class OrderOverlaps(RuleViolation):
    """The order is to say that it adds to the other one, or to name other documents."""

    code = "order_overlaps"
    message = _(
        "Some documents fall under this order and under order %(number)s, which is approved or in force. Change the kinds, the window, the "
        "citizenships or the regions, or tick that this order adds to order %(number)s."
    )


class AddsToNothing(RuleViolation):
    code = "order_adds_to_nothing"
    message = _("No document falls under this order and under order %(number)s, or that order is not in force: take the tick away.")


class RunDoesNotAddUp(Exception):
    """The check after an application found documents that are not as the order makes them. The work stops in sight."""


__all__ = [
    "ActWasRepealed",
    "AddsToNothing",
    "NeedsSecondSupervisor",
    "OrderChangedSince",
    "OrderMovedOn",
    "OrderNotInForceYet",
    "OrderNotSound",
    "OrderOverlaps",
    "RunDoesNotAddUp",
    "SameOrder",
]
