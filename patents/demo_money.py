"""Invented money: a part of a month, a transfer that nobody can place at once, and a patent that ends in a few days."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from patents.models import Patent, Payment
from patents.rules.identity import Transfer
from patents.services import open_charge, receive_transfer
from patents.statement import Statement
from portal.events.actor import SYSTEM
from portal.legal.errors import MissingLegalParameter

PART: Final = "DEMO-PART"
UNPLACED: Final = "DEMO-UNPLACED"


def arrive(patent: Patent, *, today: date) -> None:
    """A part of the next month under its UIN, and money whose payer gave no UIN but wrote a name. Again, it changes nothing."""
    if Payment.objects.filter(external_id=f"uip:{PART}").exists() or patent.paid_through is None:
        return
    number = len(Statement(patent).ledger.months) + 1
    try:
        charge = open_charge(patent_id=patent.pk, purpose="tax_advance", period=number, actor=SYSTEM, on=today)
    except MissingLegalParameter:
        return
    day = today - timedelta(days=1)
    receive_transfer(transfer=Transfer(source="notice", amount=Decimal(4000), paid_on=day, payment_id=PART, uin=charge.uin), actor=SYSTEM)
    person = patent.person
    unplaced = Transfer(
        source="notice",
        amount=charge.amount,
        paid_on=day,
        payment_id=UNPLACED,
        payer_name=f"{person.family_name_ru or person.family_name} {person.given_names_ru or person.given_names}",
        purpose_text="За патент",
    )
    receive_transfer(transfer=unplaced, actor=SYSTEM)
