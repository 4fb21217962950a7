"""The front desk of permits: everything that changes one."""

from permits.services.following import bring_children_along, stay_left_behind, take_children_back
from permits.services.permits import draw_serial, end_permit, enter_permit, issue_permit, lock_permit, register_permit

__all__ = [
    "bring_children_along",
    "draw_serial",
    "end_permit",
    "enter_permit",
    "issue_permit",
    "lock_permit",
    "register_permit",
    "stay_left_behind",
    "take_children_back",
]
