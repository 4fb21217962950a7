"""The permit for education: for whom, until when, and what moving to another university asks."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from cases.procedures import procedure
from permits.models import Permit
from permits.naming import name_of
from permits.rules.study_residence import last_day
from portal import clock
from portal.legal import services as legal
from tests.factories import make_permit, make_user, sign_in
from tests.permits.procedures.people import application
from tests.permits.residence import answers, decide, ready, send

pytestmark = pytest.mark.django_db
RVPO, MOVE = procedure("study-residence"), procedure("study-residence-transfer")
ON = date(2026, 3, 16)


def study(ends_on: date = date(2028, 6, 30), **fields: Any) -> dict[str, Any]:
    base = {"university": "Example University", "level": "bachelor", "form": "full_time", "place": "state"}
    return {**base, "ends_on": ends_on.isoformat(), **fields}


def blocking(on: date = ON, person_id: int = 0, known: dict[str, Any] | None = None, **fields: Any) -> list[str]:
    asked = application(on, given={"region": {"region": "77"}, "study": study(**fields)}, person_id=person_id, **(known or {}))
    return [reason.code for reason in RVPO.blocking(asked)]


def moving(permit: Permit, since: date, **fields: Any) -> dict[str, dict[str, Any]]:
    return {
        "permit": {"permit": name_of(permit)}, "region": {"region": "77"}, "study": study(**fields), "since": {"day": since.isoformat()},
    }  # fmt: skip


# ---- for whom


@pytest.mark.parametrize("level", ["bachelor", "specialist", "master", "residency", "postgraduate"])
@pytest.mark.parametrize("place", ["state", "accredited"])
def test_full_time_students_of_state_or_accredited_programmes_may_apply(level, place):
    assert blocking(level=level, place=place) == []


@pytest.mark.parametrize("field", ["level", "form", "place"])
def test_other_studies_need_another_ground_of_stay(field):
    assert blocking(**{field: "other"}) == ["not_these_studies"]


def test_the_last_day_of_the_studies_is_in_time_and_the_day_after_is_not():
    assert blocking(ends_on=ON) == []
    assert blocking(ends_on=ON - timedelta(days=1)) == ["studies_over"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("study_residence", "holds_study"), ("temporary_residence", "holds_temporary"), ("permanent_residence", "holds_permanent")],
)
def test_who_holds_a_permit_needs_no_other_for_the_studies(kind, code):
    permit = make_permit(kind, issued_on=date(2025, 9, 1), valid_until_stated=date(2028, 9, 1))
    assert code in blocking(person_id=permit.person_id)


def test_before_an_answer_nothing_is_said_about_the_studies():
    assert RVPO.blocking(application(ON, given={})) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_says_what_one_can_do_and_which_article_says_so(language):
    permit = make_permit("study_residence", issued_on=date(2025, 9, 1), valid_until_stated=date(2028, 9, 1))
    with override(language):
        reasons = [
            *RVPO.eligibility(application(ON, given={"study": study(level="other")}, person_id=permit.person_id)),
            *RVPO.eligibility(application(ON, given={"study": study(ends_on=date(2026, 1, 1))})),
            *MOVE.eligibility(application(ON, given={}, person_id=make_permit().person_id)),
            *MOVE.eligibility(application(ON, given=moving(permit, date(2026, 1, 1)), person_id=permit.person_id)),
        ]
        assert {reason.code for reason in reasons} == {"holds_study", "not_these_studies", "studies_over", "not_held", "late"}
        for reason in reasons:
            assert all(str(part) for part in (reason.title, reason.text, reason.what_to_do, reason.citation))


# ---- until when


@pytest.mark.parametrize(
    ("ends", "last"),
    [(date(2028, 6, 30), date(2028, 12, 27)), (date(2026, 12, 31), date(2027, 6, 29)), (date(2027, 9, 1), date(2028, 2, 28))],
)
def test_the_permit_lasts_180_days_longer_than_the_studies_and_says_why(ends, last):
    answer = last_day(ends_on=ends, after=legal.term("permits.study_residence_after", on=ON))
    assert answer.value == last == ends + timedelta(days=180)
    assert all(str(step.text) and str(step.citation) for step in answer.steps)


def test_the_grant_makes_the_permit_of_the_region_of_study():
    ends = clock.today() + timedelta(days=400)
    case = decide(send(ready("study-residence", given=answers(study=study(ends)))))
    permit = Permit.objects.get()
    assert (permit.kind, permit.region, permit.case) == ("study_residence", "77", case)
    assert permit.valid_until_stated == ends + timedelta(days=180)


def test_the_decision_is_due_in_thirty_days():
    assert RVPO.decide_by(accepted_on=ON).value == date(2026, 4, 15)


# ---- another university


@pytest.mark.parametrize(("days", "codes"), [(30, []), (31, []), (32, []), (33, ["late"])])  # the 30th day of the two is a Saturday
def test_thirty_days_after_moving_are_in_time_and_later_is_only_a_warning(days, codes):
    permit = make_permit("study_residence", issued_on=date(2025, 9, 1), valid_until_stated=date(2028, 9, 1))
    asked = application(ON, given=moving(permit, ON - timedelta(days=days)), person_id=permit.person_id)
    assert [(reason.code, reason.blocks) for reason in MOVE.eligibility(asked)] == [(code, False) for code in codes]


def test_the_permit_follows_the_student_and_the_old_one_is_replaced():
    today = clock.today()
    old = make_permit("study_residence", issued_on=today - timedelta(days=100), valid_until_stated=today + timedelta(days=300))
    ends = today + timedelta(days=700)
    decide(send(ready("study-residence-transfer", person=old.person, given=moving(old, today, ends_on=ends))))
    new = Permit.objects.get(predecessor=old)
    old.refresh_from_db()
    assert (new.kind, new.valid_until_stated, old.status) == ("study_residence", ends + timedelta(days=180), "replaced")


def test_without_a_permit_for_education_there_is_nothing_to_follow():
    permit = make_permit("temporary_residence", issued_on=date(2025, 9, 1))
    assert [reason.code for reason in MOVE.blocking(application(ON, given={}, person_id=permit.person_id))] == ["not_held"]
    assert [reason.code for reason in MOVE.blocking(application(ON, given=moving(permit, ON), person_id=permit.person_id))] == ["not_held"]


def test_the_officer_reads_the_studies_in_words():
    case = send(ready("study-residence", given=answers(study=study(clock.today() + timedelta(days=400)))))
    page = sign_in(make_user("officer")).get(f"/admin/case/{case.reference}/", headers={"accept-language": "en"}).content.decode()
    assert "Example University" in page
    assert "A state university or scientific organisation" in page


def test_a_refusal_names_the_article_about_this_permit_and_not_that_of_another():
    for code in ("study-residence", "study-residence-transfer"):
        assert {ground.article for ground in procedure(code).grounds} == {"Federal Law 115-FZ, art. 7.1"}
    assert "Federal Law 115-FZ, art. 7" in {ground.article for ground in procedure("temporary-residence").grounds}
