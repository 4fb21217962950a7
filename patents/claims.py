"""Which patents a payment could be for: indexed look-ups by number, INN and name, then `patents.rules.matching` ranks them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from patents import formats, ledgers
from patents.models import Allocation, Charge, Patent, Payment, Purpose
from patents.rules import matching
from patents.rules.matching import Due, PatentClaim, PaymentFacts, Score, Sure
from patents.rules.months import months_between, period
from patents.rules.validity import months_of
from portal import clock
from portal.legal import regions
from portal.legal import services as legal
from portal.legal.book import Book, read_book
from profiles.models import Person, name_words
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
        numbers=formats.in_use(),
    )


def candidates(payment: Payment, patents: QuerySet[Patent] | None = None) -> list[Score]:
    """Ranked, best first; at most ten. `patents` narrows the search to those that the asker may see."""
    facts = facts_of(payment)
    nearest = hinted(facts, Patent.objects.all() if patents is None else patents)
    given = name_words("person__given_names", "person__given_names_ru")
    ordered = nearest.alias(given=given).order_by(_nearness(facts), "-pk")[:MOST]
    return matching.ranked(facts, claims_of(ordered, on=payment.paid_on))[:SHOWN]


def certain(payment: Payment) -> Sure | None:
    """The patent and purpose that this payment is for beyond doubt (`patents.rules.matching.certain`)."""
    if len(payment.payer_inn) != matching.INN_OF_A_PERSON:
        return None
    found = _named_by_inn(payment).select_related("person", "predecessor")
    return matching.certain(facts_of(payment), claims_of(found, on=payment.paid_on))


def unpriced_regions(payment: Payment) -> set[str]:
    """Where the payer's INN names a patent and the price of the payment's date is not established: there `certain` knew no sum."""
    if len(payment.payer_inn) != matching.INN_OF_A_PERSON:
        return set()
    found = set(_named_by_inn(payment).values_list("region", flat=True))
    return {region for region in found if ledgers.price_or_none(region, payment.paid_on) is None}


def _named_by_inn(payment: Payment) -> QuerySet[Patent]:
    return Patent.objects.filter(pk__in=_known_by(payment.payer_inn)).exclude(status=Patent.Status.ANNULLED)


def hinted(facts: PaymentFacts, patents: QuerySet[Patent]) -> QuerySet[Patent]:
    """Every patent for which more than sum and date could speak: its number, its holder's name or INN, or who paid for it before."""
    known = [region.code for region in regions.all_regions()]  # series and number together are indexed
    found = Patent.objects.filter(series__in=known, number__in=matching.numbers_of(facts)).values("pk")
    found = found.union(Patent.objects.filter(person__in=named(matching.words_of(facts))).values("pk"))
    if facts.payer_inn:
        found = found.union(_known_by(facts.payer_inn))
    return patents.filter(pk__in=found).select_related("person", "predecessor")


def claim(patent: Patent, *, on: date) -> PatentClaim:
    """What the patent could take on a bank date."""
    return claims_of([patent], on=on)[0]


def claims_of(patents: Iterable[Patent], *, on: date) -> list[PatentClaim]:
    """The same for many: payers and open charges are fetched once for all, prices once for each region."""
    found = list(patents)
    counted, charges = _counted(found), _charges(found)
    months = {region: ledgers.price_or_none(region, on) for region in {patent.region for patent in found}}
    fee, least = _fee(found, on), _least(found)
    with legal.only_asking():
        most = months_of(legal.term("patents.longest_term", on=on))  # of a patent that begins with this money
    return [
        PatentClaim(
            patent_id=patent.pk,
            series=patent.series,
            number=patent.number,
            family_names=(patent.person.family_name, patent.person.family_name_ru),
            given_names=(patent.person.given_names, patent.person.given_names_ru),
            dues=tuple(
                _dues(
                    patent,
                    charges[patent.pk],
                    counted[patent.pk],
                    price=months[patent.region],
                    fee=fee,
                    left=_months_left(patent, most=most),
                    least=least[patent.pk],
                )
            ),
            payers=frozenset(inn for row in (patent.pk, patent.predecessor_id) for inn, _purpose in counted.get(row or 0, ()) if inn),
            holder_inn=patent.person.inn,
        )
        for patent in found
    ]


def _fee(patents: list[Patent], on: date) -> Decimal | None:
    """The fee of a patent that was just granted; None where there is no such patent, or no figure."""
    if all(patent.status != Patent.Status.GRANTED for patent in patents):
        return None
    with legal.only_asking():
        fee = legal.money_or_none("patents.state_fee", on=on)
    return fee.amount if fee else None


def _least(patents: list[Patent]) -> dict[int, int]:
    """How many months money must buy at once, by the row of each patent's first day. One query."""
    book = read_book(["patents.least_bought"]) if patents else Book({})
    days = {patent.pk: patent.begins_on or clock.today() for patent in patents}
    return {pk: book.term("patents.least_bought", on=day).amount for pk, day in days.items()}


