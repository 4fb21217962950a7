"""Extension of temporary stay: each ground, its boundary days, and the child whose stay follows the parent's."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from cases.errors import NotEligible
from cases.models import Case
from cases.procedures import Application, procedure
from cases.selectors import application_of
from patents.events import PatentPaid
from permits.errors import StayTermUnknown
from permits.models import Permit
from permits.parents_stay import longest
from permits.procedures.temporary_stay import last_day
from permits.rules import temporary_stay as rules
from permits.rules.temporary_stay import GROUNDS, StayFacts
from permits.services import bring_children_along, end_permit
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.events.services import emit
from portal.legal import gaps
from portal.legal import services as legal
from portal.legal.explained import Explained
from portal.legal.figures import Term
from portal.legal.models import LegalGap
from portal.notifications.models import Message
from profiles.models import Guardianship, Person
from tests.factories import make_applicant, make_case, make_child, make_office, make_patent, make_permit, make_user, sign_in
from tests.permits.residence import decide, ready, send

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 14)
CODES = [ground.code for ground in GROUNDS]
DATED = [ground.code for ground in GROUNDS if ground.dated and ground.of != "child"]


def facts(**told: Any) -> StayFacts:
    known: dict[str, Any] = {"regime": "visa_free", "is_child": False, "present": ON, "passport_expires_on": None, "ground": None}
    return StayFacts(**{**known, "last_day": None, **told})


def codes(**told: Any) -> set[str]:
    return {reason.code for reason in rules.reasons(facts(**told), on=ON)}


def through(day: date) -> Explained[date]:
    return Explained(day)


# ---- rules


@pytest.mark.parametrize(("present", "said"), [(ON, set()), (ON - timedelta(days=1), {"too_late"}), (None, {"stay_unknown"})])
def test_it_is_asked_for_on_the_last_day_of_the_term_and_not_after(present: date | None, said: set[str]):
    assert codes(present=present) == said


@pytest.mark.parametrize("code", CODES)
def test_each_ground_is_for_whom_it_is_for(code: str):
    ground = rules.ground_of(code)
    assert ground
    for is_child, of in ((True, "child"), (False, "adult")):
        refused = "ground_does_not_fit" in codes(ground=code, is_child=is_child, last_day=through(ON + timedelta(days=9)))
        assert refused is (ground.of not in ("both", of))


@pytest.mark.parametrize(("days", "said"), [(1, "extends_to"), (0, "nothing_to_extend"), (-1, "nothing_to_extend")])
def test_a_ground_extends_only_beyond_the_present_term(days: int, said: str):
    assert codes(ground="STUDY", last_day=through(ON + timedelta(days=days))) == {said}


def test_a_term_that_is_not_established_stops_and_says_so():
    assert codes(ground=rules.FAMILY) == {"term_not_established"}


def test_the_family_ground_says_what_to_do_by_which_day():
    found = next(reason for reason in rules.reasons(facts(ground=rules.FAMILY), on=ON) if reason.code == "term_not_established")
    with translation.override("en"):
        words = str(found.what_to_do).replace("\u00a0", " ")
    for said in ("Apply at the migration office", "14 June 2026", "marriage or birth certificate", "put that day into the profile"):
        assert said in words


def test_a_row_that_an_operator_enters_settles_the_family_term():
    told = {"since": date(2026, 1, 1), "until": None, "value": "90 calendar_days", "citation": "Act 1"}
    legal.add_value(key="permits.stay_extension_family", actor=actor_of(make_user("operator")), **told)
    case = decide(send(draft(staying(make_applicant(), 5), rules.FAMILY)))
    assert case.permits.get().valid_until == clock.today() + timedelta(days=95)
    assert not LegalGap.objects.exists()


def test_operators_hear_that_somebody_needs_the_family_term():
    case = make_case("draft", procedure="temporary-stay", answers={"ground": {"ground": rules.FAMILY}})
    procedure("temporary-stay").eligibility(application_of(case, on=clock.today()))
    gaps.record_found()
    assert LegalGap.objects.filter(key="permits.stay_extension_family").count() == 1


def test_a_child_without_a_parents_term_and_an_adult_without_a_paid_patent_are_told():
    assert codes(ground=rules.CHILD, is_child=True) == {"parent_has_no_term"}
    assert codes(ground=rules.PATENT_PAID) == {"no_paid_patent"}


def test_who_pays_for_a_patent_needs_no_application_and_is_told():
    assert codes(ground=rules.PATENT_PAID, last_day=through(ON + timedelta(days=30))) == {"extends_to", "by_itself"}


def test_the_flag_of_the_bill_stops_a_child():
    assert codes(ground=rules.CHILD, is_child=True, last_day=through(ON + timedelta(days=9)), child_fee=True) == {"child_fee"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"regime": "ru"}, "not_needed"),
        ({"holds_residence": True}, "not_needed"),
        ({"passport_expires_on": ON - timedelta(days=1)}, "document_expired"),
    ],
)
def test_who_needs_none_or_has_no_document_is_told(told: dict[str, Any], said: str):
    assert codes(**told) == {said}
    assert codes(passport_expires_on=ON) == set()


def test_a_native_speaker_has_ninety_days_after_the_present_term():
    term = Term(amount=90, unit="calendar_days")
    assert rules.after_the_present(date(2026, 6, 14), term).value == date(2026, 9, 12)
    assert rules.after_the_present(date(2025, 12, 31), term).value == date(2026, 3, 31)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("code", CODES)
def test_each_ground_names_its_papers_in_both_languages(code: str, language: str):
    ground = rules.ground_of(code)
    with translation.override(language):
        kinds = [needed.kind for needed in rules.required_documents(ground=code, child=False)]
        assert ("ground_paper" in kinds) is bool(ground and ground.paper)
        assert any("а" <= letter <= "я" for letter in str(ground and ground.title)) is (language == "ru")


def test_the_fee_begins_on_the_first_of_september_2025():
    assert legal.money("permits.stay_extension_fee", on=date(2025, 8, 31)).amount == 0
    assert legal.money("permits.stay_extension_fee", on=date(2025, 9, 1)).amount == 1000


def test_the_decision_takes_three_working_days():
    assert procedure("temporary-stay").decide_by(accepted_on=date(2026, 4, 30)).value == date(2026, 5, 6)


# ---- the procedure


def staying(person: Person, days: int = 5) -> Person:
    """The migration card allows so many more days."""
    person.entries.update(stay_until=clock.today() + timedelta(days=days))
    return person


def draft(person: Person, ground: str, **until: Any) -> Case:
    given = {"region": {"region": "77"}, "ground": {"ground": ground}, **({"until": until} if until else {})}
    return ready("temporary-stay", person=person, given=given)


@pytest.mark.parametrize("code", DATED)
def test_a_dated_ground_is_granted_through_the_day_of_its_paper(code: str):
    until = clock.today() + timedelta(days=200)
    case = decide(send(draft(staying(make_applicant()), code, until=until.isoformat())))
    permit = Permit.objects.get(case=case)
    assert (permit.kind, permit.ground, permit.valid_until, permit.status) == ("temporary_stay", code, until, "in_force")


def test_it_is_sent_on_the_last_day_and_refused_the_day_after():
    until = (clock.today() + timedelta(days=200)).isoformat()
    assert send(draft(staying(make_applicant(), 0), "STUDY", until=until)).status == "submitted"
    with pytest.raises(NotEligible):
        send(draft(staying(make_applicant(), -1), "STUDY", until=until))


def test_a_second_extension_follows_the_first_from_its_last_day():
    person = staying(make_applicant())
    first = make_permit("temporary_stay", person=person, valid_until_stated=clock.today() + timedelta(days=40), ground="STUDY")
    case = decide(send(draft(person, rules.NATIVE_SPEAKER)))
    permit = Permit.objects.get(case=case)
    first.refresh_from_db()
    assert permit.valid_until == clock.today() + timedelta(days=130)
    assert (permit.predecessor, first.status) == (first, "replaced")


# ---- the child


def family(paid_days: int = 30) -> tuple[Guardianship, Any]:
    """A parent with a patent paid for so many more days, and a child."""
    parent = make_applicant()
    patent = make_patent("issued", case=make_case("granted", person=parent), paid_through=clock.today() + timedelta(days=paid_days))
    held = make_child(parent)
    staying(held.child)
    return held, patent


def granted(held: Guardianship) -> Permit:
    return Permit.objects.get(case=decide(send(draft(held.child, rules.CHILD))))


def pay_on(patent: Any, days: int) -> date:
    patent.paid_through = clock.today() + timedelta(days=days)
    patent.save(update_fields=["paid_through"])
    return patent.paid_through


def test_a_childs_stay_lasts_as_long_as_the_parents_patent_is_paid():
    held, patent = family()
    case = draft(held.child, rules.CHILD)
    until = last_day(application_of(case, on=clock.today()))
    assert until
    assert until.value == patent.paid_through
    assert len(until.steps) == 2
    assert granted_of(case).valid_until == patent.paid_through


def granted_of(case: Case) -> Permit:
    return Permit.objects.get(case=decide(send(case)))


def test_when_the_patent_is_paid_further_the_child_goes_along_once_and_the_parent_is_told():
    held, patent = family()
    first = granted(held)
    through_day = pay_on(patent, 61)
    emit(PatentPaid(patent_id=patent.pk, person_id=patent.person_id, paid_through=through_day), actor=SYSTEM)
    dispatch_pending()
    assert bring_children_along(held.guardian_id, on=clock.today()) == 0
    first.refresh_from_db()
    now = Permit.objects.get(person=held.child, status="in_force")
    assert (now.valid_until, now.predecessor, now.ground, first.status) == (through_day, first, rules.CHILD, "replaced")
    assert Event.objects.filter(name="permits.ChildsStayFollowed").count() == 1
    letter = Message.objects.get(event__name="permits.ChildsStayFollowed", channel="inbox")
    assert letter.recipient == held.guardian.user
    assert "AMINA" in letter.subject


def test_a_childs_stay_is_never_shortened():
    held, patent = family(61)
    permit = granted(held)
    pay_on(patent, 30)  # money was taken back: the patent is still valid, for a shorter time
    assert longest(held.guardian_id, on=clock.today())
    assert bring_children_along(held.guardian_id, on=clock.today()) == 0
    permit.refresh_from_db()
    assert (permit.status, permit.valid_until) == ("in_force", clock.today() + timedelta(days=61))


def test_nothing_follows_for_another_parent_a_grown_child_or_an_ended_permit():
    held, patent = family()
    permit = granted(held)
    pay_on(patent, 90)
    other, _other_patent = family(200)
    assert bring_children_along(other.guardian_id, on=clock.today()) == 0
    Guardianship.objects.filter(pk=held.pk).update(majority_at=clock.now())
    assert bring_children_along(held.guardian_id, on=clock.today()) == 0
    Guardianship.objects.filter(pk=held.pk).update(majority_at=held.majority_at)
    end_permit(permit_id=permit.pk, status="ended", actor=SYSTEM, on=clock.today())
    assert bring_children_along(held.guardian_id, on=clock.today()) == 0


def test_a_childs_stay_follows_the_parents_extension_too():
    parent = staying(make_applicant())
    held = make_child(parent)
    staying(held.child)
    first = decide(send(draft(parent, "STUDY", until=(clock.today() + timedelta(days=50)).isoformat())))
    child = granted(held)
    assert (child.valid_until, child.follows) == (clock.today() + timedelta(days=50), Permit.objects.get(case=first))
    decide(send(draft(parent, "STUDY", until=(clock.today() + timedelta(days=80)).isoformat())))
    dispatch_pending()
    assert Permit.objects.get(person=held.child, status="in_force").valid_until == clock.today() + timedelta(days=80)


def test_with_the_flag_of_the_bill_nothing_follows_by_itself(monkeypatch: Any):
    held, patent = family()
    granted(held)
    pay_on(patent, 90)
    on = replace(legal.text("permits.child_patent_fee", on=clock.today()), value="on")
    monkeypatch.setattr(legal, "text", lambda _key, **_when: on)
    assert bring_children_along(held.guardian_id, on=clock.today()) == 0


def test_a_patent_that_lapsed_before_the_decision_stops_the_grant():
    held, _patent = family()
    case = send(draft(held.child, rules.CHILD))
    Guardianship.objects.filter(pk=held.pk).update(ended_on=clock.today(), end_reason="guardian")
    with pytest.raises(StayTermUnknown):
        decide(case)
    assert not Permit.objects.filter(case=case).exists()


# ---- pages


def test_who_has_a_child_is_asked_for_whom_and_nobody_is_taken_for_granted():
    make_office()
    held, _patent = family()
    client = sign_in(held.guardian.user)
    page = "/cases/start/temporary-stay/"
    assert "For whom do you apply?" in client.get(page, headers={"accept-language": "en"}).text
    for nobody in ("", "x", str(make_child().number)):
        assert client.post(page, {"applicant": nobody}).status_code == 200
    assert not Case.objects.filter(procedure="temporary-stay").exists()
    answer = client.post(page, {"applicant": str(held.number)})
    case = Case.objects.get(procedure="temporary-stay")
    assert case.person == held.child
    shown = client.get(answer["Location"], headers={"accept-language": "en"}).text
    assert "For your child:" in shown
    assert f"/profile/children/{held.number}/passport/" in shown


def test_who_has_no_child_is_not_asked():
    make_office()
    person = make_applicant()
    client = sign_in(person.user)
    assert 'name="applicant"' not in client.get("/cases/start/temporary-stay/").text
    assert client.post("/cases/start/temporary-stay/").status_code == 302
    assert Case.objects.get(procedure="temporary-stay").person == person


def test_a_patent_is_not_offered_for_a_child():
    make_office()
    held, _patent = family()
    client = sign_in(held.guardian.user)
    assert 'name="applicant"' not in client.get("/cases/start/work-patent/").text


@pytest.mark.parametrize(("is_child", "offered"), [(True, rules.CHILD), (False, rules.PATENT_PAID)])
def test_the_grounds_offered_are_those_of_whom_it_is_for(is_child: bool, offered: str):
    held, _patent = family()
    person = held.child if is_child else held.guardian
    case = make_case(person=staying(person), procedure="temporary-stay", answers={"region": {"region": "77"}})
    shown = sign_in(held.guardian.user).get(f"/cases/{case.reference}/question/ground/").text
    assert f'value="{offered}"' in shown
    assert f'value="{rules.PATENT_PAID if is_child else rules.CHILD}"' not in shown


def test_the_whole_way_for_a_child_is_seen_by_the_parent_and_by_nobody_else():
    held, _patent = family()
    case = granted(held).case
    assert case
    client, stranger = sign_in(held.guardian.user), sign_in(make_child().guardian.user)
    permit = Permit.objects.get(case=case)
    for address in (
        f"/cases/{case.reference}/",
        f"/cases/{case.reference}/letter/",
        f"/permits/temporary_stay/{permit.series}/{permit.number}/",
    ):
        assert client.get(address).status_code == 200, address
        assert stranger.get(address).status_code == 404, address


def test_application_without_answers_is_not_asked_for_a_last_day():
    person = make_applicant()
    assert last_day(Application(facts=application_of(make_case(person=person), on=ON).facts, answers={}, on=ON)) is None
