"""The bill of a charge: where its money goes, the code for a bank's app, the sheet to print. Official words stay Russian."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from patents.errors import NothingDue, PatentNotPayable
from patents.models import Charge, Patent, Purpose
from patents.price_ahead import PriceEnds, price_ends
from patents.rules import months
from patents.rules.extended import Extension
from patents.rules.payment_qr import NotPayable, Payee, payment_text
from patents.services import amount_asked
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
_THEN: Final = gettext_noop("This sum holds if you pay by %(last)s, that day included. From %(next)s a month costs %(price)s.")
_THEN_UNKNOWN: Final = gettext_noop(
    "This sum holds if you pay by %(last)s, that day included. From %(next)s another price counts; it is not established here yet."
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


class BillState(StrEnum):
    """Whether a bill can be paid on a day. Only what is open, or paid already, has a code and requisites."""

    OPEN = "open"
    STALE = "stale"  # the law asks for another sum now
    UNPRICED = "unpriced"  # the price of the day is not established
    NOT_DUE = "not_due"  # the law asks for no money any more
    LAPSED = "lapsed"
    ANNULLED = "annulled"


_WHY_NOT: Final = {
    BillState.STALE: gettext_noop(
        "This bill for %(sum)s is no longer right: it was reckoned on %(day)s, and the price has changed. Do not pay by it: make the bills "
        "anew in the portal."
    ),
    BillState.UNPRICED: gettext_noop(
        "This bill for %(sum)s was reckoned on %(day)s and is no longer right. What is to be paid today is not established here yet. "
        "Do not pay by it: ask the tax office, or make the bills anew later."
    ),
    BillState.NOT_DUE: gettext_noop("Nothing is to be paid by this bill: the law asks for no such money today."),
    BillState.LAPSED: gettext_noop(
        "Nothing can be paid by this bill any more: the last paid day of the patent was %(last)s, and it has ended. Money that comes now "
        "buys no month. If you paid in time, show the receipt to the office: the bank’s date counts."
    ),
    BillState.ANNULLED: gettext_noop("Nothing can be paid by this bill any more: the patent is annulled."),
}


@dataclass
class Asking:
    """What is asked for on a day (the bank's: civil date in Moscow), reckoned once for all bills of a patent. Whether it can be paid
    at all is for `patents.services` to say."""

    patent: Patent
    on: date
    _sums: dict[str, Decimal | BillState] = field(default_factory=dict)

    def state(self, charge: Charge) -> BillState:
        if charge.covered_on is not None:
            return BillState.OPEN
        asked = self._asked(charge)
        if isinstance(asked, BillState):
            return asked
        is_kept = charge.case_id is not None  # a case asks for the sum with which it asked first
        return BillState.OPEN if is_kept or asked == charge.amount else BillState.STALE

    def _asked(self, charge: Charge) -> Decimal | BillState:
        """Every month of a patent costs the same on a day, and can be paid by the same rule."""
        if charge.purpose not in self._sums:
            self._sums[charge.purpose] = self._sum(charge)
        return self._sums[charge.purpose]

    def _sum(self, charge: Charge) -> Decimal | BillState:
        try:
            with legal.only_asking():
                return amount_asked(self.patent, charge.purpose, period=charge.period, on=self.on)
        except PatentNotPayable:
            if self.patent.status == Patent.Status.ANNULLED:
                return BillState.ANNULLED
            return BillState.LAPSED if self.patent.valid_through else BillState.NOT_DUE
        except NothingDue:
            return charge.amount if charge.case_id else BillState.NOT_DUE
        except legal.MissingLegalParameter:
            return charge.amount if charge.case_id else BillState.UNPRICED

    @cached_property
    def price_ends(self) -> PriceEnds | None:
        """When the price of a month ends."""
        price = self._sums.get(Purpose.TAX_ADVANCE)
        return price_ends(region=self.patent.region, price=price, on=self.on) if isinstance(price, Decimal) else None


@dataclass
class Bill:
    """`payee` is None where the details of the payee are not established, as for the state fee until an operator has entered them
    all, for the region of the patent: then no code is invented.
    `received`: what has come towards this charge already; the code asks for the rest. `price_ends`: until when its sum holds, where
    that is before the last day for paying. `given`: what orders gave the patent. `waits`: money that waits for its price is taken for
    this month, and nobody is asked to pay it again. `fewest`: months that are paid together."""

    charge: Charge
    on: date
    received: Decimal = Decimal(0)
    state: BillState = BillState.OPEN
    price_ends: PriceEnds | None = None
    given: Sequence[Extension] = ()
    waits: bool = False
    fewest: int = 1

    @property
    def is_open(self) -> bool:
        return self.state is BillState.OPEN

    @property
    def why_not(self) -> str:
        """Why nothing is to be paid by it, and what to do; empty for one that is open."""
        return _why_not(self)

    @property
    def until_when(self) -> str:
        """Until when its sum holds, where that is before the last day for paying; else empty."""
        return _until_when(self)

    @property
    def is_full(self) -> bool:
        """Its money is there, and waits for its price or counts together with that of other months."""
        if self.state in {BillState.LAPSED, BillState.ANNULLED}:
            return False
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
        if not (patent.begins_on and number):
            return None
        return months.moved(months.period(patent.begins_on, number, expires_on=patent.expires_on), self.given)

    @property
    def pay_by(self) -> date | None:
        """The last day, inclusive: by the orders of today, which the charge need not know."""
        return self.month.pay_by if self.month else self.charge.pay_by

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
        if not self.is_open or self.is_full or self.payee is None:
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
        """The official Russian words, as a bank's clerk and a terminal know them; none for a sum that buys nothing."""
        if not self.is_open:
            return []
        common = [("УИН", self.charge.uin), ("Сумма", money(self.to_pay))]
        if self.payee is None:
            return common
        payee = self.payee
        return [
            ("Получатель", payee.name), ("ИНН получателя", payee.inn), ("КПП получателя", payee.kpp), ("Банк", payee.bank),
            ("БИК", payee.bic), ("Корр. счёт", payee.correspondent_account), ("Номер счёта", payee.account),
            ("КБК", payee.budget_code), ("ОКТМО", payee.oktmo), *common, ("Назначение платежа", self.purpose),
        ]  # fmt: skip


def bill_of(charge: Charge, statement: Statement, *, on: date, asking: Asking | None = None) -> Bill:
    """The bill on a day, less what has come towards it: for the next month, money that has bought nothing yet. `asking` is shared by the
    bills of one page."""
    asking = asking or Asking(charge.patent, on)
    state, given = asking.state(charge), statement.given
    if charge.purpose == Purpose.TAX_ADVANCE:
        if charge.covered_on is not None:
            return Bill(charge, on, state=state, given=given)
        ahead = statement.ahead(on=on, price=charge.amount)
        after = (charge.period or 0) - len(statement.ledger.months) - ahead.months
        received = max(ahead.part - charge.amount * (after - 1), Decimal(0))  # months that are paid together fill one after the other
        bill = Bill(charge, on, min(received, charge.amount), state, given=given, waits=after < 1, fewest=ahead.fewest)
        if bill.is_open and asking.price_ends and asking.price_ends.is_before(bill.pay_by):
            bill.price_ends = asking.price_ends
        return bill
    if charge.purpose == Purpose.STATE_FEE and charge.case_id is None and statement.fee:
        return Bill(charge, on, statement.fee.received, state, given=given)
    paid = [row.payment.amount for row in statement.allocations if row.charge_id == charge.pk and row.released_at is None]
    return Bill(charge, on, sum(paid, Decimal(0)), state, given=given)


def _why_not(bill: Bill) -> str:
    charge = bill.charge
    said = {"sum": money(charge.amount), "day": civil_date(charge.priced_on), "last": civil_date(charge.patent.valid_through)}
    return "" if bill.is_open else _(_WHY_NOT[bill.state]) % said


def _until_when(bill: Bill) -> str:
    ends = bill.price_ends
    if ends is None:
        return ""
    said = {"last": civil_date(ends.last), "next": civil_date(ends.next_day), "price": money(ends.price)}
    return _(_THEN_UNKNOWN if ends.price is None else _THEN) % said


def _month_in_words(bill: Bill) -> str:
    if bill.month is None:
        return str(bill.charge.period or "")
    return f"{bill.month.number}: {civil_date(bill.month.begins)} – {civil_date(bill.month.ends)}"


def bill_pdf(bill: Bill) -> bytes:
    """The bill in the active language; what the bank needs is in Russian. Of one that is not to be paid, only why."""
    charge = bill.charge
    sheet = Sheet(title=_("Bill"))
    what = [
        (_("For"), charge.get_purpose_display()),
        (_("Patent"), f"{charge.patent.series} {charge.patent.number}"),
        (_("Month of the patent"), _month_in_words(bill)),
    ]
    if bill.is_full or not bill.is_open:
        sheet.rows(what)
        sheet.paragraph(bill.full_in_words if bill.is_full else bill.why_not)
        return sheet.as_bytes()
    sheet.rows(
        [
            *what,
            (_("Sum"), money(charge.amount)),
            (_("Received"), money(bill.received) if bill.received else ""),
            (_("To pay"), money(bill.to_pay)),
            (_("Pay by, that day included"), civil_date(bill.pay_by) if bill.pay_by else ""),
            (_("Priced on"), civil_date(charge.priced_on)),
        ]
    )
    if held := bill.until_when:
        sheet.paragraph(held)
    if bill.code:
        sheet.qr(bill.code, caption=_("Scan this code in the app of your bank: it fills in the payment."), width=48)
    if not bill.is_confirmed:
        sheet.paragraph(_(UNCONFIRMED))
    if bill.payee is None:
        sheet.paragraph(_("The details of the payee are not established here. Ask the migration office that granted the patent."))
    sheet.heading(_("For the bank"))
    sheet.rows(bill.requisites)
    return sheet.as_bytes()
