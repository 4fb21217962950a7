"""A residence permit: the days in which one may apply, the grounds without a temporary permit, what is granted and what it ends."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from cases.procedures import procedure
from permits.models import Permit
from permits.rules.permanent_residence import last_day
from portal import clock
from portal.events.actor import actor_of
from portal.legal import services as legal
from profiles.document_kinds import KINDS
from profiles.models import Person
from tests.factories import make_applicant, make_permit, make_user, sign_in
from tests.permits.procedures.people import application
from tests.permits.residence import answers, decide, ready, send, staying

pytestmark = pytest.mark.django_db
VNZH = procedure("permanent-residence")
ISSUED, ENDS = date(2025, 3, 16), date(2028, 3, 16)
AFTER_RVP = answers(ground={"ground": "AFTER_RVP"})
BORN = answers(ground={"ground": "BORN_IN_RSFSR"})


def rvp(person: Person | None = None, **fields: Any) -> Permit:
    return make_permit("temporary_residence", person=person, **{"issued_on": ISSUED, "valid_until_stated": ENDS, **fields})


def blocking(on: date, permit: Permit | None = None, given: dict[str, Any] | None = None, **known: Any) -> list[str]:
    known = {"person_id": permit.person_id if permit else 0, "stay_until": None, **known}
    return [reason.code for reason in VNZH.blocking(application(on, given=given or AFTER_RVP, **known))]


# ---- who may apply, and when


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2025, 11, 15), ["too_early"]),
        (date(2025, 11, 16), []),  # eight months
        (date(2027, 11, 16), []),  # four months before the end
        (date(2027, 11, 17), ["too_late"]),
    ],
)
def test_after_a_temporary_permit_one_applies_from_the_ninth_month_and_not_in_the_last_four(on, codes):
    assert blocking(on, rvp()) == codes


def test_an_extension_by_law_moves_the_last_day_to_apply():
    assert blocking(date(2027, 11, 17), rvp(valid_until=ENDS + timedelta(days=199))) == []


def test_what_was_sent_in_time_is_judged_by_its_day():
    permit = rvp()
    sent = application(date(2028, 2, 1), given=AFTER_RVP, applied_on=date(2027, 11, 16), person_id=permit.person_id, stay_until=None)
    assert VNZH.blocking(sent) == []


def test_without_a_temporary_permit_that_way_is_closed_and_says_what_else():
    assert blocking(date(2026, 6, 1)) == ["no_temporary_permit"]
    assert blocking(date(2028, 3, 17), rvp()) == ["no_temporary_permit"]  # the day after its last
    over = rvp(status="annulled", ended_on=date(2026, 1, 1))
    assert blocking(date(2026, 6, 1), over) == ["no_temporary_permit"]


def test_on_a_ground_no_temporary_permit_is_asked():
    assert blocking(date(2026, 6, 1), given=BORN) == []


def test_who_has_a_residence_permit_needs_no_other():
    permit = make_permit("permanent_residence", issued_on=date(2024, 1, 1), valid_until_stated=None)
    assert blocking(date(2026, 6, 1), permit, given=BORN) == ["holds_permanent"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_says_what_one_can_do_and_which_article_says_so(language):
    permit = rvp()
    with override(language):
        for on in (date(2025, 6, 1), date(2027, 12, 1), date(2028, 6, 1)):
            for reason in VNZH.eligibility(application(on, given=AFTER_RVP, person_id=permit.person_id)):
                assert all(str(part) for part in (reason.title, reason.text, reason.what_to_do, reason.citation))


# ---- what is asked


def grounds_offered() -> list[str]:
    form = next(page.form for page in VNZH.pages if page.code == "ground")
    return [code for code, _title in form().fields["ground"].choices]


def test_the_grounds_are_those_that_the_row_of_the_law_names():
    assert grounds_offered()[:2] == ["AFTER_RVP", "BORN_IN_RSFSR"]
    assert "HQS" in grounds_offered()
    legal.add_value(
        key="permits.permanent_residence_grounds", scope="", since=clock.today(), until=None, value="FORMER_CITIZEN UNKNOWN_CODE",
        citation="Act 1", published_on=None, confidence="A", note="", actor=actor_of(make_user("operator")),
    )  # fmt: skip
    assert grounds_offered() == ["AFTER_RVP", "FORMER_CITIZEN"]


def test_only_a_specialist_is_asked_about_the_work_permit():
    asked = lambda ground: [page.code for page in VNZH.pages_for(application(given=answers(ground={"ground": ground})))]  # noqa: E731
    assert "specialist" in asked("HQS")
    assert "specialist" not in asked("AFTER_RVP")


def test_a_temporary_permit_that_the_portal_knows_is_not_asked_on_paper():
    kinds = {
        ground: [needed.kind for needed in VNZH.documents(application(given=answers(ground={"ground": ground})))]
        for ground in ("AFTER_RVP", "HQS")
    }
    assert "ground_paper" not in kinds["AFTER_RVP"]
    assert "ground_paper" in kinds["HQS"]
    assert set(kinds["HQS"]) <= set(KINDS)


# ---- by when, and for how much


@pytest.mark.parametrize(
    ("accepted", "due"),
    [(date(2026, 3, 16), date(2026, 7, 16)), (date(2026, 1, 31), date(2026, 6, 1)), (date(2025, 10, 31), date(2026, 3, 2))],
)
def test_the_decision_is_due_in_four_months_and_moves_from_a_day_off(accepted, due):
    assert VNZH.decide_by(accepted_on=accepted).value == due


@pytest.mark.parametrize(("on", "fee"), [(date(2024, 6, 30), "5000"), (date(2024, 7, 1), "6000")])
def test_the_fee_is_that_of_the_day(on, fee):
    assert VNZH.brief(region="77", on=on).costs[0].amount == Decimal(fee)


# ---- what is granted


def living_on_a_permit() -> Permit:
    """Issued ten months ago for three years: the window is open today."""
    today = clock.today()
    return rvp(staying(make_applicant(), None), issued_on=today - timedelta(days=310), valid_until_stated=today + timedelta(days=780))


def test_the_grant_gives_a_permit_without_a_last_day_and_replaces_the_temporary_one():
    old = living_on_a_permit()
    case = decide(send(ready("permanent-residence", person=old.person, given=AFTER_RVP)))
    new = Permit.objects.get(kind="permanent_residence")
    old.refresh_from_db()
    assert (new.valid_until_stated, new.valid_until, new.predecessor, new.ground, new.case) == (None, None, old, "AFTER_RVP", case)
    assert (old.status, old.ended_on) == ("replaced", clock.today())


def test_on_another_ground_a_temporary_permit_in_force_ends_as_well():
    old = living_on_a_permit()
    decide(send(ready("permanent-residence", person=old.person, given=BORN)))
    old.refresh_from_db()
    assert old.status == "replaced"


def test_a_refusal_leaves_the_temporary_permit_alone():
    old = living_on_a_permit()
    decide(send(ready("permanent-residence", person=old.person, given=AFTER_RVP)), "refused", ground="CONVICTION")
    old.refresh_from_db()
    assert (old.status, Permit.objects.count()) == ("in_force", 1)


def test_until_the_decision_the_rights_of_the_temporary_permit_continue():
    old = living_on_a_permit()
    certificate = send(ready("permanent-residence", person=old.person, given=AFTER_RVP)).interim_certificate
    assert (certificate.right, certificate.follows_until) == ("temporary_residence", old.valid_until)


@pytest.mark.parametrize(
    ("decided", "stateless", "work", "last"),
    [
        (date(2026, 3, 16), False, None, None),
        (date(2024, 2, 29), True, None, date(2034, 2, 28)),
        (date(2026, 3, 16), False, date(2028, 5, 1), date(2028, 5, 1)),
    ],
)
def test_the_last_day_explains_itself(decided, stateless, work, last):
    term = legal.term("permits.permanent_residence_stateless_term", on=decided) if stateless else None
    answer = last_day(decided_on=decided, stateless=term, work_permit_until=work)
    assert answer.value == last
    assert all(str(step.text) and str(step.citation) for step in answer.steps)


def test_a_specialist_s_permit_lasts_as_long_as_the_work_permit():
    until = clock.today() + timedelta(days=700)
    given = answers(ground={"ground": "HQS"}, specialist={"valid_until": until.isoformat()})
    decide(send(ready("permanent-residence", given=given)))
    assert Permit.objects.get().valid_until_stated == until


def test_a_stateless_person_s_permit_has_a_last_day():
    decide(send(ready("permanent-residence", person=make_applicant(citizenship="XXA"), given=BORN)))
    assert Permit.objects.get().valid_until_stated.year == clock.today().year + 10


def test_the_officer_sees_whether_the_year_on_the_temporary_permit_is_full():
    permit = rvp()
    for on, is_full in ((date(2026, 3, 15), False), (date(2026, 3, 16), True)):
        checks = {check.code: check.ok for check in VNZH.checks(application(on, given=AFTER_RVP, person_id=permit.person_id))}
        assert checks["lived"] is is_full


def test_the_officer_s_page_shows_ground_and_checks():
    old = living_on_a_permit()
    case = send(ready("permanent-residence", person=old.person, given=AFTER_RVP))
    page = sign_in(make_user("officer")).get(f"/admin/case/{case.reference}/", headers={"accept-language": "en"}).content.decode()
    assert "I have lived in Russia on a temporary residence permit (RVP)" in page
    assert "The time on the temporary permit that the law asks for is full today" in page
