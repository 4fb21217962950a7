"""Work patents as a kind of document that an extension order may name. None does unless it says so."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patents.events import PatentDaysTakenBack, PatentExtended
from patents.models import PatentExtension, PatentTakeBack
from permits.extensions.extendable import Extendable

KIND: Final = "work_patent"
# `patents.rules.extended.day_given` over `d`, the patent, `l`, its row of the ledger, and `o`, the order.
_GIVES_NOW: Final = """CASE
    WHEN d.paid_through < GREATEST(o.window_from, o.suspended_from) THEN d.paid_through
    WHEN o.mode = 'fixed' AND d.paid_through < l.stated THEN GREATEST(d.paid_through, o.until)
    ELSE LEAST(d.paid_through + l.days::int, date '9999-12-31') END"""
# What the sheet named that was in force when the order came into force: a change of data that was handed out before that day, else
# what was decided. A citizenship that changed afterwards, in the profile or on a new sheet, is no matter of that order.
_CITIZENSHIP: Final = """COALESCE(
    (SELECT r.holder->>'citizenship' FROM patents_patentreprint r
     WHERE r.patent_id = d.id AND r.handed_out_on < %(effective_from)s::date ORDER BY r.blank DESC LIMIT 1),
    (SELECT v.person->>'citizenship' FROM cases_caseversion v WHERE v.case_id = d.case_id ORDER BY v.number DESC LIMIT 1))"""

PATENTS: Final = Extendable(
    kinds={KIND: _("work patent")},
    table="patents_patent",
    ledger=PatentExtension,
    take_back=PatentTakeBack,
    extended=PatentExtended,
    shortened=PatentDaysTakenBack,
    kind=f"'{KIND}'",
    stated="d.paid_through",
    begins_on="d.begins_on",
    citizenship=_CITIZENSHIP,
    ended_on="d.annulled_on",
    effective="extended_through",
    last_day="valid_through",
    gives_now=_GIVES_NOW,
    is_busy=True,
    leads=frozenset({KIND}),
    address=lambda key: reverse("admin:extended_patent", args=[key]),
)


__all__ = ["KIND", "PATENTS"]
