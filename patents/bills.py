"""The bill of a charge: where its money goes, the code for a bank's app, the sheet to print. Official words stay Russian."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from patents.models import Charge, Purpose
from patents.rules import months
from patents.rules.payment_qr import NotPayable, Payee, payment_text
from patents.statement import Statement
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.figures import UNSURE
from portal.pdf import Sheet
from portal.ui.formats import civil_date, money

UNCONFIRMED: Final = gettext_noop(
    "This price was reported, and we have not seen the act of the region. Before you pay, ask the tax office: if it names another sum, "
    "that sum counts, and a sum that is too small buys no month."
)
_PAYEE: Final = {
    "name": "payee",
    "account": "account",
    "bank": "bank",
    "bic": "bic",
    "correspondent_account": "correspondent_account",
    "inn": "payee_inn",
    "kpp": "payee_kpp",
}


@dataclass
class Bill:
    """`payee` is None where the details of the payee are not established, as for the state fee until an operator has entered them
    all, for the region of the patent: then no code is invented.
    `received`: what has come towards this charge already; the code asks for the rest. `waits`: money that waits for its price is taken
    for this month, and nobody is asked to pay it again. `fewest`: months that are paid together."""

    charge: Charge
    on: date
    received: Decimal = Decimal(0)
    waits: bool = False
    fewest: int = 1

    @property
    def is_full(self) -> bool:
        """Its money is there and counts together with that of other months."""
        return self.waits or (self.fewest > 1 and self.received >= self.charge.amount)

    @property
    def full_in_words(self) -> str:
        if self.waits:
            return _(
                "Money that waits for its price is taken for this month. Do not pay it again: you will get a message once it is counted."
            )
        return ngettext(
            "The money for this month has come. It counts once %(count)s month is paid in full: pay the others too.",
            "The money for this month has come. It counts once %(count)s months are paid in full: pay the others too.",
            self.fewest,
        ) % {"count": self.fewest}

    @property
    def to_pay(self) -> Decimal:
        return Decimal(0) if self.waits else max(self.charge.amount - self.received, Decimal(0))

    @property
    def is_confirmed(self) -> bool:
        """Whether the acts behind the sum are established, as they were known when the bill was made."""
        return all(figure.get("confidence") != UNSURE for figure in self.charge.figures)

    @cached_property
    def month(self) -> months.Period | None:
        """The days that the money is for; None for a fee, and while the first day of the patent is not known."""
        patent, number = self.charge.patent, self.charge.period
        return months.period(patent.begins_on, number, expires_on=patent.expires_on) if patent.begins_on and number else None

    @cached_property
    def payee(self) -> Payee | None:
        try:
            with legal.only_asking():
                return self._payee_of_tax() if self.charge.purpose == Purpose.TAX_ADVANCE else self._payee_of_fee()
        except legal.MissingLegalParameter:
            return None

    def _payee_of_tax(self) -> Payee:
        """One for the whole country; the region is told by its code of territory (OKTMO)."""
        told = {name: self._figure(f"patents.payment.{key}") for name, key in _PAYEE.items()}
        code = self._figure("patents.payment.budget_code")
        return Payee(**told, budget_code=code, oktmo=regions.region(self.charge.patent.region).oktmo)

    def _payee_of_fee(self) -> Payee:
        """That of the region; the budget code by the fee. Without the words that go with it there is no payee either."""
        region, fee = self.charge.patent.region, f"patents.{self.charge.purpose}_payment"
        told = {name: self._figure(f"patents.fee_payment.{key}", region) for name, key in {**_PAYEE, "oktmo": "oktmo"}.items()}
        self._figure(f"{fee}.purpose")
        return Payee(**told, budget_code=self._figure(f"{fee}.budget_code"))

    def _figure(self, key: str, scope: str = "") -> str:
        return legal.text(key, on=self.on, scope=scope).value

    @cached_property
    def purpose(self) -> str:
        """What the payer writes: the words of the law's data and the patent's number, by which the money can also be found."""
        is_tax = self.charge.purpose == Purpose.TAX_ADVANCE
        try:
            with legal.only_asking():
                words = self._figure("patents.payment.purpose" if is_tax else f"patents.{self.charge.purpose}_payment.purpose")
        except legal.MissingLegalParameter:
            words = "Патент"
        return f"{words}, патент {self.charge.patent.series} {self.charge.patent.number}"

    @cached_property
    def code(self) -> str:
        """The text of the code; empty where it would send money astray."""
        if self.payee is None or self.is_full:
            return ""
        person = self.charge.patent.person
        names = {"family_name": person.family_name[:80], "given_names": person.given_names[:80]}
        try:
            with legal.only_asking():
                longest = int(self._figure("patents.payment.purpose_length"))
            return payment_text(self.payee, amount=self.to_pay, purpose=self.purpose, purpose_length=longest, uin=self.charge.uin, **names)
        except (NotPayable, legal.MissingLegalParameter):
            return ""

    @property
    def requisites(self) -> list[tuple[str, str]]:
        """The official Russian words, as a bank's clerk and a terminal know them."""
        common = [("УИН", self.charge.uin), ("Сумма", money(self.to_pay))]
        if self.payee is None:
            return common
        payee = self.payee
        return [
            ("Получатель", payee.name), ("ИНН получателя", payee.inn), ("КПП получателя", payee.kpp), ("Банк", payee.bank),
            ("БИК", payee.bic), ("Корр. счёт", payee.correspondent_account), ("Номер счёта", payee.account),
            ("КБК", payee.budget_code), ("ОКТМО", payee.oktmo), *common, ("Назначение платежа", self.purpose),
        ]  # fmt: skip


