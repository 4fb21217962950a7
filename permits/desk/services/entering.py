"""An officer enters a document that exists on paper. Locks: the person, then the permits that end."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from permits.desk.errors import PaperDoesNotFit
from permits.desk.models import PaperEntry
from permits.errors import PermitAlreadyEntered
from permits.models import Permit
from permits.rules import entered
from permits.rules.entered import Held, Paper, Problem
from permits.selectors import that_stand
from permits.services import end_permit, enter_permit
from portal import clock
from portal.events.actor import Actor
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.legal.citizenships import STATELESS
from portal.legal.errors import DateOutOfRange, MissingLegalParameter
from profiles.models import Person

SPECIALIST = "HQS"  # the ground of a residence permit that lasts as long as the work permit


@dataclass(frozen=True, kw_only=True)
class PaperData:
    """As it is printed, numbers in the form of `permits.proof.check.canonical`; `valid_until` None: no last day is printed."""

    kind: str
    series: str
    number: str
    citizenship: str
    region: str
    issued_by: str
    issued_on: date
    valid_until: date | None
    is_specialist: bool
    replaces: bool
    seen: str  # PaperEntry.Seen
    seen_number: str = ""


@dataclass(frozen=True)
class Looked:
    """`problems` by field; `ends`: names of the documents that this one replaces; `is_over`: its own last day has passed."""

    problems: list[Problem]
    ends: list[str]
    is_over: bool


def look_at(person: Person, data: PaperData, *, on: date) -> Looked:
    """What would happen, without doing it. `on` is the civil date in the region."""
    paper, held = _paper(data), _held(person)
    known = {"kind": data.kind, "series": data.series, "number": data.number}
    found = entered.problems(
        paper,
        born=person.birth_date,
        today=on,
        longest=_longest(paper),
        held=[fact for fact, _permit in held],
        number_taken=that_stand(Permit.objects.filter(**known)).exists(),
    )
    ends = entered.replaced_by(paper, [fact for fact, _permit in held], today=on)
    return Looked(found, [one.name for one in ends], entered.is_over(paper, today=on))


@transaction.atomic
def enter_paper(*, person_id: int, data: PaperData, office_id: int, actor: Actor, on: date) -> Permit:
    """Keep the document and who entered it; orders in force reach it by its event, and the holder gets a letter.

    `on` is the civil date in the region. What the document replaces ends on its day of issue. Raises `PaperDoesNotFit`. That the
    officer works in the region, and that the person is not close to the officer, is checked by the door."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    looked = look_at(person, data, on=on)
    if looked.problems:
        raise PaperDoesNotFit(looked.problems)
    ends = [permit for fact, permit in _held(person) if fact.name in looked.ends]
    for permit in ends:
        end_permit(permit_id=permit.pk, status=Permit.Status.REPLACED, actor=actor, on=data.issued_on)
    permit = _enter(person, data, actor)
    PaperEntry.objects.create(
        permit=permit,
        office_id=office_id,
        issued_by=data.issued_by,
        seen=data.seen,
        seen_number=data.seen_number,
        entered_by_id=actor.human_id,
        entered_at=clock.now(),
        entered_on=on,
    )
    return permit


def _enter(person: Person, data: PaperData, actor: Actor) -> Permit:
    try:
        return enter_permit(
            person=person,
            kind=data.kind,
            series=data.series,
            number=data.number,
            citizenship=data.citizenship,
            region=data.region,
            issued_on=data.issued_on,
            valid_until_stated=data.valid_until,
            ground=SPECIALIST if data.is_specialist else "",
            actor=actor,
        )
    except PermitAlreadyEntered as error:  # somebody else entered it at this very moment
        raise PaperDoesNotFit(entered.number_problem()) from error


def _paper(data: PaperData) -> Paper:
    return Paper(
        kind=data.kind,
        issued_on=data.issued_on,
        last_day=data.valid_until,
        is_stateless=data.citizenship == STATELESS,
        is_specialist=data.is_specialist,
        in_place_of_another=data.replaces,
    )


def _held(person: Person) -> list[tuple[Held, Permit]]:
    in_force = Permit.objects.filter(person=person, status=Permit.Status.IN_FORCE).order_by("-pk")
    return [
        (
            Held(
                kind=permit.kind, name=f"{permit.series} {permit.number}".strip(), issued_on=permit.issued_on, last_day=permit.valid_until
            ),
            permit,
        )
        for permit in in_force
    ]


def _longest(paper: Paper) -> date | None:
    """The latest last day of a document issued on that day; None where the law names none, or the portal does not know it."""
    key = {entered.RVP: "permits.temporary_residence_term", entered.VNZH: "permits.permanent_residence_term"}.get(paper.kind)
    if key is None:
        return None
    try:
        with legal.only_asking():
            if paper.kind == entered.VNZH and paper.is_stateless and not _has(key, paper.issued_on):
                key = "permits.permanent_residence_stateless_term"
            return add_term(legal.term(key, on=paper.issued_on), paper.issued_on).value
    except (MissingLegalParameter, DateOutOfRange):
        return None


def _has(key: str, on: date) -> bool:
    try:
        legal.term(key, on=on)
    except MissingLegalParameter:
        return False
    return True


__all__ = ["PaperData", "enter_paper", "look_at"]
