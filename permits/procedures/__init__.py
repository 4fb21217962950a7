"""The procedures of stay and residence: one module for each. Importing them registers them (`cases.procedures.discover`)."""

from permits.procedures import temporary_residence, temporary_stay

__all__ = ["temporary_residence", "temporary_stay"]
