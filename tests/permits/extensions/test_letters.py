"""Every letter that an order causes, in full, in both languages: as it stands in `letters/`, word for word.

A letter that was changed on purpose is written there anew with `WRITE_LETTERS=1`, and read before it is kept."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import resolve

from permits.events import ChildsStayFollowed, ChildsStayShortened
from permits.extensions.events import PermitExtended, PermitKeptItsDay, PermitShortened
from permits.models import Permit
from permits.rules.temporary_stay import CHILD
from portal.edge.letters import Letter, render_letter
from portal.events.actor import SYSTEM
from portal.events.services import emit
from portal.notifications.models import Message
from portal.notifications.registry import Notice, notices_of
from profiles.selectors import full_name
from tests.factories import make_applicant, make_child, make_permit
from tests.permits.extensions.documents import deliver, make_order

pytestmark = pytest.mark.django_db
LETTERS = Path(__file__).parent / "letters"
STATED, LATER, LATEST = date(2040, 3, 1), date(2040, 5, 30), date(2040, 9, 27)
PASSED, PASSED_LATER, PASSED_LATEST = date(2021, 3, 1), date(2021, 5, 30), date(2021, 9, 27)
SECRET_KINDS = [Permit.Kind.TEMPORARY_ASYLUM, Permit.Kind.REFUGEE_CERTIFICATE]


@dataclass(frozen=True)
class Case:
    event: Any
    days: dict[str, Any]
    kind: str = Permit.Kind.TEMPORARY_RESIDENCE
    order: dict[str, Any] = field(default_factory=dict)


def moved(stated: date, before: date, after: date) -> dict[str, date]:
    return {"stated": stated, "before": before, "after": after}


LONG = {"citation": "paragraph 2, item 1", "only_in_country": True}
EXTENDED, SHORTENED = moved(STATED, STATED, LATER), moved(STATED, LATER, STATED)
CASES = {
    "extended": Case(PermitExtended, EXTENDED),
    "extended_of_people_in_russia": Case(PermitExtended, EXTENDED, order=LONG),
    "extended_once_more": Case(PermitExtended, moved(STATED, LATER, LATEST)),
    "extended_and_over": Case(PermitExtended, moved(PASSED, PASSED, PASSED_LATER), order=LONG),
    "extended_protected": Case(PermitExtended, EXTENDED, kind=Permit.Kind.TEMPORARY_ASYLUM),
    "shortened": Case(PermitShortened, SHORTENED),
    "shortened_to_another_order": Case(PermitShortened, moved(STATED, LATEST, LATER), order=LONG),
    "shortened_and_over": Case(PermitShortened, moved(PASSED, LATER, PASSED)),
    "shortened_protected": Case(PermitShortened, SHORTENED, kind=Permit.Kind.REFUGEE_CERTIFICATE),
    "kept": Case(PermitKeptItsDay, {"valid_until": LATER}, order=LONG),
    "kept_protected": Case(PermitKeptItsDay, {"valid_until": LATER}, kind=Permit.Kind.TEMPORARY_ASYLUM),
    "child_followed": Case(ChildsStayFollowed, {"valid_until": LATER}, kind=Permit.Kind.TEMPORARY_STAY, order=LONG),
    "child_shortened": Case(ChildsStayShortened, {"before": LATER, "valid_until": STATED}, kind=Permit.Kind.TEMPORARY_STAY, order=LONG),
    "child_shortened_and_over": Case(ChildsStayShortened, {"before": LATER, "valid_until": PASSED}, kind=Permit.Kind.TEMPORARY_STAY),
}


def notice_of(case: Case) -> Notice:
    status = "repealed" if case.event in {PermitShortened, PermitKeptItsDay, ChildsStayShortened} else "applied"
    words = {"number": "2040-007", "act": "Decree of 1 February 2040 No 15", **case.order}
    order = make_order(status, **words, **({"repeal_act": "Decree of 1 April 2040 No 44"} if status == "repealed" else {}))
    until = case.days.get("after") or case.days["valid_until"]
    stated = min(until, case.days.get("stated", until))
    permit = make_permit(
        case.kind, series="77", number="40000018", issued_on=date(2020, 1, 1), valid_until_stated=stated, valid_until=until
    )
    with transaction.atomic():
        (notice,) = notices_of(
            emit(case.event(permit_id=permit.pk, person_id=permit.person_id, order_id=order.pk, **case.days), actor=SYSTEM)
        )
    return notice


def rendered(notice: Notice, language: str) -> Letter:
    return render_letter(notice.template, language=language, context={**notice.context, "url": f"https://portal.example{notice.url}"})


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("name", CASES)
def test_a_letter_reads_word_for_word_as_it_was_read_by_a_person(name: str, language: str):
    letter = rendered(notice_of(CASES[name]), language)
    kept, now = LETTERS / f"{name}.{language}.txt", f"{letter.subject}\n\n{letter.body}"
    if os.environ.get("WRITE_LETTERS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(now, encoding="utf-8")
    assert now.replace("\xa0", " ") == kept.read_text(encoding="utf-8").replace("\xa0", " ")


def test_no_letter_of_before_is_kept_that_nothing_sends():
    assert {path.name.split(".")[0] for path in LETTERS.iterdir()} == set(CASES)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", SECRET_KINDS)
@pytest.mark.parametrize("name", ["extended", "extended_and_over", "shortened", "shortened_and_over", "kept"])
def test_mail_says_nowhere_that_somebody_was_given_asylum(name: str, kind: str, language: str):
    """Neither in its subject, nor in its words, nor in the address that it leads to."""
    case = CASES[name]
    notice = notice_of(Case(case.event, case.days, kind=kind, order=case.order))
    letter = rendered(notice, language)
    told = f"{letter.subject} {letter.body} {notice.url}".lower()
    assert not [word for word in ("asylum", "refugee", "убежищ", "беженц", "40000018") if word in told]
    assert resolve(notice.url).view_name == "permits:list"


def test_a_letter_about_a_child_goes_to_its_parent_and_names_the_child_first():
    parent = make_applicant()
    child = make_child(parent).child
    told = {"issued_on": date(2020, 1, 1), "valid_until_stated": STATED, "valid_until": LATER, "ground": CHILD}
    permit, order = make_permit("temporary_stay", person=child, **told), make_order("applied")
    with transaction.atomic():
        emit(ChildsStayFollowed(permit_id=permit.pk, person_id=child.pk, valid_until=LATER, order_id=order.pk), actor=SYSTEM)
        emit(PermitExtended(permit_id=permit.pk, person_id=child.pk, order_id=order.pk, **EXTENDED), actor=SYSTEM)
    deliver()
    letters = Message.objects.filter(channel="inbox", recipient=parent.user)
    assert letters.count() == 2
    for letter in letters:
        assert letter.subject.startswith(f"{full_name(child)}: ")
        assert letter.body.startswith(("Это письмо о вашем ребёнке", "This letter is about your child"))
