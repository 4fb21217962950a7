"""Reads of patents, and who sees what."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from cases.models import Case, Decision
from cases.selectors import applicant_as_sent
from patents.models import Annulment, ContractNotice, Patent, PatentExtension, PatentReprint
from patents.rules.extended import Extension, day_given, last_day
from patents.rules.months import months_between
from patents.rules.number import MOST_NUMBER, MOST_SERIES
from patents.rules.reissue import ReissueWindow, window
from patents.rules.validity import PatentFacts, ValidityAnswer, validity_on
from permits.extensions.rules.terms import OrderTerms
from portal import clock
from portal.accounts.models import User
from portal.accounts.selectors import pk_of
from portal.legal import calendar, regions
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.explained import Explained
from profiles.acting import people_acted_for
from profiles.models import Document
from profiles.selectors import PersonFacts, facts_of

CONTRACT_TERM = "patents.contract_copy"
NEW_PATENTS = ("work-patent", "work-patent-reissue")


def own_patents(user: User | AnonymousUser) -> QuerySet[Patent]:
    """The person's own patents: where every door of a holder starts."""
    return Patent.objects.filter(person__user_id=pk_of(user))


def patents_acted_for(user: User | AnonymousUser) -> QuerySet[Patent]:
    """The person's own patents and those of a child for whom she acts at this moment."""
    return Patent.objects.filter(person__in=people_acted_for(user))


def civil_today(patent: Patent) -> date:
    """Today in the patent's region."""
    return clock.today(regions.region(patent.region).zone)


def validity(patent: Patent, *, on: date) -> Explained[ValidityAnswer]:
    """Is the patent valid on this civil date, and why."""
    return validity_on(facts(patent), on)


def facts(patent: Patent) -> PatentFacts:
    """The patent's months run from its first day."""
    return PatentFacts(
        issued_on=patent.begins_on,
        paid_months=paid_months(patent),
        expires_on=patent.expires_on,
        annulled_on=patent.annulled_on,
        extensions=tuple(extensions_in_force(patent)) if patent.is_extended else (),
    )


def extensions(patent: Patent) -> list[Extension]:
    """What extension orders gave the patent, taken back or not."""
    if patent.extended_through is None:
        return []
    return [_extension(row) for row in patent.extensions.select_related("order", "taken_back").order_by("pk")]


def extensions_in_force(patent: Patent) -> list[Extension]:
    """Those that were not taken back; they come with the patent where a list has fetched them (`with_extensions`)."""
    if patent.extended_through is None:
        return []
    fetched = "extensions" in getattr(patent, "_prefetched_objects_cache", {})
    rows = patent.extensions.all() if fetched else patent.extensions.select_related("order", "taken_back").order_by("pk")
    return [_extension(row) for row in rows if not hasattr(row, "taken_back")]


def extending_order(patent: Patent) -> OrderTerms | None:
    """The order whose day stands, the first of several; None where the paid day does."""
    if not patent.is_extended or patent.paid_through is None:
        return None
    paid = patent.paid_through
    return max(extensions_in_force(patent), key=lambda one: day_given(paid, one)).order


def with_extensions(patents: QuerySet[Patent]) -> QuerySet[Patent]:
    """Fetch what orders gave in one query for all."""
    return patents.prefetch_related(Prefetch("extensions", PatentExtension.objects.select_related("order", "taken_back").order_by("pk")))


def last_possible_day(patent: Patent) -> date | None:
    """The end of the twelve months, in which the days that orders gave stand still; None before the patent is issued."""
    if patent.expires_on is None or not patent.is_extended:
        return patent.expires_on
    return last_day(patent.expires_on, extensions_in_force(patent))


def _extension(row: PatentExtension) -> Extension:
    mark = getattr(row, "taken_back", None)
    taken_back_on = mark.taken_back_at.astimezone(clock.MOSCOW).date() if mark else None
    return Extension(order=row.order.terms, stated=row.stated, days=row.days, taken_back_on=taken_back_on)


def paid_months(patent: Patent) -> int:
    """Whole months bought so far, from the kept result of reckoning (`patents.invariants` compares it with a fresh one)."""
    if patent.begins_on is None or patent.paid_through is None:
        return 0
    return months_between(patent.begins_on, patent.paid_through)


def held_patent(person_id: int, series_and_number: str) -> Patent | None:
    """The person's own patent, as a form names it ("77 2600000017"); None for another's exactly as for one that never existed."""
    series, _space, number = series_and_number.partition(" ")
    named = Patent.objects.filter(series=series[:MOST_SERIES], number=number[:MOST_NUMBER])
    return named.filter(person_id=person_id).exclude(issued_on=None).first()


