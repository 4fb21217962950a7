"""Which patents a payment could be for: few look-ups by number, INN and name, then `patents.rules.matching` ranks them."""

import re
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from patents import ledgers
from patents.models import Allocation, Charge, Patent, Payment
from patents.rules import matching
from patents.rules.matching import PatentClaim, PaymentFacts, Score
from patents.rules.months import period

MOST = 200  # patents that are looked at for one payment
_NUMBER = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")
_NAME = re.compile(r"[^\W\d_]{3,}")


def facts_of(payment: Payment) -> PaymentFacts:
    return PaymentFacts(
        amount=payment.amount,
        paid_on=payment.paid_on,
        payer_inn=payment.payer_inn,
        payer_name=payment.payer_name,
        purpose_text=payment.purpose_text,
    )


def candidates(payment: Payment, patents: QuerySet[Patent] | None = None) -> list[Score]:
    """Ranked, best first; at most ten. `patents` narrows the search to those that the asker may see."""
    facts = facts_of(payment)
    scope = Patent.objects.all() if patents is None else patents
    found = scope.filter(_hints(facts)).select_related("person").distinct().order_by("-pk")[:MOST]
    return matching.ranked(facts, [claim(patent, on=payment.paid_on) for patent in found])[:10]


def certain(payment: Payment) -> int | None:
    """The patent that this payment is for beyond doubt."""
    if not payment.payer_inn:
        return None
    found = Patent.objects.filter(_paid_by(payment.payer_inn)).exclude(status=Patent.Status.ANNULLED).select_related("person").distinct()
    return matching.certain(facts_of(payment), [claim(patent, on=payment.paid_on) for patent in found[:MOST]])


def claim(patent: Patent, *, on: date) -> PatentClaim:
    """What the patent could take on a bank date."""
    person = patent.person
    return PatentClaim(
        patent_id=patent.pk,
        series=patent.series,
        number=patent.number,
        family_names=(person.family_name, person.family_name_ru),
        given_names=(person.given_names, person.given_names_ru),
        sums=_sums(patent, on),
        payers=frozenset(_in_force().filter(patent=patent).exclude(payment__payer_inn="").values_list("payment__payer_inn", flat=True)),
        due_by=_due_by(patent),
    )


def _hints(facts: PaymentFacts) -> Q:
    text = f"{facts.purpose_text} {facts.payer_name}"
    names = sorted(set(_NAME.findall(text.upper())))[:20]
    hint = Q(number__in=_NUMBER.findall(text))
    for name in names:
        hint |= Q(person__family_name__iexact=name) | Q(person__family_name_ru__iexact=name)
    return hint | _paid_by(facts.payer_inn) if facts.payer_inn else hint


def _paid_by(inn: str) -> Q:
    return Q(pk__in=_in_force().filter(payment__payer_inn=inn).values("patent"))


def _in_force() -> QuerySet[Allocation]:
    return Allocation.objects.filter(released_at=None)


def _sums(patent: Patent, on: date) -> frozenset[Decimal]:
    """Open charges, and one to twelve months at the price of the bank date."""
    sums = set(Charge.objects.filter(patent=patent, withdrawn_at=None, covered_on=None).values_list("amount", flat=True))
    price = ledgers.price_or_none(patent.region, on)
    return frozenset(sums | ({price * months for months in range(1, 13)} if price else set()))


def _due_by(patent: Patent) -> date | None:
    return patent.paid_through or (period(patent.begins_on, 1).pay_by if patent.begins_on else patent.granted_on)
