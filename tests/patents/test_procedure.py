"""The procedure of a work patent: who may apply, what is asked, what must be attached, what the machine verifies."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from cases.procedures import Application, procedure
from patents.forms import ExamForm, MedicalForm
from patents.rules.documents import required_documents
from patents.rules.eligibility import is_late, years_old
from patents.rules.grounds import GROUNDS
from portal.events.actor import SYSTEM
from portal.legal import services as legal
from portal.legal.models import LegalGap
from portal.legal.services import add_value
from profiles.document_kinds import kind_of
from profiles.selectors import PersonFacts
from tests.factories import make_applicant, make_patent, make_person

ON = date(2026, 3, 16)
FACTS = PersonFacts(
    person_id=0, family_name="RAHIMOVA", given_names="ZARINA", family_name_ru="Рахимова", birth_date=date(1994, 5, 17), sex="F",
    birth_place="Dushanbe", citizenship="TJ", phone="+7900", document_number="400000001", document_issuing_state="TJ",
    document_expires_on=date(2030, 1, 1), entered_on=date(2026, 3, 6), purpose="work", region="77", address="Moscow",
)  # fmt: skip
ANSWERS: dict[str, Any] = {
    "region": {"region": "77"},
    "work": {"profession": "bricklayer"},
    "exam": {"kind": "certificate", "issued_on": "2025-06-01"},
    "insurance": {"valid_from": "2026-03-01", "valid_until": "2027-02-28"},
    "medical": {"issued_on": "2026-03-10"},
}
WORK_PATENT = procedure("work-patent")


def application(on: date = ON, answers: dict[str, Any] | None = None, **known: Any) -> Application:
    return Application(replace(FACTS, **known), ANSWERS if answers is None else answers, on)


def blocking(**known: Any) -> list[str]:
    return [reason.code for reason in WORK_PATENT.blocking(application(**known))]


def warnings(**known: Any) -> list[str]:
    return [reason.code for reason in WORK_PATENT.eligibility(application(**known)) if not reason.blocks]


def the_late_one(on: date = ON) -> tuple[str, str]:
    """What is said on a day to who entered too long ago, and by which act."""
    known = application(entered_on=ON - timedelta(days=40), on=on)
    reason = next(reason for reason in WORK_PATENT.eligibility(known) if reason.code == "late")
    return str(reason.text).replace("\xa0", " "), str(reason.citation)


# ---- who may apply


@pytest.mark.django_db
class TestEligibility:
    def test_nothing_stands_in_zarinas_way(self):
        assert WORK_PATENT.eligibility(application()) == []

    @pytest.mark.parametrize(
        ("citizenship", "code"),
        [("AM", "eaeu"), ("BY", "eaeu"), ("KZ", "eaeu"), ("KG", "eaeu"), ("VN", "visa"), ("IN", "visa"), ("AF", "visa"), ("RU", "citizen")],
    )
    def test_who_needs_no_patent_or_cannot_have_one(self, citizenship, code):
        assert blocking(citizenship=citizenship) == [code]

    @pytest.mark.parametrize("citizenship", ["TJ", "UZ", "AZ", "MD", "GE", "XXA", "XXB", "ABH", ""])
    def test_who_enters_without_a_visa_or_is_decided_person_by_person_may_apply(self, citizenship):
        assert blocking(citizenship=citizenship) == []

    def test_a_citizen_of_ukraine_hears_that_a_patent_may_not_be_needed(self):
        assert (blocking(citizenship="UA"), warnings(citizenship="UA")) == ([], ["special"])

    def test_day_30_after_entry_is_in_time_and_day_31_is_late_but_possible(self):
        assert warnings(entered_on=ON - timedelta(days=30)) == []
        assert warnings(entered_on=ON - timedelta(days=31)) == ["late"]
        assert blocking(entered_on=ON - timedelta(days=31)) == []

    def test_the_day_before_the_18th_birthday_is_too_early_and_the_birthday_is_not(self):
        assert blocking(birth_date=date(2008, 3, 17)) == ["under_age"]
        assert blocking(birth_date=date(2008, 3, 16)) == []

    def test_born_on_29_february_one_is_18_on_1_march_of_a_common_year(self):
        assert blocking(birth_date=date(2008, 2, 29), on=date(2026, 2, 28)) == ["under_age"]
        assert blocking(birth_date=date(2008, 2, 29), on=date(2026, 3, 1)) == []

    def test_a_passport_serves_through_its_last_day(self):
        assert blocking(document_expires_on=ON) == []
        assert blocking(document_expires_on=ON - timedelta(days=1)) == ["passport_expired"]

    def test_another_purpose_of_entry_is_only_worth_knowing(self):
        assert (blocking(purpose="tourism"), warnings(purpose="tourism")) == ([], ["purpose"])

    @pytest.mark.parametrize(
        ("language", "sums", "act"),
        [
            ("en", "from 10,000 to 15,000 roubles", "art. 13.3, para. 2; Code of Administrative Offences, art. 18.20"),
            ("ru", "от 10 000 до 15 000 ₽", "115-ФЗ, ст. 13.3, п. 2; КоАП РФ, ст. 18.20"),
        ],
    )
    def test_the_fine_for_being_late_is_that_of_the_act_with_its_article(self, language, sums, act):
        with override(language):
            text, citation = the_late_one()
        assert sums in text
        assert act in citation

    def test_a_new_act_changes_the_fine_from_its_day_and_is_named(self):
        add_value(key="patents.late_fine_most", since=ON, until=None, value="50000", citation="New act, art. 2", actor=SYSTEM)
        add_value(key="patents.late_fine_least", since=ON, until=None, value="20000", citation="New act, art. 1", actor=SYSTEM)
        with override("en"):
            assert "from 20,000 to 50,000 roubles" in the_late_one()[0]
            assert "New act, art. 1" in the_late_one()[1]
            assert "from 10,000 to 15,000 roubles" in the_late_one(ON - timedelta(days=1))[0]

    def test_a_fine_whose_sum_is_not_established_is_told_without_one(self):
        add_value(key="patents.late_fine_most", since=ON, until=None, value=None, citation="New act", actor=SYSTEM)
        with override("en"):
            text, citation = the_late_one()
        assert text == "You may still apply, but the law asks for a fine for applying late."
        assert "art. 18.20" in citation
        assert not LegalGap.objects.exists()

    def test_what_blocks_is_named_before_what_warns(self):
        reasons = WORK_PATENT.eligibility(application(birth_date=date(2010, 1, 1), purpose="tourism", entered_on=date(2026, 1, 1)))
        assert [reason.blocks for reason in reasons] == [True, False, False]

    def test_a_valid_patent_in_the_region_blocks_another_there(self):
        patent = make_patent("issued", paid_through=ON, issued_on=ON - timedelta(days=9))
        assert blocking(person_id=patent.person_id) == ["has_patent"]
        assert blocking(person_id=patent.person_id, on=ON + timedelta(days=1)) == []
        assert blocking(person_id=patent.person_id, answers={"region": {"region": "40"}}) == []

    def test_a_granted_patent_that_waits_for_money_blocks_another(self):
        assert blocking(person_id=make_patent("granted").person_id) == ["has_patent"]

    def test_an_annulled_patent_blocks_nothing(self):
        assert blocking(person_id=make_patent("annulled").person_id) == []

    def test_an_empty_profile_is_not_judged(self):
        assert WORK_PATENT.eligibility(Application(PersonFacts(), {}, ON)) == []

    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_every_reason_says_what_one_can_do_and_which_article_says_so(self, language):
        january = date(2026, 1, 1)
        known = {"birth_date": date(2010, 1, 1), "document_expires_on": january, "entered_on": january, "purpose": "study"}
        with override(language):
            for citizenship in ("KG", "VN", "RU", "UA"):
                for reason in WORK_PATENT.eligibility(application(citizenship=citizenship, **known)):
                    assert all(str(part) for part in (reason.title, reason.text, reason.what_to_do, reason.citation))


def test_full_years_are_counted_by_birthdays():
    assert [years_old(date(2000, 2, 29), on) for on in (date(2018, 2, 28), date(2018, 3, 1), date(2020, 2, 29))] == [17, 18, 20]


def test_an_unknown_day_of_entry_is_not_late():
    assert not is_late(entered_on=None, on=ON, window_days=30)


# ---- what is asked and attached


@pytest.mark.django_db
def test_questions_come_one_by_one_in_their_order():
    answers: dict[str, Any] = {}
    asked = []
    while page := WORK_PATENT.next_page(application(answers=answers)):
        asked.append(page.code)
        answers[page.code] = {}
    assert asked == ["region", "work", "exam", "insurance", "medical"]


@pytest.mark.django_db
def test_only_who_is_late_is_asked_about_the_fine():
    late = application(entered_on=ON - timedelta(days=31))
    assert WORK_PATENT.next_page(late).code == "fine"
    assert "fine" not in [page.code for page in WORK_PATENT.pages_for(application())]


def test_the_profile_is_filled_in_the_order_of_the_papers():
    empty = WORK_PATENT.profile_steps(Application(PersonFacts(), {}, ON))
    assert [(step.code, step.done) for step in empty] == [("passport", False), ("personal", False), ("entry", False), ("address", False)]
    assert all(step.done for step in WORK_PATENT.profile_steps(application()))


@pytest.mark.parametrize(
    ("late", "exam", "more", "without"),
    [
        (False, None, {"exam_certificate"}, {"fine_receipt"}),
        (False, "certificate", {"exam_certificate"}, {"fine_receipt"}),
        (False, "education", {"exam_certificate"}, {"fine_receipt"}),
        (False, "exempt", set(), {"exam_certificate", "fine_receipt"}),
        (True, "exempt", {"fine_receipt"}, {"exam_certificate"}),
    ],
)
def test_which_documents_are_needed_depends_on_the_exam_and_on_being_late(late, exam, more, without):
    kinds = [needed.kind for needed in required_documents(late=late, exam=exam)]
    assert {"passport_scan", "passport_translation", "migration_card", "photo", "insurance_policy"} | more <= set(kinds)
    assert not without & set(kinds)
    assert len(kinds) == len(set(kinds))


def test_every_needed_document_is_known_and_says_why():
    for needed in required_documents(late=True, exam=None):
        assert kind_of(needed.kind).name
        assert needed.why
        assert needed.citation


@pytest.mark.parametrize("form", [ExamForm, MedicalForm])
def test_a_paper_of_today_is_not_of_the_future_where_the_day_has_begun_already(form, monkeypatch):
    """23 November has come to Vladivostok while Moscow still writes the 22nd."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 22, 15, 0, tzinfo=UTC))
    assert form({"kind": "certificate", "issued_on": "23.11.2026"}).is_valid()
    assert not form({"kind": "certificate", "issued_on": "24.11.2026"}).is_valid()


