"""What patents tell of a person's status: the patents held, and the newest application's papers."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import lazy

from cases.models import Case
from patents import professions
from patents.models import Patent, PatentReprint
from patents.rules import status
from patents.rules.status import HeldPatent, PatentStanding
from patents.selectors import NEW_PATENTS, facts
from permits.status.rules.asking import Asked
from permits.status.rules.values import Found
from permits.status.sources import StatusSource, register_source
from profiles.models import Person

MOST = 200  # of the newest: older patents have ended long ago
_profession = lazy(professions.name, str)


def read(person: Person, _on: date) -> PatentStanding:
    """Two queries, whatever the history: applications with their patents, and the sheets printed anew."""
    sheets = PatentReprint.objects.exclude(handed_out_on=None).order_by("blank")
    cases = Case.objects.filter(person=person, procedure__in=NEW_PATENTS).order_by("-pk")
    joined = cases.select_related("patent", "patent__contract_notice", "patent__successor")
    known = list(joined.prefetch_related(Prefetch("patent__reprints", queryset=sheets))[:MOST])
    patents = [patent for case in known if (patent := getattr(case, "patent", None))]
    papers: dict[str, Any] = next((case.answers for case in known if case.submitted_at), {})
    return PatentStanding(
        patents=tuple(_held(patent) for patent in patents if patent.begins_on),
        applied_on=max((case.accepted_on for case in known if case.accepted_on), default=None),
        exam_issued_on=_day(papers, "exam"),
        medical_issued_on=_day(papers, "medical"),
    )


def _held(patent: Patent) -> HeldPatent:
    sheets = list(patent.reprints.all())
    contract = getattr(patent, "contract_notice", None)
    return HeldPatent(
        series=patent.series,
        number=patent.number,
        region=patent.region,
        profession=_profession(sheets[-1].profession if sheets else patent.profession),
        facts=facts(patent),
        valid_through=patent.valid_through,
        handed_out_on=patent.issued_on,
        contract_received_on=contract.received_on if contract else None,
        is_followed=getattr(patent, "successor", None) is not None,
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
