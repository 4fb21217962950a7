"""The dates of a patent, computed anew from its payments in force, and what follows from them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from patents import ledgers, tariff
from patents.events import ChargePaid, PatentIssued, PatentPaid, PatentRestored, PatentShortened
from patents.models import Allocation, Charge, Patent, Purpose
from patents.rules import validity
from patents.rules.extended import last_day
from patents.rules.months import Ledger, period
from patents.selectors import extensions
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit
from portal.legal import services as legal

ONE_DAY = timedelta(days=1)


def recount(patent: Patent, *, actor: Actor, on: date) -> Patent:
    """Call it with `patent` locked, after its allocations changed. `on` is the civil date in the patent's region.

    Operators hear of a price that is not established and that money waits for."""
    for day in sorted(set(reckon_anew(patent, actor=actor, on=on).unpriced.values())):
        tariff.report_missing(region=patent.region, paid_on=day)
    return patent


def reckon_anew(patent: Patent, *, actor: Actor, on: date) -> Ledger:
    """The same where nothing new came, so that operators have heard already."""
    rows = ledgers.in_force(patent)
    found = ledgers.ledger(patent, rows).value
    if patent.status in Patent.ISSUABLE and found.months and _fee_is_paid(patent, rows, on=on):
        _issue(patent, found, actor=actor, on=on)
        found = ledgers.ledger(patent, rows).value  # by its first day money can be late
    elif patent.status == Patent.Status.ISSUED:
        _extend(patent, found, actor=actor, on=on)
    _cover(patent, rows, found, actor=actor)
    _keep_unspent(patent, found, rows)
    return found


def keep_unspent(patent: Patent) -> None:
    """Write the money left over where something else than its allocations changed. Call it with `patent` locked."""
    rows = ledgers.in_force(patent)
    _keep_unspent(patent, ledgers.ledger(patent, rows).value, rows)


def _keep_unspent(patent: Patent, found: Ledger, rows: list[Allocation]) -> None:
    left, since = ledgers.unspent(found, rows), ledgers.unpriced_since(found)
    if (patent.unspent, patent.unpriced_since) != (left, since):
        patent.unspent, patent.unpriced_since = left, since
        patent.save(update_fields=["unspent", "unpriced_since"])


def recomputed_unspent(patent: Patent) -> Decimal:
    """The money left over, from nothing but the payments in force and the prices of their dates."""
    rows = ledgers.in_force(patent)
    return ledgers.unspent(ledgers.ledger(patent, rows).value, rows)


def recomputed_unpriced_since(patent: Patent) -> date | None:
    """Since which bank date money waits for a price, from nothing but the payments in force and the prices of their dates."""
    return ledgers.unpriced_since(ledgers.ledger(patent).value)


def recomputed_paid_through(patent: Patent) -> date:
    """The last valid day, from nothing but the first day, the payments in force and the prices of their dates."""
    return _through(patent, ledgers.ledger(patent).value)


def _through(patent: Patent, found: Ledger) -> date:
    assert patent.begins_on is not None  # an issued patent has its dates: a constraint
    assert patent.expires_on is not None
    if not found.months:
        return patent.begins_on - ONE_DAY
    return period(patent.begins_on, len(found.months), expires_on=patent.expires_on).ends


def fee_is_paid(patent: Patent, *, on: date) -> bool:
    """Whether the money in force covers the state fee of a day."""
    return _fee_is_paid(patent, ledgers.in_force(patent), on=on)


def _fee_is_paid(patent: Patent, rows: list[Allocation], *, on: date) -> bool:
    return not fee_due(patent, rows, on=on).left


@dataclass(frozen=True)
class FeeDue:
    """The state fee as it is asked for, and what has come of it."""

    asked: Decimal
    received: Decimal

    @property
    def left(self) -> Decimal:
        return max(self.asked - self.received, Decimal(0))


def fee_due(patent: Patent, rows: list[Allocation], *, on: date) -> FeeDue:
    """The fee of the patent itself on a day, or the one that the case of a reissue was opened with. `rows` are in force."""
    fee = legal.money("patents.state_fee", on=on).amount
    if fee == 0 or Charge.objects.filter(case_id=patent.case_id, purpose=Purpose.STATE_FEE).exclude(covered_on=None).exists():
        return FeeDue(Decimal(0), Decimal(0))
    paid = [
        row for row in rows if row.purpose == Purpose.STATE_FEE and (row.charge is None or row.charge.case_id in {None, patent.case_id})
    ]
    asked = [row.charge.amount for row in paid if row.charge]
    return FeeDue(min([fee, *asked]), sum((row.payment.amount for row in paid), Decimal(0)))


def _issue(patent: Patent, found: Ledger, *, actor: Actor, on: date) -> None:
    """Hand the patent out. Its months run from this day (115-FZ art. 13.3 (5)); those of a reissue from the day after the patent
    before it ends. The bank's date in Moscow can be a day ahead of the westernmost region: then from the bank's date."""
    patent.issued_on = on
    patent.begins_on = max(on, found.months[0].bought_on, _day_after_predecessor(patent) or on)
    term, reading = legal.term("patents.longest_term", on=patent.begins_on), legal.text("patents.last_day", on=patent.begins_on)
    patent.expires_on = validity.expires_on(issued_on=patent.begins_on, term=term, reading=reading).value
    patent.paid_through = _through(patent, ledgers.ledger(patent).value)
    patent.status = Patent.Status.ISSUED
    patent.save(update_fields=["issued_on", "begins_on", "expires_on", "paid_through", "status"])
    patent.refresh_from_db(fields=["valid_through"])
    emit(
        PatentIssued(
            patent_id=patent.pk, person_id=patent.person_id, issued_on=on, expires_on=patent.expires_on, paid_through=patent.paid_through
        ),
        actor=actor,
    )


def _day_after_predecessor(patent: Patent) -> date | None:
    before = patent.predecessor
    if before is None or before.expires_on is None:
        return None
    return before.expires_on + ONE_DAY  # also when that one was annulled: what an officer lets stay begins on its own day


def _extend(patent: Patent, found: Ledger, *, actor: Actor, on: date) -> None:
    paid_before, before = patent.paid_through, patent.valid_through
    patent.paid_through = _through(patent, found)
    if paid_before is None or before is None or patent.paid_through == paid_before:
        return
    given = extensions(patent)
    through = last_day(patent.paid_through, given)
    patent.extended_through = through if given else None
    patent.save(update_fields=["paid_through", "extended_through"])
    patent.refresh_from_db(fields=["valid_through"])
    who = {"patent_id": patent.pk, "person_id": patent.person_id}
    if patent.paid_through < paid_before:
        emit(PatentShortened(**who, paid_through=through, before=before), actor=actor)
        return
    restored = before < on <= through
    emit(PatentPaid(**who, paid_through=through, restored=restored), actor=actor)
    if restored:
        emit(PatentRestored(**who, paid_through=through), actor=actor)


def _cover(patent: Patent, rows: list[Allocation], found: Ledger, *, actor: Actor) -> None:
    for charge in patent.charges.select_for_update().order_by("pk"):
        covered_on = covered(charge, rows, found)
        if covered_on != charge.covered_on:
            charge.covered_on = covered_on
            charge.save(update_fields=["covered_on"])
        if covered_on and charge.announced_at is None and charge.withdrawn_at is None:
            charge.announced_at = clock.now()
            charge.save(update_fields=["announced_at"])
            emit(
                ChargePaid(
                    patent_id=patent.pk, person_id=patent.person_id, charge_id=charge.pk, purpose=charge.purpose, case_id=charge.case_id
                ),
                actor=actor,
            )


def covered(charge: Charge, rows: list[Allocation], found: Ledger) -> date | None:
    """The bank date on which the money reached this charge: a month when it was bought, a fee when its own money adds up."""
    if charge.purpose == Purpose.TAX_ADVANCE:
        return next((month.bought_on for month in found.months if month.number == charge.period), None)
    total = Decimal(0)
    for row in sorted((row for row in rows if row.charge_id == charge.pk), key=lambda row: (row.payment.paid_on, row.payment_id)):
        total += row.payment.amount
        if total >= charge.amount:
            return row.payment.paid_on
    return None
