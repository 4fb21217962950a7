"""The result of a list as CSV, row by row from the database, safe to open in a table program."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from django.utils.translation import gettext as _

from employment.batches.models import Batch, BatchRow
from employment.batches.words import problem_words, result_words
from portal.edge.csv import sheet

_AT_ONCE: Final = 500
_NOT_SHOWN: Final = ("asked", "receipt__document")


def result_lines(batch: Batch) -> Iterator[str]:
    """CSV lines, the names first. Rows come in the order of the file; what is not done yet says so."""
    head = [_("Row"), _("Your reference"), _("Result"), _("Valid through"), _("Receipt"), _("What is wrong")]
    return sheet(chain([head], map(_cells, rows_in_order(batch))))


def rows_in_order(batch: Batch) -> Iterator[BatchRow]:
    """By key, a few hundred at a time: the memory is the same for ten rows and ten thousand."""
    last = 0
    while rows := list(batch.rows.filter(number__gt=last).select_related("receipt").defer(*_NOT_SHOWN).order_by("number")[:_AT_ONCE]):
        yield from rows
        last = rows[-1].number


def _cells(row: BatchRow) -> list[Any]:
    return [
        row.number,
        row.reference,
        result_words(row),
        row.valid_through.isoformat() if row.valid_through else "",
        row.receipt.number if row.receipt else "",
        problem_words(row.problem),
    ]


__all__ = ["result_lines", "rows_in_order"]