# ---- what the machine verifies


def check(code: str, **known: Any) -> bool | None:
    return next(check.ok for check in WORK_PATENT.checks(application(**known)) if check.code == code)


@pytest.mark.django_db
class TestChecks:
    def test_a_sound_application_passes_every_check_that_the_machine_can_make(self):
        results = {check.code: check.ok for check in WORK_PATENT.checks(application())}
        assert results.pop("mrz") is None  # the lines were never typed
        assert set(results.values()) == {True}

    def test_the_same_application_on_the_same_day_gives_the_same_answers(self):
        assert [(check.code, check.ok) for check in WORK_PATENT.checks(application())] == [
            (check.code, check.ok) for check in WORK_PATENT.checks(application())
        ]

    def test_insurance_counts_from_its_first_day_through_its_last(self):
        def on(start: str, end: str) -> bool | None:
            return check("insurance", answers={"insurance": {"valid_from": start, "valid_until": end}})

        assert (on("2026-03-16", "2026-03-16"), on("2026-03-17", "2027-01-01"), on("2026-01-01", "2026-03-15")) == (True, False, False)

    def test_a_medical_certificate_lives_as_long_as_the_law_says(self):
        term = legal.term("patents.medical_validity", on=ON)
        assert check("medical", answers={"medical": {"issued_on": "2020-01-01"}}) is False
        assert check("medical", answers={"medical": {"issued_on": ON.isoformat()}}) is True
        assert term.amount > 0

    def test_the_exam_exempts_women_from_60_and_men_from_65(self):
        exempt = {"exam": {"kind": "exempt"}}
        assert check("exam", answers=exempt, birth_date=date(1966, 3, 16)) is True
        assert check("exam", answers=exempt, birth_date=date(1966, 3, 17)) is False
        assert check("exam", answers=exempt, birth_date=date(1961, 3, 16), sex="M") is True
        assert check("exam", answers=exempt, birth_date=date(1961, 3, 17), sex="M") is False

    def test_a_school_document_is_left_to_the_officer(self):
        assert check("exam", answers={"exam": {"kind": "education"}}) is None

    def test_a_passport_of_another_profile_is_noticed(self):
        other = make_person()
        number = other.identity_documents.get().number
        assert check("same_document", document_number=number) is False

    def test_nothing_known_means_that_the_machine_cannot_tell(self):
        results = {check.code: check.ok for check in WORK_PATENT.checks(Application(PersonFacts(), {}, ON))}
        assert results.pop("same_document") is True
        assert set(results.values()) == {None}