def patents_in_force(person_id: int, *, on: date) -> list[Patent]:
    """The person's patents that are valid on a day, newest first."""
    issued = Patent.objects.filter(person_id=person_id, status=Patent.Status.ISSUED).order_by("-pk")
    return [patent for patent in issued if validity(patent, on=on).value == ValidityAnswer.VALID]


def reissue_window(patent: Patent, *, on: date) -> ReissueWindow | None:
    """When the patent may be reissued, by the terms of `on`; None before it is issued."""
    if patent.expires_on is None:
        return None
    notice, earliest = legal.term("patents.reissue_notice", on=on), legal.term("patents.reissue_earliest", on=on)
    return window(
        expires_on=patent.expires_on, through=last_possible_day(patent), notice=notice, earliest=earliest, working=calendar.current()
    )


def later_patents(patent: Patent) -> list[Patent]:
    """The patents that follow this one by reissue and are not annulled, the next first."""
    found: list[Patent] = []
    following = Patent.objects.filter(predecessor=patent).first()
    while following is not None:
        if following.status != Patent.Status.ANNULLED:
            found.append(following)
        following = Patent.objects.filter(predecessor=following).first()
    return found


def contract_due(patent: Patent) -> Explained[date] | None:
    """The last day, inclusive, for the copy of the employment contract (115-FZ art. 13.3 (7)); None before the patent is issued."""
    if patent.issued_on is None:
        return None
    return add_term(legal.term(CONTRACT_TERM, on=patent.issued_on), patent.issued_on)


def contract_notice(patent: Patent) -> ContractNotice | None:
    return ContractNotice.objects.filter(patent=patent).first()


def waiting_reprint(patent: Patent) -> PatentReprint | None:
    """The granted new sheet whose fee is not counted yet."""
    return patent.reprints.filter(handed_out_on=None).first()


def holder_as_printed(patent: Patent) -> PersonFacts:
    """The person whom the sheet in force names: never the profile of today."""
    reprint = _sheet_in_force(patent)
    return facts_of(reprint.holder) if reprint else applicant_as_sent(patent.case)


def profession_as_printed(patent: Patent) -> str:
    """The code of the profession on the sheet in force."""
    reprint = _sheet_in_force(patent)
    return reprint.profession if reprint else patent.profession


def photo_of(patent: Patent) -> Document | None:
    """The photo that was sent with the application; of a reissued patent, whose application asks for none, that of the one before."""
    following: Patent | None = patent
    while following is not None:
        if document := photo_sent_with(following.case):
            return document
        following = following.predecessor
    return None


def photo_sent_with(case: Case) -> Document | None:
    attachment = case.attachments.filter(kind="photo", replaced_at=None).select_related("document").order_by("-pk").first()
    return attachment.document if attachment else None


def sheet_number(patent: Patent) -> int:
    """Which sheet is in force: 1 as it was first printed, then the duplicates and changes of data one after the other."""
    reprint = _sheet_in_force(patent)
    return reprint.blank if reprint else 1


def _sheet_in_force(patent: Patent) -> PatentReprint | None:
    """None: the patent as it was first printed."""
    return patent.reprints.exclude(handed_out_on=None).order_by("-blank").first()


def annulment_in_force(patent: Patent) -> Annulment | None:
    return Annulment.objects.filter(patent=patent, confirmed_at__isnull=False).first()


def ended_on_grounds(person_id: int) -> list[tuple[str, date]]:
    """Grounds and days of what was refused to this person or taken from them: (code, civil date)."""
    annulled = Annulment.objects.filter(patent__person_id=person_id, confirmed_at__isnull=False).values_list("ground", "annulled_on")
    refused = Decision.objects.filter(
        case__person_id=person_id, case__procedure__in=NEW_PATENTS, outcome=Decision.Outcome.REFUSED, confirmed_at__isnull=False
    )
    days = [*annulled, *refused.values_list("ground", "decided_on")]
    return [(ground, day) for ground, day in days if day is not None]


def regions_with_valid_patent(person_id: int, *, on: date) -> frozenset[str]:
    """Codes of the regions in which this person holds a patent that is granted or valid on a day."""
    open_ones = Patent.objects.filter(person_id=person_id).exclude(status=Patent.Status.ANNULLED)
    return frozenset(open_ones.filter(Q(status=Patent.Status.GRANTED) | Q(valid_through__gte=on)).values_list("region", flat=True))
