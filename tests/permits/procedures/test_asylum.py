"""Asylum: nobody is turned away for papers or lateness, letters do not give the person away, certificates follow each other."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from cases.events import CaseSubmitted
from cases.procedures import Application, procedure
from permits.errors import PermitNotInForce
from permits.models import Permit
from permits.naming import name_of
from permits.rules.asylum import last_day
from permits.services import end_permit
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.tasks import dispatch_events
from portal.legal import services as legal
from portal.legal.calendar import add_months
from portal.notifications.models import Message
from profiles.selectors import PersonFacts
from tests.factories import make_permit, make_person, make_user, sign_in
from tests.permits.procedures.people import application
from tests.permits.residence import decide, ready, send

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 16)
EN = {"accept-language": "en"}
FIRST = {"temporary-asylum": "temporary_asylum", "refugee-status": "refugee_certificate"}
NEXT = {"temporary-asylum-extension": "temporary_asylum", "refugee-extension": "refugee_certificate"}


def story() -> dict[str, dict[str, Any]]:
    return {"region": {"region": "77"}, "story": {"story": "They came at night."}, "interpreter": {"needed": "yes", "language": "Dari"}}


def going_on(permit: Permit) -> dict[str, dict[str, Any]]:
    return {
        "permit": {"permit": name_of(permit)}, "circumstances": {"changed": "Nothing."}, "interpreter": {"needed": "no", "language": ""},
    }  # fmt: skip


def asked(code: str, permit: Permit | None = None, on: date = ON, **known: Any) -> list[str]:
    given = going_on(permit) if permit else {}
    known = {"person_id": permit.person_id if permit else 0, **known}
    return [reason.code for reason in procedure(code).blocking(application(on, given=given, **known))]


# ---- a first application


@pytest.mark.parametrize("code", FIRST)
def test_no_papers_no_stamp_and_no_time_stop_who_asks_for_protection(code):
    rules = procedure(code)
    known = {"document_expires_on": date(2020, 1, 1), "entered_on": None, "stay_until": date(2020, 1, 1), "address": "", "birth_date": None}
    assert rules.eligibility(application(ON, given=story(), **known)) == []
    assert all(needed.optional for needed in rules.documents(application(ON, given=story())))
    assert rules.missing_documents(application(ON, given=story())) == []
    assert [step.code for step in rules.profile_steps(Application(PersonFacts(), {}, ON))] == ["passport", "personal"]


@pytest.mark.parametrize(("code", "kind"), FIRST.items())
def test_who_has_the_protection_is_led_to_its_extension(code, kind):
    permit = make_permit(kind, issued_on=date(2026, 1, 1), valid_until_stated=ON)
    assert asked(code, person_id=permit.person_id) == ["already_protected"]
    assert asked(code, person_id=permit.person_id, on=ON + timedelta(days=1)) == []


@pytest.mark.parametrize("code", FIRST)
def test_a_citizen_asks_elsewhere(code):
    assert asked(code, citizenship="RU") == ["citizen"]


@pytest.mark.parametrize(("code", "kind"), FIRST.items())
def test_sending_gives_a_certificate_of_consideration_and_the_grant_a_certificate_of_a_year_or_three(code, kind):
    case = send(ready(code, given=story()))
    certificate = case.interim_certificate
    assert (certificate.right, certificate.follows_until) == ("consideration", None)
    decide(case)
    permit, today = Permit.objects.get(), clock.today()
    years = {"temporary_asylum": 12, "refugee_certificate": 36}[kind]
    assert (permit.kind, permit.valid_until_stated) == (kind, add_months(today, years))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_letter_says_that_somebody_asks_for_asylum(language):
    case = ready("temporary-asylum", given=story())
    type(case.person.user).objects.filter(pk=case.person.user_id).update(language=language)
    decide(send(case))
    dispatch_events()
    letters = [f"{letter.subject} {letter.body}".lower() for letter in Message.objects.filter(recipient=case.person.user)]
    assert len(letters) >= 3
    for word in ("asylum", "refugee", "убежищ", "беженец", "беженц"):
        assert not any(word in letter for letter in letters), word


def test_the_paper_of_consideration_does_not_say_why_one_asks():
    from permits.interim.paper import _why

    certificate = send(ready("refugee-status", given=story())).interim_certificate
    with override("en"):
        assert "efugee" not in _why(certificate)


# ---- extension


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2026, 6, 13), ["too_early"]),  # the last day is 14 September: three months before it
        (date(2026, 6, 14), []),
        (date(2026, 9, 14), []),
        (date(2026, 9, 15), ["not_held"]),
    ],
)
def test_an_extension_is_asked_in_the_last_three_months_and_through_the_last_day(on, codes):
    permit = make_permit("temporary_asylum", issued_on=date(2025, 9, 14), valid_until_stated=date(2026, 9, 14))
    assert asked("temporary-asylum-extension", permit, on=on) == codes


@pytest.mark.parametrize(("code", "kind"), NEXT.items())
def test_the_next_certificate_follows_the_last_day_of_the_one_before(code, kind):
    today = clock.today()
    until = today + timedelta(days=20)
    old = make_permit(kind, issued_on=today - timedelta(days=345), valid_until_stated=until)
    case = send(ready(code, person=old.person, given=going_on(old)))
    assert (case.interim_certificate.right, case.interim_certificate.follows_until) == (kind, until)
    decide(case)
    new = Permit.objects.get(predecessor=old)
    old.refresh_from_db()
    assert (new.kind, new.valid_until_stated, old.status) == (kind, add_months(until, 12), "replaced")


def test_a_decision_after_the_last_day_lets_the_term_run_from_the_decision():
    today = clock.today()
    old = make_permit("temporary_asylum", issued_on=today - timedelta(days=364), valid_until_stated=today)
    case = send(ready("temporary-asylum-extension", person=old.person, given=going_on(old)))
    decide(case, on=today + timedelta(days=30))
    assert Permit.objects.get(predecessor=old).valid_until_stated == add_months(today + timedelta(days=30), 12)


def test_a_certificate_that_was_annulled_meanwhile_is_not_extended():
    today = clock.today()
    old = make_permit("temporary_asylum", issued_on=today - timedelta(days=300), valid_until_stated=today + timedelta(days=20))
    case = send(ready("temporary-asylum-extension", person=old.person, given=going_on(old)))
    end_permit(permit_id=old.pk, status="annulled", actor=SYSTEM, on=today)
    with pytest.raises(PermitNotInForce):
        decide(case)


def test_another_person_s_certificate_is_extended_for_nobody():
    other = make_permit("temporary_asylum", issued_on=date(2025, 9, 14), valid_until_stated=date(2026, 9, 14))
    assert asked("temporary-asylum-extension", other, on=date(2026, 7, 1), person_id=make_person().pk) == ["not_held"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_reason_says_what_one_can_do_and_which_law_says_so(language):
    permit = make_permit("temporary_asylum", issued_on=date(2025, 9, 14), valid_until_stated=date(2026, 9, 14))
    with override(language):
        for code, on in (("temporary-asylum", ON), ("temporary-asylum-extension", ON), ("temporary-asylum-extension", date(2026, 10, 1))):
            given = going_on(permit) if "extension" in code else story()
            for reason in procedure(code).eligibility(application(on, given=given, person_id=permit.person_id)):
                assert all(str(part) for part in (reason.title, reason.text, reason.what_to_do, reason.citation))


def test_the_last_day_explains_itself():
    answer = last_day(begins=date(2024, 2, 29), term=legal.term("permits.temporary_asylum_term", on=ON))
    assert answer.value == date(2025, 2, 28)
    assert all(str(step.text) and str(step.citation) for step in answer.steps)


# ---- pages


def test_the_start_page_says_who_reads_what_one_writes_and_asks_for_no_money(client):
    page = client.get("/cases/start/temporary-asylum/", headers=EN).content.decode()
    assert "not told to the authorities of your country" in page
    assert "free of charge" in page


def test_the_officer_reads_the_story_and_sees_the_interpreter():
    case = send(ready("temporary-asylum", given=story()))
    page = sign_in(make_user("officer")).get(f"/admin/case/{case.reference}/", headers=EN).content.decode()
    assert "They came at night." in page
    assert "Dari" in page
    assert Event.objects.filter(name=CaseSubmitted.event_name()).exists()
