"""For which patent a payment may be: points and reasons in words. Pure; an officer decides, except where only one answer is possible."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

DATE_WINDOW: Final = 45  # days between a payment and the last day of what it may be for
INN_OF_A_PERSON: Final = 12  # digits; an organisation's has ten and pays for many
PLAUSIBLE: Final = 50  # from here an officer is asked before a patent is called lapsed
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"(?=([0-9]{10}))")  # also inside a longer run of digits: series and number may stand together


@dataclass(frozen=True, kw_only=True)
class PaymentFacts:
    amount: Decimal
    paid_on: date
    payer_inn: str = ""
    payer_name: str = ""
    purpose_text: str = ""


@dataclass(frozen=True, kw_only=True)
class PatentClaim:
    """What a patent could take: the sums that are due or equal to a month, the names and numbers by which it is known."""

    patent_id: int
    series: str
    number: str
    family_names: tuple[str, ...]
    given_names: tuple[str, ...]
    sums: frozenset[Decimal]
    payers: frozenset[str] = frozenset()  # INN of those who paid for it before
    due_by: date | None = None


@dataclass(frozen=True)
class Score:
    patent_id: int
    points: int
    reasons: tuple[Any, ...]


def score(payment: PaymentFacts, claim: PatentClaim) -> Score:
    """The more agrees, the more points."""
    words = words_of(payment)
    found: list[tuple[int, Any]] = []
    if claim.number in numbers_of(payment):
        found.append((60, _("The number of the patent stands in the purpose of the payment")))
    if payment.payer_inn and payment.payer_inn in claim.payers:
        found.append((40, _("The same INN has paid for this patent before")))
    if any(words_in(name) and words_in(name) <= words for name in claim.family_names):
        found.append((30, _("The family name stands in the payment")))
        if any(words_in(name) and words_in(name) <= words for name in claim.given_names):
            found.append((15, _("The given name stands in the payment")))
    if payment.amount in claim.sums:
        found.append((20, _("The sum is what is due")))
    if found and claim.due_by and abs((claim.due_by - payment.paid_on).days) <= DATE_WINDOW:
        found.append((10, _("The date is close to the last day for paying")))
    return Score(claim.patent_id, sum(points for points, _reason in found), tuple(reason for _points, reason in found))


def ranked(payment: PaymentFacts, claims: list[PatentClaim]) -> list[Score]:
    """Those for which anything but the date speaks, best first. Sum alone (20 points) is too little to be a reason."""
    scores = [score(payment, claim) for claim in claims]
    return sorted((item for item in scores if item.points > 30), key=lambda item: (-item.points, item.patent_id))


def certain(payment: PaymentFacts, claims: list[PatentClaim]) -> int | None:
    """The one patent for which this person (INN of twelve digits) has paid before, where sum and date fit; None: an officer decides."""
    if len(payment.payer_inn) != INN_OF_A_PERSON:
        return None
    fitting = [claim for claim in claims if _fits(payment, claim)]
    return fitting[0].patent_id if len(fitting) == 1 else None


def _fits(payment: PaymentFacts, claim: PatentClaim) -> bool:
    near = claim.due_by is not None and abs((claim.due_by - payment.paid_on).days) <= DATE_WINDOW
    return payment.payer_inn in claim.payers and payment.amount in claim.sums and near


def words_of(payment: PaymentFacts) -> set[str]:
    """The words of a payment, by which a name is found in it."""
    return words_in(f"{payment.purpose_text} {payment.payer_name}")


def numbers_of(payment: PaymentFacts) -> set[str]:
    """Everything in the purpose that can be the number of a patent."""
    return set(_NUMBER.findall(re.sub(r"[\s№-]+", "", payment.purpose_text)))


def words_in(text: str) -> set[str]:
    """Words of two letters and more, in one form for every way of writing them."""
    return set(_WORD.findall(unicodedata.normalize("NFKC", text).upper().replace("Ё", "Е")))
