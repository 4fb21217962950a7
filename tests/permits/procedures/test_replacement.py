"""A new document in place of one that is lost, damaged or no longer true: for every kind, with its dates."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cases.models import Case
from cases.procedures import procedure
from cases.services import take_case
from permits.errors import PermitNotInForce
from permits.interim.models import InterimCertificate, NotGiven
from permits.models import Permit
from permits.naming import in_words, name_of
from permits.rules.replacement import CHOICES, REPLACEABLE, reached
from permits.services import end_permit
from portal import clock
from portal.events.actor import SYSTEM, actor_of
from tests.factories import make_applicant, make_child, make_office, make_permit, make_user, sign_in
from tests.permits.procedures.people import application
from tests.permits.residence import decide, ready, send

pytestmark = pytest.mark.django_db
NEW = procedure("permit-replacement")
ON = date(2026, 3, 16)
EN = {"accept-language": "en"}


def vnzh(**fields: Any) -> Permit:
    return make_permit("permanent_residence", **{"issued_on": date(2020, 5, 4), "valid_until_stated": None, **fields})


def given(permit: Permit, what: str, since: date | None = None) -> dict[str, dict[str, Any]]:
    return {"permit": {"permit": name_of(permit)}, "what": {"what": what}, "since": {"day": since.isoformat() if since else None}}


def reasons(permit: Permit, what: str, since: date | None = None, on: date = ON, **known: Any) -> list[tuple[str, bool]]:
    asked = application(on, given=given(permit, what, since), **{"person_id": permit.person_id, **known})
    return [(reason.code, reason.blocks) for reason in NEW.eligibility(asked)]


# ---- who may ask


def test_somebody_without_any_document_reads_what_this_is_for():
    person = make_applicant()
    blocked = NEW.blocking(application(ON, given={}, person_id=person.pk))
    assert [reason.code for reason in blocked] == ["not_held"]
    held = make_permit("temporary_asylum", person=person)
    assert NEW.blocking(application(clock.today(), given={}, person_id=held.person_id)) == []


def test_another_person_s_document_and_one_that_never_was_are_answered_alike():
    other = vnzh()
    asked = {"person_id": make_applicant().pk}
    for name in (name_of(other), "permanent_residence:77:0000000000", "nonsense"):
        blocked = NEW.blocking(application(ON, given={"permit": {"permit": name}}, **asked))
        assert [reason.code for reason in blocked] == ["not_held"]


def test_a_document_that_ended_is_not_replaced():
    permit = vnzh()
    end_permit(permit_id=permit.pk, status="annulled", actor=SYSTEM, on=ON)
    assert reasons(permit, "lost") == [("not_held", True)]


# ---- in what days


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2039, 5, 16), [("no_birthday", True)]),  # the day before the 45th birthday
        (date(2039, 5, 17), []),
        (date(2039, 6, 17), []),  # a month
        (date(2039, 6, 20), [("late", False)]),  # 17 June 2039 is a Friday: no day off moves it
        (date(2039, 6, 18), [("late", False)]),
    ],
)
def test_a_residence_permit_is_replaced_within_a_month_of_the_45th_birthday(on, codes):
    assert reasons(vnzh(), "age", on=on) == codes


def test_a_permit_issued_after_the_birthday_asks_for_none():
    born = date(2006, 3, 1)
    assert reached(birth_date=born, issued_on=date(2026, 2, 28), ages=[14, 20, 45], on=ON) == (20, date(2026, 3, 1))
    assert reached(birth_date=born, issued_on=date(2026, 3, 1), ages=[14, 20, 45], on=ON) is None
    assert reached(birth_date=None, issued_on=date(2020, 1, 1), ages=[14], on=ON) is None


def test_born_on_29_february_one_turns_45_on_1_march():
    assert reached(birth_date=date(1980, 2, 29), issued_on=date(2020, 1, 1), ages=[45], on=date(2025, 3, 1)) == (45, date(2025, 3, 1))
    assert reached(birth_date=date(1980, 2, 29), issued_on=date(2020, 1, 1), ages=[45], on=date(2025, 2, 28)) is None


def test_only_a_residence_permit_changes_with_age():
    assert reasons(make_permit("temporary_residence", issued_on=date(2025, 1, 1)), "age") == [("only_permanent", True)]


@pytest.mark.parametrize("what", ["lost", "damaged", "name", "document"])
def test_ten_days_after_the_change_are_in_time_and_later_is_only_a_warning(what):
    permit = vnzh()
    assert reasons(permit, what, ON - timedelta(days=10)) == []
    assert reasons(permit, what, ON - timedelta(days=11)) == []  # the tenth day is a Sunday: Monday is in time
    assert reasons(permit, what, ON - timedelta(days=13)) == [("late", False)]
    rvp = make_permit("temporary_residence", issued_on=date(2025, 1, 1))
    assert reasons(rvp, what, ON - timedelta(days=300)) == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_says_what_one_can_do_and_which_article_says_so(language):
    permit, rvp = vnzh(), make_permit("temporary_residence", issued_on=date(2025, 1, 1))
    with override(language):
        for held, what, since in ((permit, "age", None), (permit, "lost", date(2026, 1, 1)), (rvp, "age", None)):
            for reason in NEW.eligibility(application(ON, given=given(held, what, since), person_id=held.person_id)):
                assert all(str(part) for part in (reason.title, reason.text, reason.what_to_do, reason.citation))
        assert all(str(words) for _code, words in CHOICES)


# ---- what is granted


@pytest.mark.parametrize("kind", sorted(REPLACEABLE))
def test_a_document_of_every_kind_is_replaced_by_one_that_ends_on_the_same_day(kind):
    today = clock.today()
    until = None if kind == "permanent_residence" else today + timedelta(days=200)
    old = make_permit(kind, issued_on=today - timedelta(days=100), valid_until_stated=until, ground="G")
    case = decide(send(ready("permit-replacement", person=old.person, given=given(old, "lost", today))))
    new = Permit.objects.get(predecessor=old)
    old.refresh_from_db()
    assert (new.kind, new.region, new.valid_until_stated, new.ground, new.case) == (kind, old.region, until, "G", case)
    assert (old.status, old.ended_on, new.number != old.number) == ("replaced", today, True)
    assert NEW.result_url(case) == f"/permits/{kind}/77/{new.number}/"


def test_what_the_law_has_extended_stays_extended_on_the_new_document():
    today = clock.today()
    old = make_permit(
        issued_on=today - timedelta(days=1200), valid_until_stated=today - timedelta(days=100), valid_until=today + timedelta(days=99)
    )
    decide(send(ready("permit-replacement", person=old.person, given=given(old, "lost", today))))
    assert Permit.objects.get(predecessor=old).valid_until_stated == today + timedelta(days=99)


def test_no_certificate_is_given_because_the_document_itself_goes_on():
    old = vnzh()
    send(ready("permit-replacement", person=old.person, given=given(old, "lost", clock.today())))
    assert (InterimCertificate.objects.count(), NotGiven.objects.count()) == (0, 0)


def test_a_document_that_was_annulled_meanwhile_is_not_replaced():
    old = vnzh()
    case = send(ready("permit-replacement", person=old.person, given=given(old, "lost", clock.today())))
    end_permit(permit_id=old.pk, status="annulled", actor=SYSTEM, on=clock.today())
    with pytest.raises(PermitNotInForce):
        decide(case)


# ---- pages


def test_one_s_own_documents_are_offered_in_words_and_the_officer_reads_the_same():
    old = vnzh()
    assert str(old.number) in in_words(name_of(old))
    client = sign_in(old.person.user)
    client.post("/cases/start/permit-replacement/")
    case = old.person.cases.get()
    page = client.get(f"/cases/{case.reference}/question/permit/", headers=EN).content.decode()
    assert f"Residence permit (VNZh) 77 {old.number}" in page
    answer = client.post(f"/cases/{case.reference}/question/permit/", {"permit": name_of(vnzh()), "seen": "null"}, headers=EN)
    assert "Choose one of your documents" in answer.content.decode()


def test_the_officer_s_page_names_the_document_in_words():
    old = vnzh()
    case = send(ready("permit-replacement", person=old.person, given=given(old, "lost", clock.today())))
    page = sign_in(make_user("officer")).get(f"/admin/case/{case.reference}/", headers=EN).content.decode()
    assert f"Residence permit (VNZh) 77 {old.number}" in page
    assert "The document is in force today" in page


def test_a_fee_that_nobody_has_established_is_not_made_up(client):
    page = client.get("/cases/start/permit-replacement/", headers=EN).content.decode()
    assert "not established here yet" in page


# ---- at 14 a parent applies, at 20 the holder


def turned(age: int) -> date:
    """Born so many years ago, less five days."""
    day = clock.today() - timedelta(days=5)
    return date(day.year - age, day.month, min(day.day, 28))


def test_a_parent_replaces_the_residence_permit_of_a_child_that_turned_14():
    make_office()
    held = make_child(born=turned(14))
    old = vnzh(person=held.child)
    client = sign_in(held.guardian.user)
    link = f"/cases/start/permit-replacement/?applicant={held.number}"
    assert f'href="{link}"' in client.get(f"/permits/status/children/{held.number}/").text
    assert f'value="{held.number}" checked' in client.get(link).text
    client.post(link, {"applicant": str(held.number)})
    assert Case.objects.get(procedure="permit-replacement").person == held.child
    Case.objects.all().delete()

    decide(send(ready("permit-replacement", person=held.child, given=given(old, "age"))))
    new = Permit.objects.get(person=held.child, status="in_force")
    assert (new.predecessor, new.kind) == (old, "permanent_residence")


def test_nobody_is_chosen_by_the_number_of_another_child():
    make_office()
    held, other = make_child(), make_child()
    page = sign_in(held.guardian.user).get(f"/cases/start/permit-replacement/?applicant={other.number}").text
    assert f'value="{held.number}"' in page
    assert " checked" not in page
    assert f'value="{other.number}"' not in page


def test_who_turned_20_begins_an_application_of_her_own():
    person = make_applicant(birth_date=turned(20))
    permit = vnzh(person=person)
    page = sign_in(person.user).get("/permits/status/").text
    assert 'href="/cases/start/permit-replacement/"' in page
    decide(send(ready("permit-replacement", person=person, given=given(permit, "age"))))
    assert Permit.objects.get(person=person, status="in_force").predecessor == permit


# ---- refused


@pytest.mark.parametrize(
    ("kind", "article", "of_document"),
    [
        ("temporary_residence", "Federal Law 115-FZ, art. 7", "Federal Law 115-FZ, art. 6"),
        ("study_residence", "Federal Law 115-FZ, art. 7.1", "Federal Law 115-FZ, art. 6.2"),
        ("permanent_residence", "Federal Law 115-FZ, art. 9", "Federal Law 115-FZ, art. 8"),
        ("temporary_asylum", "Federal Law 4528-1", "Federal Law 4528-1"),
        ("refugee_certificate", "Federal Law 4528-1", "Federal Law 4528-1"),
    ],
)
def test_a_refusal_cites_the_law_of_the_document_that_it_is_about(kind: str, article: str, of_document: str):
    old = make_permit(kind, valid_until_stated=clock.today() + timedelta(days=400))
    case = decide(send(ready("permit-replacement", person=old.person, given=given(old, "damaged", clock.today()))), "refused",
                  ground="FORGED_OR_FALSE_DATA")  # fmt: skip
    assert case.decisions.get().article == article
    assert {one.code: one.article for one in NEW.grounds_of(case)} == {
        "FORGED_OR_FALSE_DATA": article, "PERMIT_NOT_IN_FORCE": of_document, "FACTS_NOT_SHOWN": of_document,
    }  # fmt: skip


def test_the_officer_chooses_among_grounds_with_those_articles():
    old = make_permit("study_residence", valid_until_stated=clock.today() + timedelta(days=400))
    case = send(ready("permit-replacement", person=old.person, given=given(old, "lost", clock.today())))
    officer = make_user("officer", office=case.office)
    take_case(case_id=case.pk, actor=actor_of(officer))
    page = sign_in(officer).get(reverse("admin:case", args=[case.reference]) + "?act=refuse", headers=EN).content.decode()
    assert "115-FZ, art. 7.1" in page
    assert "115-FZ, art. 7<" not in page
