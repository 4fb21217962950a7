from dataclasses import replace
from datetime import date, timedelta

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from patents import formats, queue, rescue
from patents.extendable import KIND
from patents.models import Allocation, Annulment, Charge, Patent, PatentExtension, PatentReprint, Payment, Question, Rescue
from patents.rules import validity
from patents.rules.extended import last_day
from patents.selectors import extensions_in_force, with_extensions
from patents.services.recount import recomputed_paid_through, recomputed_unpriced_since, recomputed_unspent
from patents.services.refused_lines import lines_to_forget
from permits.extensions.rules.reckoning import result_of
from permits.extensions.rules.terms import DocumentFacts
from portal import clock
from portal.events.models import Event
from portal.legal.book import Book, read_book
from portal.legal.services import MissingLegalParameter
from portal.runtime.invariants import invariant


@invariant("patents whose paid-through date is not what their payments make")
def paid_through_differs() -> int:
    issued = Patent.objects.exclude(issued_on=None)
    return sum(patent.paid_through != recomputed_paid_through(patent) for patent in issued.iterator(chunk_size=500))


@invariant("patents whose money left over is not what their payments leave")
def unspent_differs() -> int:
    """Those that were never reckoned are reckoned by the worker."""
    reckoned = Patent.objects.exclude(unspent=None)
    return sum(patent.unspent != recomputed_unspent(patent) for patent in reckoned.iterator(chunk_size=500))


@invariant("patents whose money waits for a price otherwise than is kept")
def unpriced_differs() -> int:
    """Between the entry of a price and the next turn of the worker it counts those that it will reckon."""
    either = Patent.objects.filter(Q(unspent__gt=0) | Q(unpriced_since__isnull=False))
    return sum(patent.unpriced_since != recomputed_unpriced_since(patent) for patent in either.iterator(chunk_size=500))


@invariant("patents whose last day is not what their paid day and extension orders make")
def valid_through_differs() -> int:
    issued = with_extensions(Patent.objects.exclude(issued_on=None))
    return sum(_differs(patent) for patent in issued.iterator(chunk_size=500))


def _differs(patent: Patent) -> bool:
    return patent.paid_through is not None and patent.valid_through != last_day(patent.paid_through, extensions_in_force(patent))


@invariant("extensions of patents that the rule would reckon otherwise (the newest 500)")
def ledger_reckoned_otherwise() -> int:
    rows = PatentExtension.objects.select_related("document", "order").order_by("-pk")[:500]
    return sum(result_of(_found(row), replace(row.order.terms, citizenships=frozenset())).gives != row.gives for row in rows)


def _found(row: PatentExtension) -> DocumentFacts:
    """The patent as the order found it; a citizenship changed since tells nothing about that day."""
    patent = row.document
    return DocumentFacts(kind=KIND, stated=row.stated, issued_on=patent.issued_on, begins_on=patent.begins_on, region=patent.region)


@invariant("patents whose last possible day is not the one that the law of their first day says")
def expires_otherwise() -> int:
    """The length and the reading of the twelve months are those in force on the first day."""
    book = read_book(["patents.longest_term", "patents.last_day"])
    dated = Patent.objects.exclude(expires_on=None).values_list("begins_on", "expires_on")
    return sum(expires_on != _last_possible(begins_on, book) for begins_on, expires_on in dated.iterator(chunk_size=500))


def _last_possible(begins_on: date | None, book: Book) -> date | None:
    if begins_on is None:
        return None
    try:
        term, reading = book.term("patents.longest_term", on=begins_on), book.text("patents.last_day", on=begins_on)
    except MissingLegalParameter:
        return None
    return validity.expires_on(issued_on=begins_on, term=term, reading=reading).value


@invariant("patents whose series or number the format in use does not accept")
def unreadable_numbers() -> int:
    """Nobody could ask about them, and no payment would find them by their number."""
    numbers = formats.in_use()
    return Patent.objects.exclude(series__regex=f"^(?:{numbers.series})$", number__regex=f"^(?:{numbers.number})$").count()


@invariant("patents paid for longer than twelve months")
def too_long() -> int:
    return Patent.objects.filter(Q(paid_through__gt=F("expires_on"))).count()


@invariant("patents without a granted case")
def without_decision() -> int:
    return Patent.objects.exclude(case__status="granted").count()


