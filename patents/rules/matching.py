"""For which patent a payment may be: points and reasons in words. Pure; an officer decides, except where only one answer is possible."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from patents.rules.number import ISSUED, NumberFormat, spelled

DATE_WINDOW: Final = 45  # days between a payment and the last day of what it may be for
INN_OF_A_PERSON: Final = 12  # digits; an organisation's has ten and pays for many
PLAUSIBLE: Final = 50  # from here an officer is asked before a patent is called lapsed
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, kw_only=True)
class PaymentFacts:
    amount: Decimal
    paid_on: date
    payer_inn: str = ""
    payer_name: str = ""
    purpose_text: str = ""
    numbers: NumberFormat = ISSUED  # how patents are numbered, by which one is found in the purpose


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a patent takes for one purpose (`patents.models.Purpose`): these sums, awaited from one day until another, civil dates."""

    purpose: str
    sums: frozenset[Decimal]
    since: date
    until: date

    def takes(self, payment: PaymentFacts) -> bool:
        return payment.amount in self.sums

    def is_near(self, payment: PaymentFacts) -> bool:
        """Awaited on the day of the payment, or not more than 45 days away from it."""
        window = timedelta(days=DATE_WINDOW)
        return self.since - window <= payment.paid_on <= self.until + window


@dataclass(frozen=True, kw_only=True)
class PatentClaim:
    """What a patent can take, and the names and numbers by which it is known. One that can take nothing has no `dues`."""

    patent_id: int
    series: str
    number: str
    family_names: tuple[str, ...]
    given_names: tuple[str, ...]
    dues: tuple[Due, ...]
    payers: frozenset[str] = frozenset()  # INN of those who paid for it, or for the patent that it follows
    holder_inn: str = ""  # as the holder told it


@dataclass(frozen=True)
class Sure:
    """The one patent and purpose that a payment can be for."""

    patent_id: int
    purpose: str


@dataclass(frozen=True)
class Score:
    patent_id: int
    points: int
    reasons: tuple[Any, ...]
    purpose: str | None = None  # what the sum is due for


def score(payment: PaymentFacts, claim: PatentClaim) -> Score:
    """The more agrees, the more points."""
    words = words_of(payment)
    found: list[tuple[int, Any]] = []
    if claim.number in numbers_of(payment) and _is_named(payment, claim):
        found.append((60, _("The number of the patent stands in the purpose of the payment")))
    if payment.payer_inn and payment.payer_inn == claim.holder_inn:
        found.append((40, _("The INN is the holder's own")))
    elif payment.payer_inn and payment.payer_inn in claim.payers:
        found.append((40, _("The same INN has paid for this patent before")))
    if any(words_in(name) and words_in(name) <= words for name in claim.family_names):
        found.append((30, _("The family name stands in the payment")))
        if any(words_in(name) and words_in(name) <= words for name in claim.given_names):
            found.append((15, _("The given name stands in the payment")))
    if any(due.takes(payment) for due in claim.dues):
        found.append((20, _("The sum is what is due")))
    if found and any(due.is_near(payment) for due in claim.dues):
        found.append((10, _("The date is close to the last day for paying")))
    points, reasons = sum(points for points, _reason in found), tuple(reason for _points, reason in found)
    return Score(claim.patent_id, points, reasons, purpose_of(payment, claim))


def ranked(payment: PaymentFacts, claims: list[PatentClaim]) -> list[Score]:
    """Those for which anything but the date speaks, best first. Sum alone (20 points) is too little to be a reason."""
    scores = [score(payment, claim) for claim in claims]
    return sorted((item for item in scores if item.points > 30), key=lambda item: (-item.points, item.patent_id))


def certain(payment: PaymentFacts, claims: list[PatentClaim]) -> Sure | None:
    """The one patent and purpose that this person's money (INN of twelve digits) can be for: the INN is the holder's, or has paid
    before, and sum and date fit. None: an officer decides."""
    if len(payment.payer_inn) != INN_OF_A_PERSON:
        return None
    known = [claim for claim in claims if _is_of(payment, claim)]
    fitting = [Sure(claim.patent_id, due.purpose) for claim in known for due in claim.dues if _fits(payment, due)]
    return fitting[0] if len(fitting) == 1 else None


def purpose_of(payment: PaymentFacts, claim: PatentClaim) -> str | None:
    """What the sum is due for, where it is due for one thing only."""
    found = {due.purpose for due in claim.dues if due.takes(payment)}
    return found.pop() if len(found) == 1 else None


def _is_of(payment: PaymentFacts, claim: PatentClaim) -> bool:
    """Who paid before is known. The holder's own INN is only what the holder says: a name that the bank tells may not contradict it,
    else money of a stranger, whose INN was mistyped or taken, would count."""
    if payment.payer_inn in claim.payers:
        return True
    words = words_in(payment.payer_name)
    named = not words or any(words_in(name) and words_in(name) <= words for name in claim.family_names)
    return payment.payer_inn == claim.holder_inn and named


def _fits(payment: PaymentFacts, due: Due) -> bool:
    return due.takes(payment) and due.is_near(payment)


def _is_named(payment: PaymentFacts, claim: PatentClaim) -> bool:
    """The number stands in the text, at least once without the series of another region directly before it: each region draws its
    numbers by itself."""
    text, before = payment.purpose_text.upper(), payment.numbers.series_before
    told = (before.search(text[: found.start()]) for found in spelled(claim.number).finditer(text))
    return any(series is None or series.group(1) == claim.series for series in told)


def words_of(payment: PaymentFacts) -> set[str]:
    """The words of a payment, by which a name is found in it."""
    return words_in(f"{payment.purpose_text} {payment.payer_name}")


def numbers_of(payment: PaymentFacts) -> frozenset[str]:
    """Everything in the purpose that can be the number of a patent."""
    return payment.numbers.numbers_in(payment.purpose_text)


def words_in(text: str) -> set[str]:
    """Words of two letters and more, in one form for every way of writing them."""
    return set(_WORD.findall(unicodedata.normalize("NFKC", text).upper().replace("Ё", "Е")))
