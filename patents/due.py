"""What a patent's holder must pay now, with the acts that say so."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from patents import ledgers, tariff
from patents.models import Patent, Purpose
from patents.rules import validity
from patents.rules.price import is_confirmed
from patents.selectors import paid_months
from patents.services.payments import Receipt
from patents.services.recount import FeeDue, fee_due
from portal.legal import services as legal
from portal.legal.explained import Explained
from portal.legal.figures import LegalFigure


@dataclass(frozen=True)
class Bill:
    """What is due if `months` are paid on `paid_on` (civil date in Moscow: the year of payment governs the price)."""

    months: int
    paid_on: date
    fee: LegalFigure | None  # None: paid already, or nothing to pay
    fee_due: FeeDue
    price: Explained[Decimal]
    tax_figures: tuple[LegalFigure, ...]
    received: Decimal = Decimal(0)  # a part that came before and has bought no month yet
    fewest: int = 1  # months that must be paid together

    @property
    def is_confirmed(self) -> bool:
        """Whether the act behind the price of a month is established."""
        return is_confirmed(self.tax_figures)

    @property
    def tax(self) -> Decimal:
        """No month, the fee alone: then what came for months stays for the next one."""
        return max(self.price.value * self.months - self.received, Decimal(0))

    @property
    def total(self) -> Decimal:
        return self.tax + self.fee_due.left


def bill(patent: Patent, *, months: int, paid_on: date) -> Bill:
    """For more months where these are fewer than must be paid together. Raises `MissingLegalParameter` where the price is not
    established: nothing is charged by guess."""
    fee = legal.money("patents.state_fee", on=patent.issued_on or paid_on)  # none for a patent that was handed out while there was none
    rows = ledgers.in_force(patent)
    due = fee_due(patent, rows, on=patent.issued_on or paid_on)
    figures = tariff.figures(region=patent.region, paid_on=paid_on)
    price = tariff.reckoned(figures, region=patent.region, paid_on=paid_on)
    ahead = ledgers.ahead(patent, ledgers.ledger(patent, rows).value, rows, on=paid_on, price=price.value)
    return Bill(
        months=max(months, ahead.fewest) if months else 0,
        paid_on=paid_on,
        fee=fee if due.left else None,
        fee_due=due,
        price=price,
        tax_figures=figures.used(),
        received=ahead.part,
        fewest=ahead.fewest,
    )


def months_left(patent: Patent, *, paid_on: date) -> int:
    """How many more months can be paid on a day (the bank's: civil date in Moscow); 0 once that is too late, or annulled. Those for which
    money waits for its price are not paid again."""
    if patent.status == Patent.Status.ANNULLED or not ledgers.in_time(patent, paid_on=paid_on):
        return 0
    longest = validity.months_of(legal.term("patents.longest_term", on=patent.begins_on or paid_on))
    bought = paid_months(patent) if patent.begins_on else len(ledgers.ledger(patent).value.months)
    found = ledgers.waiting(patent, on=paid_on)
    return max(0, longest - bought - (found.months if found else 0))


def receipts(due: Bill, *, source: str, key: uuid.UUID) -> list[Receipt]:
    """The transfers that pay a bill. The same `key` makes the same external ids, so that they count once."""
    paid: list[Receipt] = []
    fee_id = f"{source}-{key}-fee"
    if due.fee:
        paid.append(_receipt(due, Purpose.STATE_FEE, due.fee_due.left, months=0, source=source, external_id=fee_id, figures=(due.fee,)))
    tax_id = f"{source}-{key}-tax"
    if due.tax:
        paid.append(
            _receipt(due, Purpose.TAX_ADVANCE, due.tax, months=due.months, source=source, external_id=tax_id, figures=due.tax_figures)
        )
    return paid


def was_counted(patent: Patent, *, source: str, key: uuid.UUID) -> bool:
    """Whether the transfers of this key have been counted for this patent."""
    return patent.allocations.filter(payment__external_id__in=[f"{source}-{key}-tax", f"{source}-{key}-fee"]).exists()


def _receipt(
    due: Bill, kind: str, amount: Decimal, *, months: int, source: str, external_id: str, figures: tuple[LegalFigure, ...]
) -> Receipt:
    parameters = tuple(figure.as_json() for figure in figures)
    return Receipt(
        kind=kind, amount=amount, months=months, paid_on=due.paid_on, source=source, external_id=external_id, parameters=parameters
    )
