"""A temporary residence permit: who may apply, what is asked, by when it is decided, what is granted."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from cases.procedures import Application, procedure
from permits.models import Permit
from permits.rules.temporary_residence import GROUNDS, last_day
from portal import clock
from portal.legal import services as legal
from portal.legal.models import LegalGap
from portal.ui.formats import money
from profiles.document_kinds import KINDS
from profiles.selectors import PersonFacts
from tests.factories import make_applicant, make_permit, make_user, sign_in
from tests.permits.procedures.people import ON, application
from tests.permits.residence import answers, decide, make_quota, ready, send

pytestmark = pytest.mark.django_db
RVP = procedure("temporary-residence")
EN = {"accept-language": "en"}
SPOUSE = answers(ground={"ground": "SPOUSE_OF_CITIZEN"})


def blocking(**known: Any) -> list[str]:
    return [reason.code for reason in RVP.blocking(application(**known))]


def warnings(**known: Any) -> list[str]:
    return [reason.code for reason in RVP.eligibility(application(**known)) if not reason.blocks]


# ---- who may apply


def test_nothing_stands_in_the_way_of_somebody_with_a_ground():
    assert RVP.eligibility(application()) == []


def test_an_empty_profile_is_not_judged():
    assert RVP.eligibility(Application(PersonFacts(), {}, ON)) == []


def test_a_citizen_needs_none():
    assert blocking(citizenship="RU") == ["citizen"]


def test_the_day_before_the_18th_birthday_a_parent_applies_and_on_the_birthday_one_applies_alone():
    assert blocking(birth_date=date(2008, 3, 17)) == ["under_age"]
    assert blocking(birth_date=date(2008, 3, 16)) == []


def test_a_passport_serves_through_its_last_day():
    assert blocking(document_expires_on=ON) == []
    assert blocking(document_expires_on=ON - timedelta(days=1)) == ["passport_expired"]


def test_the_last_day_of_stay_is_in_time_and_the_day_after_is_a_warning():
    assert warnings(stay_until=ON) == []
    assert warnings(stay_until=ON - timedelta(days=1)) == ["stay_over"]


@pytest.mark.parametrize(("kind", "code"), [("temporary_residence", "holds_temporary"), ("permanent_residence", "holds_permanent")])
def test_who_holds_such_a_permit_needs_another_application(kind, code):
    permit = make_permit(kind, issued_on=date(2025, 1, 1), valid_until_stated=ON)
    assert blocking(person_id=permit.person_id, stay_until=None) == [code]
    assert blocking(person_id=permit.person_id, stay_until=None, on=ON + timedelta(days=1)) == []


@pytest.mark.parametrize(("places", "codes"), [(1, []), (0, ["no_places_left"])])
def test_by_quota_there_must_be_a_place(places, codes):
    make_quota(places, year=2026)
    assert blocking(given=answers()) == codes


def test_a_quota_not_entered_stops_only_who_needs_a_place():
    assert blocking(given=answers()) == ["quota_not_established"]
    assert blocking(given=SPOUSE) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_says_what_one_can_do_and_which_article_says_so(language):
    known = {"birth_date": date(2010, 1, 1), "document_expires_on": date(2026, 1, 1), "stay_until": date(2026, 1, 1)}
    permit = make_permit("permanent_residence", valid_until_stated=None, issued_on=date(2025, 1, 1))
    with override(language):
        for given in (answers(), SPOUSE):
            for citizenship in ("RU", "TJ"):
                for reason in RVP.eligibility(application(given=given, citizenship=citizenship, person_id=permit.person_id, **known)):
                    assert all(str(part) for part in (reason.title, reason.text, reason.what_to_do, reason.citation))


# ---- what is asked and attached


def test_every_ground_without_quota_asks_for_the_paper_that_shows_it():
    for ground in GROUNDS:
        kinds = [needed.kind for needed in RVP.documents(application(given=answers(ground={"ground": ground.code})))]
        assert ("ground_paper" in kinds) is (ground.code not in {"QUOTA", "CHILD_OF_RESIDENT"})  # a parent's permit is here
        assert set(kinds) <= set(KINDS)


def test_who_is_exempt_from_the_exam_attaches_no_certificate():
    kinds = [needed.kind for needed in RVP.documents(application(given=answers(exam={"kind": "exempt", "issued_on": None})))]
    assert "exam_certificate" not in kinds


# ---- by when, and for how much


@pytest.mark.parametrize(
    ("citizenship", "accepted", "due"),
    [
        ("TJ", date(2026, 3, 16), date(2026, 5, 15)),  # 60 days
        ("TJ", date(2026, 3, 11), date(2026, 5, 12)),  # the 60th day, 10 May, is a Sunday and the 11th a day off: the next working day
        ("KG", date(2026, 3, 16), date(2026, 5, 15)),
        ("IN", date(2026, 3, 16), date(2026, 7, 16)),  # 4 months
        ("IN", date(2025, 10, 31), date(2026, 3, 2)),  # 28 February has no 31st and is a Saturday
        ("XXA", date(2026, 3, 16), date(2026, 7, 16)),
    ],
)
def test_who_enters_without_a_visa_hears_within_60_days_and_others_within_four_months(citizenship, accepted, due):
    assert RVP.deadline(application(citizenship=citizenship), accepted_on=accepted).value == due


def test_the_deadline_is_kept_with_the_application():
    case = send(ready(given=SPOUSE))
    assert case.decide_by == RVP.deadline(application(), accepted_on=clock.today()).value
    assert all(step["text"] for step in case.decide_by_steps["ru"])


@pytest.mark.parametrize(("on", "fee"), [(date(2024, 6, 30), "1600"), (date(2024, 7, 1), "1920")])
def test_the_fee_is_that_of_the_day(on, fee):
    assert RVP.brief(region="77", on=on).costs[0].amount == Decimal(fee)


def test_who_reads_about_the_permit_alerts_nobody_and_sees_the_figures_with_their_act():
    with override("en"):
        notes = [str(note) for note in RVP.brief(region="77", on=ON).notes]
    assert any("has not been entered" in note for note in notes)
    assert any("3,802" in note and "1,140" in note and "Order of the Government" in note for note in notes)
    assert LegalGap.objects.count() == 0
    make_quota(7, year=2026)
    with override("en"):
        assert any("7 places are free out of 7" in str(note) for note in RVP.brief(region="77", on=ON).notes)


# ---- what is granted


@pytest.mark.parametrize(
    ("decided", "last"),
    [(date(2026, 3, 16), date(2029, 3, 16)), (date(2024, 2, 29), date(2027, 2, 28)), (date(2026, 12, 31), date(2029, 12, 31))],
)
def test_the_permit_lasts_three_years_and_says_why(decided, last):
    answer = last_day(decided_on=decided, term=legal.term("permits.temporary_residence_term", on=decided))
    assert answer.value == last
    assert all(str(step.text) and str(step.citation) for step in answer.steps)


def test_the_grant_makes_the_permit_of_the_region_with_its_ground():
    case = decide(send(ready(given=SPOUSE)))
    permit = Permit.objects.get()
    today = clock.today()
    assert (permit.kind, permit.region, permit.ground, permit.case) == ("temporary_residence", "77", "SPOUSE_OF_CITIZEN", case)
    assert permit.valid_until_stated == last_day(decided_on=today, term=legal.term("permits.temporary_residence_term", on=today)).value
    assert RVP.result_url(case) == f"/permits/temporary_residence/77/{permit.number}/"


def test_the_citizenship_is_that_of_the_application_not_of_the_profile_today():
    case = send(ready(given=SPOUSE))
    case.person.citizenship = "UZ"
    case.person.save()
    decide(case)
    assert Permit.objects.get().citizenship == "TJ"


def test_officers_see_whether_a_place_is_reserved():
    make_quota(1)
    case = send(ready())
    page = sign_in(make_user("officer")).get(f"/admin/case/{case.reference}/", headers=EN).content.decode()
    assert "A place of the quota is reserved for this application" in page
    assert "None of these: I apply for a place of the quota of the region" in page


# ---- pages


def test_one_cannot_send_without_a_place_and_the_page_says_what_one_can_do():
    make_quota(1)
    case = ready()
    send(ready())
    client = sign_in(case.person.user)
    answer = client.post(f"/cases/{case.reference}/send/", follow=True, headers=EN)
    page = answer.content.decode()
    assert "No places are left this year" in page
    assert "ground without quota" in page


def test_another_answer_opens_the_way_again():
    make_quota(0)
    case = ready()
    client, page = sign_in(case.person.user), f"/cases/{case.reference}/question/ground/"
    assert page in client.get(f"/cases/{case.reference}/check/").content.decode()
    shown = client.get(page)
    client.post(page, {"ground": "SPOUSE_OF_CITIZEN", "seen": shown.context["seen"]})
    case.refresh_from_db()
    assert case.answers["ground"] == {"ground": "SPOUSE_OF_CITIZEN"}
    assert "No places are left" not in client.get(f"/cases/{case.reference}/", headers=EN).content.decode()


def test_a_question_not_answered_yet_stays_shut_while_something_blocks():
    case = ready(given={key: value for key, value in answers().items() if key != "medical"})
    page = sign_in(case.person.user).get(f"/cases/{case.reference}/question/medical/", headers=EN).content.decode()
    assert "The quota of this region is not known yet" in page


def test_the_start_page_tells_price_both_terms_and_papers(client):
    page = client.get("/cases/start/temporary-residence/", headers=EN).content.decode()
    with override("en"):
        price = money(Decimal(1920))
    for words in (price, "60 days", "4 months", "Translation of the passport", "Region where you will live"):
        assert words in page


def test_applications_are_listed_by_what_one_wants():
    page = sign_in(make_applicant().user).get("/cases/", headers=EN).content.decode()
    assert page.index(">Work<") < page.index("Work patent") < page.index("Live in Russia") < page.index("Temporary residence permit (RVP)")


def test_the_holder_finds_the_permit_in_the_list_and_nobody_else_does():
    case = decide(send(ready(given=SPOUSE)))
    permit = Permit.objects.get()
    client = sign_in(case.person.user)
    assert permit.number in client.get("/permits/").content.decode()
    url = f"/permits/temporary_residence/77/{permit.number}/"
    assert client.get(url).status_code == 200
    assert sign_in(make_user()).get(url).status_code == 404
