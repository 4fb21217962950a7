"""The procedures of stay and residence: one module for each. Importing them registers them (`cases.procedures.discover`)."""

from permits.procedures import (
    asylum,
    permanent_residence,
    replacement,
    study_residence,
    temporary_residence,
    temporary_stay,
)

__all__ = ["asylum", "permanent_residence", "replacement", "study_residence", "temporary_residence", "temporary_stay"]
