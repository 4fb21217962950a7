"""The front desk of extension orders: everything that changes one."""

from permits.extensions.services.applying import (
    begin_applying,
    confirm_repeal,
    extend_entered,
    pause_order,
    propose_repeal,
    resume_order,
)
from permits.extensions.services.children import follow_parents
from permits.extensions.services.drafting import (
    all_problems,
    approve_order,
    change_order,
    draft_example,
    draft_order,
    overlapping,
    return_order,
)
from permits.extensions.services.dry_run import begin_dry_run, stop_dry_run

__all__ = [
    "all_problems",
    "approve_order",
    "begin_applying",
    "begin_dry_run",
    "change_order",
    "confirm_repeal",
    "draft_example",
    "draft_order",
    "extend_entered",
    "follow_parents",
    "overlapping",
    "pause_order",
    "propose_repeal",
    "resume_order",
    "return_order",
    "stop_dry_run",
]
