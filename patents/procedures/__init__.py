"""The procedures of a work patent: one module for each. Importing them registers them (`cases.procedures.discover`)."""

from patents.procedures import annulment_on_request, application, data_change, duplicate, reissue

__all__ = ["annulment_on_request", "application", "data_change", "duplicate", "reissue"]
