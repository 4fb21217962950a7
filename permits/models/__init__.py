"""The tables of permits, one module for each subject."""

from permits.models.permit import Permit, PermitSequence

__all__ = ["Permit", "PermitSequence"]
