"""The front desk of permits: everything that changes one."""

from permits.services.permits import draw_serial, end_permit, enter_permit, issue_permit

__all__ = ["draw_serial", "end_permit", "enter_permit", "issue_permit"]