def _dues(
    patent: Patent,
    charges: list[Charge],
    counted: set[tuple[str, str]],
    *,
    price: Decimal | None,
    fee: Decimal | None,
    left: int,
    least: int,
) -> Iterator[Due]:
    """Fees that are asked for, the fee of a patent that was just granted, and months: of their price, as many as are left, and no
    fewer than must be paid together."""
    if patent.status == Patent.Status.ANNULLED:
        return
    asked: dict[str, set[Decimal]] = defaultdict(set)
    since: dict[str, date] = {}
    for charge in charges:
        asked[charge.purpose].add(charge.amount)
        if charge.purpose != Purpose.TAX_ADVANCE:
            since[charge.purpose] = charge.created_at.astimezone(clock.MOSCOW).date()
    paid = {purpose for _inn, purpose in counted}
    if fee and patent.status == Patent.Status.GRANTED and patent.predecessor is None and Purpose.STATE_FEE not in paid | asked.keys():
        asked[Purpose.STATE_FEE].add(fee)  # the fee of a reissue is asked for with its application
        since[Purpose.STATE_FEE] = patent.granted_on
    first, last = _awaited(patent)
    if left:
        asked[Purpose.TAX_ADVANCE] |= {price * months for months in range(min(least, left), left + 1)} if price else set()
    else:
        asked.pop(Purpose.TAX_ADVANCE, None)
    for purpose, sums in asked.items():
        day = since.get(purpose)
        yield Due(purpose=purpose, sums=frozenset(sums), since=day or first, until=day or last)


def _months_left(patent: Patent, *, most: int) -> int:
    """Months that nobody has bought yet, by the kept dates; those of a granted patent are all before it."""
    if patent.begins_on is None or patent.expires_on is None:
        return most
    bought = months_between(patent.begins_on, patent.paid_through) if patent.paid_through else 0
    return max(months_between(patent.begins_on, patent.expires_on) - bought, 0)


def _awaited(patent: Patent) -> tuple[date, date]:
    """From when until when the next month is paid: that of a reissue from the decision until the first day after the patent before."""
    if patent.begins_on is None:
        before = patent.predecessor.expires_on if patent.predecessor else None
        return patent.granted_on, max(patent.granted_on, before + timedelta(days=1)) if before else patent.granted_on
    last = patent.valid_through or period(patent.begins_on, 1).pay_by
    return last, last


def _nearness(facts: PaymentFacts) -> Case:
    """What the database can say of the points, so that the best of many are among those that are ranked."""
    window = timedelta(days=matching.DATE_WINDOW)
    near = Q(valid_through__range=(facts.paid_on - window, facts.paid_on + window)) | Q(valid_through=None)
    same_name = Q(given__overlap=sorted(matching.words_of(facts)))
    best = Q(number__in=matching.numbers_of(facts)) | Q(pk__in=_paid_by(facts.payer_inn))
    if facts.payer_inn:
        best |= Q(person__inn=facts.payer_inn) | Q(predecessor__in=_paid_by(facts.payer_inn))
    order = (best, same_name & near, same_name, near)
    return Case(*(When(what, then=Value(place)) for place, what in enumerate(order)), default=Value(9), output_field=IntegerField())


def _paid_by(inn: str) -> QuerySet[Allocation, int]:
    """Patents for which money of this payer counts."""
    payer = Q(payment__payer_inn=inn) if inn else Q(pk__in=[])
    return Allocation.objects.filter(payer, released_at=None).values_list("patent", flat=True)


def _known_by(inn: str) -> QuerySet[Patent, Any]:
    """Patents that a payer's INN names: of the holder who has it, paid for by it, or following one that it paid for."""
    own = Patent.objects.filter(person__in=Person.objects.filter(inn=inn)).values("pk")
    paid = Patent.objects.filter(pk__in=_paid_by(inn)).values("pk")
    return own.union(paid, Patent.objects.filter(predecessor__in=_paid_by(inn)).values("pk"))


def _counted(patents: list[Patent]) -> dict[int, set[tuple[str, str]]]:
    """Whose money counts already, and for what; also for the patents that these follow."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    known = {pk for patent in patents for pk in (patent.pk, patent.predecessor_id) if pk}
    rows = Allocation.objects.filter(released_at=None, patent__in=known)
    for patent_id, inn, purpose in rows.values_list("patent", "payment__payer_inn", "purpose"):
        found[patent_id].add((inn, purpose))
    return found


def _charges(patents: list[Patent]) -> dict[int, list[Charge]]:
    """Open charges."""
    found: dict[int, list[Charge]] = defaultdict(list)
    for charge in Charge.objects.filter(patent__in=patents, withdrawn_at=None, covered_on=None).order_by("pk"):
        found[charge.patent_id].append(charge)
    return found