# ---- what a person is told before starting


@pytest.mark.django_db
def test_the_brief_names_fee_price_term_and_documents():
    brief = WORK_PATENT.brief(region="77", on=ON)
    assert [cost.amount for cost in brief.costs] == [4200, 10000]
    assert (brief.duration.amount, brief.duration.unit) == (10, "working_days")
    assert len(brief.documents) >= 8


@pytest.mark.django_db
def test_the_brief_of_a_region_without_an_established_price_guesses_nothing():
    fee, price = WORK_PATENT.brief(region="53", on=ON).costs
    assert (fee.amount, price.amount, price.explained) == (4200, None, None)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_ground_of_refusal_has_article_title_and_plain_words(language):
    assert len({ground.code for ground in GROUNDS}) == len(GROUNDS) == 13
    with override(language):
        assert all(str(ground.title) and str(ground.plain) and ground.article.startswith("Federal Law 115-FZ") for ground in GROUNDS)


@pytest.mark.django_db
def test_the_result_is_shown_once_it_exists():
    patent = make_patent()
    assert WORK_PATENT.result_url(patent.case) == f"/patents/77/{patent.number}/"
    assert WORK_PATENT.result_url(make_applicant().cases.model()) is None


@pytest.mark.django_db
def test_an_application_in_time_does_not_become_late_while_the_office_looks_at_it():
    in_time, later = date(2026, 4, 5), date(2026, 4, 20)  # the 30th day after the entry of 6 March, and the 45th
    sent = replace(application(later), applied_on=in_time)
    window = next(check for check in WORK_PATENT.checks(sent) if check.code == "window")
    assert window.ok
    assert "fine_receipt" not in {document.kind for document in WORK_PATENT.documents(sent)}
    assert "fine" not in {page.code for page in WORK_PATENT.pages_for(sent)}
    draft = replace(sent, applied_on=None)
    assert "fine_receipt" in {document.kind for document in WORK_PATENT.documents(draft)}
