"""The front desk of permits: everything that changes one."""

from permits.services.permits import end_permit, enter_permit, issue_permit

__all__ = ["end_permit", "enter_permit", "issue_permit"]
