"""What patents tell of a person's status: the patents held, and the newest application's papers."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.utils.functional import lazy

from cases.models import Case
from patents import professions
from patents.models import Patent, PatentExtension, PatentReprint
from patents.rules import status
from patents.rules.status import HeldPatent, PatentStanding
from patents.rules.validity import PatentFacts
from patents.selectors import NEW_PATENTS, facts, paid_months
from permits.status.rules.asking import Asked
from permits.status.rules.values import Found
from permits.status.sources import StatusSource, register_source
from profiles.models import Person

DECIDED = frozenset({"granted", "refused"})  # one that waits is told by `permits.status.applications`; one withdrawn does nothing
MOST = 200  # of the newest: older patents have ended long ago
_profession = lazy(professions.name, str)


def read(person: Person, on: date) -> PatentStanding:
    """One query, whatever the history: applications with their patents and the last sheet of each. Another one where orders have extended
    a patent that is valid on the day."""
    sheets = PatentReprint.objects.filter(patent=OuterRef("patent"), handed_out_on__isnull=False).order_by("-blank")
    cases = Case.objects.filter(person=person, procedure__in=NEW_PATENTS).order_by("-pk")
    joined = cases.select_related("patent", "patent__contract_notice", "patent__successor")
    known = list(joined.annotate(profession_printed=Subquery(sheets.values("profession")[:1]))[:MOST])
    patents = [(patent, case.profession_printed) for case in known if (patent := getattr(case, "patent", None))]
    extended = PatentExtension.objects.select_related("order", "taken_back").order_by("pk")
    of_interest = [patent for patent, _printed in patents if patent.is_extended and _is_valid(patent, on)]
    prefetch_related_objects(of_interest, Prefetch("extensions", extended))
    papers: dict[str, Any] = next((case.answers for case in known if case.submitted_at), {})
    return PatentStanding(
        patents=tuple(_held(patent, printed, on=on) for patent, printed in patents if patent.begins_on),
        applied_on=max((case.accepted_on for case in known if case.accepted_on and case.status in DECIDED), default=None),
        exam_issued_on=_day(papers, "exam") if papers.get("exam", {}).get("kind") == "certificate" else None,
        medical_issued_on=_day(papers, "medical"),
    )


def _is_valid(patent: Patent, on: date) -> bool:
    return patent.valid_through is not None and patent.valid_through >= on


def _held(patent: Patent, printed: str | None, *, on: date) -> HeldPatent:
    contract, successor = getattr(patent, "contract_notice", None), getattr(patent, "successor", None)
    is_unpaid = successor is not None and successor.status == Patent.Status.GRANTED
    return HeldPatent(
        series=patent.series,
        number=patent.number,
        region=patent.region,
        profession=_profession(printed or patent.profession),
        facts=facts(patent) if _is_valid(patent, on) else _plain_facts(patent),
        valid_through=patent.valid_through,
        handed_out_on=patent.issued_on,
        contract_received_on=contract.received_on if contract else None,
        is_followed=successor is not None and not is_unpaid,
        unpaid_next=(successor.series, successor.number) if successor is not None and is_unpaid else None,
    )


def _plain_facts(patent: Patent) -> PatentFacts:
    """Of a patent that is over nobody asks which orders extended it."""
    return PatentFacts(
        issued_on=patent.begins_on, paid_months=paid_months(patent), expires_on=patent.expires_on, annulled_on=patent.annulled_on
    )


def _day(answers: dict[str, Any], page: str) -> date | None:
    """The day on which a paper of the application was issued; an exam that is not needed has none."""
    told = answers.get(page, {}).get("issued_on")
    try:
        return date.fromisoformat(told) if told else None
    except (TypeError, ValueError):
        return None


def rules(asked: Asked, standing: PatentStanding) -> Found:
    return status.found(asked, standing)


def register() -> None:
    register_source(StatusSource(name="patents", rules=rules, read=read, figures=status.KEYS))


__all__ = ["register"]
