"""Which patents a payment could be for: indexed look-ups by number, INN and name, then `patents.rules.matching` ranks them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from patents import ledgers
from patents.models import Allocation, Charge, Patent, Payment
from patents.rules import matching
from patents.rules.matching import PatentClaim, PaymentFacts, Score
from patents.rules.months import period
from portal.legal import regions
from profiles.models import name_words
from profiles.selectors import named

MOST = 200  # patents that are ranked for one payment: of a common family name those with the same given name and a near date first
SHOWN = 10


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
    nearest = hinted(facts, Patent.objects.all() if patents is None else patents)
    given = name_words("person__given_names", "person__given_names_ru")
    ordered = nearest.alias(given=given).order_by(_nearness(facts), "-pk")[:MOST]
    return matching.ranked(facts, claims_of(ordered, on=payment.paid_on))[:SHOWN]


def certain(payment: Payment) -> int | None:
    """The patent that this payment is for beyond doubt: one for which this person (INN of twelve digits) has paid before."""
    if len(payment.payer_inn) != matching.INN_OF_A_PERSON:
        return None
    found = Patent.objects.filter(pk__in=_paid_by(payment.payer_inn)).exclude(status=Patent.Status.ANNULLED).select_related("person")
    return matching.certain(facts_of(payment), claims_of(found, on=payment.paid_on))


def hinted(facts: PaymentFacts, patents: QuerySet[Patent]) -> QuerySet[Patent]:
    """Every patent for which more than sum and date could speak: its number, its holder's family name, or who paid for it before."""
    known = [region.code for region in regions.all_regions()]  # series and number together are indexed
    found = Patent.objects.filter(series__in=known, number__in=matching.numbers_of(facts)).values("pk")
    found = found.union(Patent.objects.filter(person__in=named(matching.words_of(facts))).values("pk"))
    if facts.payer_inn:
        found = found.union(Patent.objects.filter(pk__in=_paid_by(facts.payer_inn)).values("pk"))
    return patents.filter(pk__in=found).select_related("person")


def claim(patent: Patent, *, on: date) -> PatentClaim:
    """What the patent could take on a bank date."""
    return claims_of([patent], on=on)[0]


def claims_of(patents: Iterable[Patent], *, on: date) -> list[PatentClaim]:
    """The same for many: payers and open charges are fetched once for all, prices once for each region."""
    found = list(patents)
    payers, asked = _payers(found), _asked(found)
    months = {region: _months(region, on) for region in {patent.region for patent in found}}
    return [
        PatentClaim(
            patent_id=patent.pk,
            series=patent.series,
            number=patent.number,
            family_names=(patent.person.family_name, patent.person.family_name_ru),
            given_names=(patent.person.given_names, patent.person.given_names_ru),
            sums=frozenset(asked[patent.pk] | months[patent.region]),
            payers=frozenset(payers[patent.pk]),
            due_by=_due_by(patent),
        )
        for patent in found
    ]


def _nearness(facts: PaymentFacts) -> Case:
    """What the database can say of the points, so that the best of many are among those that are ranked."""
    window = timedelta(days=matching.DATE_WINDOW)
    near = Q(valid_through__range=(facts.paid_on - window, facts.paid_on + window)) | Q(valid_through=None)
    same_name = Q(given__overlap=sorted(matching.words_of(facts)))
    best = Q(number__in=matching.numbers_of(facts)) | Q(pk__in=_paid_by(facts.payer_inn))
    order = (best, same_name & near, same_name, near)
    return Case(*(When(what, then=Value(place)) for place, what in enumerate(order)), default=Value(9), output_field=IntegerField())


def _paid_by(inn: str) -> QuerySet[Allocation, int]:
    """Patents for which money of this payer counts."""
    payer = Q(payment__payer_inn=inn) if inn else Q(pk__in=[])
    return Allocation.objects.filter(payer, released_at=None).values_list("patent", flat=True)


def _payers(patents: list[Patent]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    counted = Allocation.objects.filter(released_at=None, patent__in=patents).exclude(payment__payer_inn="")
    for patent_id, inn in counted.values_list("patent", "payment__payer_inn"):
        found[patent_id].add(inn)
    return found


def _asked(patents: list[Patent]) -> dict[int, set[Decimal]]:
    """Open charges."""
    found: dict[int, set[Decimal]] = defaultdict(set)
    charges = Charge.objects.filter(patent__in=patents, withdrawn_at=None, covered_on=None)
    for patent_id, amount in charges.values_list("patent", "amount"):
        found[patent_id].add(amount)
    return found


def _months(region: str, on: date) -> set[Decimal]:
    """One to twelve months at the price of the bank date."""
    price = ledgers.price_or_none(region, on)
    return {price * months for months in range(1, 13)} if price else set()


def _due_by(patent: Patent) -> date | None:
    return patent.valid_through or (period(patent.begins_on, 1).pay_by if patent.begins_on else patent.granted_on)
