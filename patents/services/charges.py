"""Sums that are asked for. Each has its own identifier (UIN), so that its money is recognised by whichever bank it comes through."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from patents import ledgers, tariff
from patents.errors import NothingDue, PatentNotPayable
from patents.models import Charge, Patent, Purpose, UinSequence
from patents.rules import months
from patents.rules.uin import uin_of
from patents.rules.validity import months_of
from patents.selectors import extensions_in_force
from portal import clock
from portal.events.actor import Actor
from portal.legal import services as legal

PREFIXES: Final = {Purpose.STATE_FEE: "188", Purpose.CHANGE_FEE: "188", Purpose.TAX_ADVANCE: "182"}  # the ministry; the tax service
FEES: Final = {Purpose.STATE_FEE: "patents.state_fee", Purpose.CHANGE_FEE: "patents.state_fee_change"}


@dataclass(frozen=True)
class _Asked:
    amount: Decimal
    figures: list[dict[str, Any]]
    pay_by: date | None


@transaction.atomic
def open_charge(*, patent_id: int, purpose: str, actor: Actor, on: date, period: int | None = None, case_id: int | None = None) -> Charge:
    """The charge in force for this patent and purpose, made when there is none. `on` is a civil date in Moscow.

    When today's amount differs from that of an unpaid charge, the old one is withdrawn and a new one takes its place; money sent
    under the old identifier still finds the patent. A paid charge is returned as it is. Raises `PatentNotPayable`, `NothingDue`
    (no fee by law on that day) and `MissingLegalParameter` (a price that is not established)."""
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    purpose = Purpose(purpose)
    current = in_force(patent, purpose, period=period, case_id=case_id)
    if current and current.covered_on:
        return current
    asked = _asked(patent, purpose, period, on)
    if current and current.amount == asked.amount:
        return _dated(current, asked)
    if current:
        _withdraw(current)
    return Charge.objects.create(
        patent=patent,
        purpose=purpose,
        case_id=case_id,
        period=period,
        uin=_draw_uin(PREFIXES[purpose]),
        amount=asked.amount,
        priced_on=on,
        pay_by=asked.pay_by,
        figures=asked.figures,
        created_at=clock.now(),
    )


@transaction.atomic
def open_next_months(*, patent_id: int, count: int, actor: Actor, on: date) -> list[Charge]:
    """A charge for each of the next `count` months that are not bought, after those for which money waits for its price: as many as the
    patent has, no fewer than are paid together. Raises what `open_charge` does."""
    patent = Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    every, fewest = to_pay(patent, on=on)
    numbers = every[: max(count, fewest, 1)]
    if not numbers:
        raise PatentNotPayable
    return [open_charge(patent_id=patent_id, purpose=Purpose.TAX_ADVANCE, period=number, actor=actor, on=on) for number in numbers]


def to_pay(patent: Patent, *, on: date) -> tuple[range, int]:
    """The numbers of the months that the patent has, nobody has bought yet, and no money that waits for its price is taken for; and how
    many of them must be paid together. None once that is too late."""
    if not ledgers.in_time(patent, paid_on=on):
        return range(0), 0
    rows = ledgers.in_force(patent)
    found = ledgers.ledger(patent, rows).value
    price = ledgers.price_or_none(patent.region, on) if found.unpriced else None
    ahead = ledgers.ahead(patent, found, rows, on=on, price=price)
    return range(len(found.months) + ahead.months + 1, found.longest + 1), ahead.fewest


@transaction.atomic
def withdraw_charge(*, charge_id: int, actor: Actor) -> Charge:
    """The thing is no longer due. A paid or withdrawn charge stays as it is."""
    patent_id = Charge.objects.values_list("patent_id", flat=True).get(pk=charge_id)
    Patent.objects.select_for_update(of=("self",)).get(pk=patent_id)
    charge = Charge.objects.get(pk=charge_id)
    if charge.covered_on is None and charge.withdrawn_at is None:
        _withdraw(charge)
    return charge


def in_force(patent: Patent, purpose: str, *, period: int | None, case_id: int | None) -> Charge | None:
    """The one charge that stands for this, if any."""
    charges = patent.charges.filter(purpose=purpose, period=period, withdrawn_at=None)
    return (charges.filter(case=None) if case_id is None else charges.filter(case_id=case_id)).first()


def amount_asked(patent: Patent, purpose: str, *, period: int | None, on: date) -> Decimal:
    """What `open_charge` would ask for on a day, opening nothing. Raises what it raises."""
    return _asked(patent, Purpose(purpose), period, on).amount


def _asked(patent: Patent, purpose: Purpose, period: int | None, on: date) -> _Asked:
    if patent.status == Patent.Status.ANNULLED:
        raise PatentNotPayable
    if purpose is Purpose.TAX_ADVANCE:
        return _month(patent, period, on)
    fee = legal.money(FEES[purpose], on=on)
    if not fee.amount:
        raise NothingDue
    return _Asked(fee.amount, [fee.as_json()], None)


def _month(patent: Patent, number: int | None, on: date) -> _Asked:
    """A month of the patent. After the last paid day none can be paid, unless money that waits for its price may undo the lapse."""
    longest = months_of(legal.term("patents.longest_term", on=patent.begins_on or on))
    if number is None or not 1 <= number <= longest or not ledgers.in_time(patent, paid_on=on):
        raise PatentNotPayable
    figures = tariff.figures(region=patent.region, paid_on=on)
    price = tariff.reckoned(figures, region=patent.region, paid_on=on).value
    pay_by = months.moved(months.period(patent.begins_on, number), extensions_in_force(patent)).pay_by if patent.begins_on else None
    return _Asked(price, [figure.as_json() for figure in figures.used()], pay_by)


def _dated(charge: Charge, asked: _Asked) -> Charge:
    """The last day is known only once the patent has begun."""
    if charge.pay_by != asked.pay_by:
        charge.pay_by = asked.pay_by
        charge.save(update_fields=["pay_by"])
    return charge


def _withdraw(charge: Charge) -> None:
    charge.withdrawn_at = clock.now()
    charge.save(update_fields=["withdrawn_at"])


def _draw_uin(prefix: str) -> str:
    """The next identifier. The row of its prefix stays locked until the transaction ends, so none is given twice."""
    UinSequence.objects.get_or_create(prefix=prefix)
    sequence = UinSequence.objects.select_for_update().get(prefix=prefix)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return uin_of(prefix=prefix, serial=sequence.last)