def bill_of(charge: Charge, statement: Statement, *, on: date) -> Bill:
    """The bill on a day, less what has come towards it: for the next month, money that has bought nothing yet."""
    if charge.purpose == Purpose.TAX_ADVANCE:
        ahead = statement.ahead(on=on, price=charge.amount)
        after = (charge.period or 0) - len(statement.ledger.months) - ahead.months
        received = max(ahead.part - charge.amount * (after - 1), Decimal(0))  # months that are paid together fill one after the other
        return Bill(charge, on, min(received, charge.amount), waits=after < 1, fewest=ahead.fewest)
    paid = [row.payment.amount for row in statement.allocations if row.charge_id == charge.pk and row.released_at is None]
    return Bill(charge, on, sum(paid, Decimal(0)))


def _month_in_words(bill: Bill) -> str:
    if bill.month is None:
        return str(bill.charge.period or "")
    return f"{bill.month.number}: {civil_date(bill.month.begins)} – {civil_date(bill.month.ends)}"


def bill_pdf(bill: Bill) -> bytes:
    """The bill in the active language; what the bank needs is in Russian."""
    charge = bill.charge
    sheet = Sheet(title=_("Bill"))
    sheet.rows(
        [
            (_("For"), charge.get_purpose_display()),
            (_("Patent"), f"{charge.patent.series} {charge.patent.number}"),
            (_("Month of the patent"), _month_in_words(bill)),
            (_("Sum"), money(charge.amount)),
            (_("Received"), money(bill.received) if bill.received else ""),
            (_("To pay"), money(bill.to_pay)),
            (_("Pay by, that day included"), civil_date(charge.pay_by) if charge.pay_by and not bill.is_full else ""),
            (_("Priced on"), civil_date(charge.priced_on)),
        ]
    )
    if bill.code:
        sheet.qr(bill.code, caption=_("Scan this code in the app of your bank: it fills in the payment."), width=48)
    if bill.is_full:
        sheet.paragraph(bill.full_in_words)
        return sheet.as_bytes()
    if not bill.is_confirmed:
        sheet.paragraph(_(UNCONFIRMED))
    if bill.payee is None:
        sheet.paragraph(_("The details of the payee are not established here. Ask the migration office that granted the patent."))
    sheet.heading(_("For the bank"))
    sheet.rows(bill.requisites)
    return sheet.as_bytes()