@invariant("annulled patents without a confirmed annulment, or annulments in force of patents that are not annulled")
def annulled_by_nobody() -> int:
    confirmed = Annulment.objects.filter(patent=OuterRef("pk"), confirmed_at__isnull=False, annulled_on=OuterRef("annulled_on"))
    silent = Patent.objects.filter(status=Patent.Status.ANNULLED).filter(~Exists(confirmed))
    without_effect = Annulment.objects.filter(confirmed_at__isnull=False).exclude(patent__status=Patent.Status.ANNULLED)
    return silent.count() + without_effect.count()


@invariant("annulments that one person made alone, or on request without a granted case")
def annulled_by_one() -> int:
    alone = Annulment.objects.filter(confirmed_by=F("proposed_by"))
    unasked = Annulment.objects.filter(case__isnull=False).exclude(case__status="granted")
    return alone.count() + unasked.count()


@invariant("patents that begin before the one they follow has ended")
def successor_too_early() -> int:
    return Patent.objects.filter(begins_on__lte=F("predecessor__expires_on")).count()


@invariant("patents that follow an annulled one although no officer let them stay")
def later_patents_undecided() -> int:
    against = Annulment.objects.filter(confirmed_at__isnull=False, case=None).exclude(later=Annulment.Later.KEPT)
    standing = Patent.objects.exclude(status=Patent.Status.ANNULLED)
    return standing.filter(predecessor__in=against.values("patent")).count()


@invariant("new sheets of patents without a granted case")
def reprint_without_decision() -> int:
    return PatentReprint.objects.exclude(case__status="granted").count()


@invariant("questions of the public check kept longer than they may be")
def questions_kept_too_long() -> int:
    return Question.objects.filter(keep_until__lt=clock.today() - timedelta(days=1)).count()


@invariant("texts of refused bank lines kept longer than they may be")
def refused_lines_kept_too_long() -> int:
    return lines_to_forget(clock.today() - timedelta(days=1)).count()


@invariant("payments that count for two patents at once")
def counted_twice() -> int:
    twice = Allocation.objects.filter(released_at=None).values("payment").annotate(times=Count("pk")).filter(times__gt=1)
    return twice.count()


@invariant("payments that count for nothing and of which no officer heard")
def payments_lost() -> int:
    counts = Allocation.objects.filter(payment=OuterRef("pk"))
    asked = Event.objects.filter(name="patents.PaymentUnmatched", subject_id=OuterRef("pk"))
    return Payment.objects.filter(~Exists(counts), ~Exists(asked)).count()


@invariant("payments in the queue that a search for a person's money would not find")
def payments_not_searchable() -> int:
    """One that arrived under an older key is indexed anew within minutes."""
    return queue.not_indexed().filter(received_at__lt=clock.now() - timedelta(hours=1)).count()


@invariant("lapsed patents that waiting money may save, about which no officer was asked")
def lapsed_unasked() -> int:
    over = clock.today() - timedelta(days=2)  # in every region
    pairs = ((patent, one) for one in queue.waiting() for patent in rescue.patents_that_it_may_save(one, until=over))
    asked = Rescue.objects.filter(paid_through=F("patent__valid_through"))
    return sum(not asked.filter(patent=patent, payment=one).exists() for patent, one in pairs)


@invariant("charges paid of which nobody heard")
def paid_in_silence() -> int:
    charge = Cast(KeyTextTransform("charge_id", "payload"), BigIntegerField())
    of_patent = Event.objects.filter(subject_type="patents.patent", subject_id=OuterRef("patent_id"), name="patents.ChargePaid")
    told = of_patent.annotate(charge=charge).filter(charge=OuterRef("pk"))
    return Charge.objects.filter(Q(covered_on__isnull=False, withdrawn_at=None), ~Exists(told)).count()


__all__ = [
    "annulled_by_nobody",
    "annulled_by_one",
    "counted_twice",
    "lapsed_unasked",
    "later_patents_undecided",
    "ledger_reckoned_otherwise",
    "paid_in_silence",
    "paid_through_differs",
    "payments_lost",
    "payments_not_searchable",
    "questions_kept_too_long",
    "refused_lines_kept_too_long",
    "reprint_without_decision",
    "successor_too_early",
    "too_long",
    "unpriced_differs",
    "unspent_differs",
    "valid_through_differs",
    "without_decision",
]
