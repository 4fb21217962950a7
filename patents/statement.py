"""What has been paid for a patent and what is still to pay, as its holder and an officer read it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patents import ledgers
from patents.ledgers import Ahead
from patents.models import Allocation, Patent, Purpose
from patents.rules.extended import Extension
from patents.rules.months import Ledger, Month, Period, fewest, moved, periods
from patents.selectors import civil_today, extensions_in_force, validity
from patents.services.recount import FeeDue, fee_due
from portal.legal import services as legal
from portal.ui.formats import money


@dataclass(frozen=True)
class Line:
    """A payment and what became of it. `state` is "counted", "part", "late", "rest", "unpriced", "moved", or for the fee of a sheet that
    is not handed out "idle_fee"."""

    paid_on: date
    purpose: str
    amount: Decimal
    state: str
    words: str
    payment_id: int


@dataclass(frozen=True)
class Due:
    """A month of the patent: bought, or to be paid by a day."""

    period: Period
    month: Month | None


@dataclass
class Statement:
    """Everything is fetched once, by the two first properties."""

    patent: Patent

    @cached_property
    def allocations(self) -> list[Allocation]:
        return list(self.patent.allocations.select_related("payment", "charge__case__reprint").order_by("payment__paid_on", "pk"))

    @cached_property
    def ledger(self) -> Ledger:
        return ledgers.ledger(self.patent, [row for row in self.allocations if row.released_at is None]).value

    @cached_property
    def fee(self) -> FeeDue | None:
        """The state fee of a patent that waits for it to begin; None for every other one, and where the law's row is missing."""
        if self.patent.status != Patent.Status.GRANTED:
            return None
        rows = [row for row in self.allocations if row.released_at is None]
        with suppress(legal.MissingLegalParameter), legal.only_asking():
            return fee_due(self.patent, rows, on=civil_today(self.patent))
        return None

    @property
    def is_fee_alone(self) -> bool:
        """Whether a month is bought and only the fee, or the rest of it, keeps the patent from beginning: then it is paid alone."""
        return bool(self.fee and self.fee.left and self.ledger.months)

    @cached_property
    def given(self) -> list[Extension]:
        """What orders gave the patent and is in force."""
        return extensions_in_force(self.patent)

    @property
    def rest(self) -> Decimal:
        """Money received that has bought no month yet."""
        return self.ledger.rest

    @property
    def unspent(self) -> Decimal:
        """All money in force for months that has bought none, also what came too late."""
        return ledgers.unspent(self.ledger, [row for row in self.allocations if row.released_at is None])

    @property
    def waits(self) -> bool:
        """Whether money waits for a price that is not established yet."""
        return bool(self.ledger.unpriced)

    def ahead(self, *, on: date, price: Decimal | None) -> Ahead:
        """What money that has bought nothing yet stands for, by the price of a day."""
        rows = [row for row in self.allocations if row.released_at is None and row.purpose == Purpose.TAX_ADVANCE]
        return ledgers.ahead(self.patent, self.ledger, rows, on=on, price=price)

    @cached_property
    def fewest(self) -> int:
        """How many months must be paid together next."""
        return fewest(self.ledger, self.ledger.longest - len(self.ledger.months))

    @property
    def idle(self) -> list[Line]:
        """Whole payments for months that have bought nothing."""
        money = [row for row in self.allocations if row.purpose == Purpose.TAX_ADVANCE]
        return [line for line in map(self._line, money) if line.state in {"late", "rest", "part", "unpriced"}]

    @property
    def lines(self) -> list[Line]:
        return [self._line(row) for row in self.allocations]

    @property
    def schedule(self) -> list[Due]:
        """Every month of the patent; empty before its first day is known."""
        if self.patent.begins_on is None:
            return []
        bought = {month.number: month for month in self.ledger.months}
        every = periods(self.patent.begins_on, self.ledger.longest, expires_on=self.patent.expires_on)
        return [Due(moved(item, self.given), bought.get(item.number)) for item in every]

    def missing(self, price: Decimal) -> Decimal:
        """What is still to pay for the next month, when a part of it has come."""
        return max(price - self.rest, Decimal(0))

    def _line(self, row: Allocation) -> Line:
        state, words = self._outcome(row)
        return Line(row.payment.paid_on, row.get_purpose_display(), row.payment.amount, state, words, row.payment_id)

    def _outcome(self, row: Allocation) -> tuple[str, Any]:
        if row.released_at is not None:
            return "moved", _("Moved back by an officer: %(reason)s") % {"reason": row.release_reason}
        if row.purpose == Purpose.CHANGE_FEE and _has_no_sheet(row):
            return self._of_no_sheet()
        if row.purpose != Purpose.TAX_ADVANCE:
            fee = self._fee_of(row)
            return ("part", self._part(fee)) if fee and fee.left else ("counted", "")
        return self._of_months(row)

    def _of_months(self, row: Allocation) -> tuple[str, Any]:
        if row.payment_id in self.ledger.unpriced and not self.ledger.uses.get(row.payment_id):
            return "unpriced", self._waiting(row)
        if row.payment_id in self.ledger.late:
            return "late", _("Not counted: it was paid after the last paid day. An officer will look at it.")
        months = self.ledger.uses.get(row.payment_id, [])
        if months:
            numbers = f"{months[0]}–{months[-1]}" if len(months) > 2 else ", ".join(map(str, months))  # money buys months in a row
            return "counted", ngettext("for month %(numbers)s", "for months %(numbers)s", len(months)) % {"numbers": numbers}
        if len(self.ledger.months) >= self.ledger.longest:
            return "rest", _("All months of the patent are paid: it is left over")
        if self.fewest > 1:
            words = ngettext(
                "Less than %(count)s month: the rest is still to pay", "Less than %(count)s months: the rest is still to pay", self.fewest
            )
            return "part", words % {"count": self.fewest}
        return "part", _("A part of a month: the rest is still to pay")

    def _fee_of(self, row: Allocation) -> FeeDue | None:
        """What is asked for where this payment counts towards a fee; None where nothing waits for it any more."""
        if row.purpose == Purpose.STATE_FEE:
            return self.fee
        if row.charge is None or row.charge.covered_on is not None:
            return None
        same = [one.payment.amount for one in self.allocations if one.charge_id == row.charge_id and one.released_at is None]
        return FeeDue(row.charge.amount, sum(same, Decimal(0)))

    def _part(self, fee: FeeDue) -> Any:
        said = {"got": money(fee.received), "sum": money(fee.asked), "left": money(fee.left)}
        return _("%(got)s of %(sum)s received, %(left)s still to pay") % said

    def _waiting(self, row: Allocation) -> Any:
        if row.payment_id in self.ledger.late:
            return _("The price for earlier money is not established yet: only then is it known whether this came in time. It is kept.")
        return _("The price of a month for this date is not established yet. The money is kept and will be counted with its bank date.")

    def _of_no_sheet(self) -> tuple[str, Any]:
        """What becomes of the fee of a new sheet that is not handed out (yet)."""
        if self.patent.status == Patent.Status.ANNULLED:
            return "idle_fee", _("The patent ended before the new sheet was handed out. Ask the office whether this fee is given back.")
        if validity(self.patent, on=civil_today(self.patent)).value != "valid":
            return "idle_fee", _("The patent is not valid, so no new sheet is handed out. It follows if the patent becomes valid again.")
        return "counted", ""


def _has_no_sheet(row: Allocation) -> bool:
    """Whether a fee was paid for a sheet that was not handed out."""
    reprint = getattr(row.charge.case, "reprint", None) if row.charge and row.charge.case else None
    return reprint is not None and reprint.handed_out_on is None
