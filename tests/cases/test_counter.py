"""An officer invites the applicant to the counter; what is seen there is a check of the case and meets the invitation."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import InternalError, transaction
from django.utils.translation import override

from cases import counter, services
from cases.counter import counter_checks, register_booking
from cases.errors import CaseMoved, NothingToSee, NotInWork, TakenByAnother
from cases.history import case_history
from cases.models import Case, InformationRequest, SeenAtCounter
from portal import clock
from portal.errors import StaleVersion
from portal.events.actor import actor_of
from portal.events.tasks import dispatch_events
from portal.notifications.models import Message
from tests.cases import acts
from tests.factories import make_case, sign_in

pytestmark = pytest.mark.django_db
BOTH = ("originals", "biometrics")


def invite(case: Case, *what: str, officer: Any = None, **fields: Any) -> InformationRequest:
    base = {"expected_version": case.version, "text": "Bring your passport.", "answer_by": clock.today() + timedelta(days=5)}
    return services.invite_to_counter(case_id=case.pk, what=what or BOTH, actor=actor_of(officer or case.assigned_to), **{**base, **fields})


def see(case: Case, *what: str) -> Case:
    return services.record_seen(case_id=case.pk, what=what or BOTH, actor=actor_of(acts.officer()), on=clock.today())


def checks(case: Case) -> dict[str, bool | None]:
    return {check.code: check.ok for check in counter_checks(case)}


def invited_case(*what: str) -> tuple[Case, InformationRequest]:
    case = acts.held_case()
    request = invite(case, *what)
    case.refresh_from_db()
    return case, request


def test_the_applicant_is_invited_and_the_case_waits_with_open_checks() -> None:
    case, request = invited_case()
    assert (case.status, request.counter) == ("info_requested", [*BOTH])
    assert checks(case) == {"counter_originals": None, "counter_biometrics": None}
    assert acts.events(case)[-1] == "InvitedToCounter"


def test_what_was_seen_passes_the_checks_and_the_case_is_under_review_again() -> None:
    case, request = invited_case()
    see(case)
    case.refresh_from_db()
    request.refresh_from_db()
    assert (case.status, request.answered_at is not None) == ("in_review", True)
    assert checks(case) == {"counter_originals": True, "counter_biometrics": True}


def test_an_invitation_is_met_only_when_nothing_of_it_is_missing() -> None:
    case, _request = invited_case()
    assert see(case, "originals").status == "info_requested"
    assert checks(case) == {"counter_originals": True, "counter_biometrics": None}
    assert see(case, "biometrics").status == "in_review"


def test_what_was_seen_before_the_invitation_does_not_meet_it() -> None:
    case = acts.held_case()
    see(case)
    case.refresh_from_db()
    invite(case, "originals")
    assert see(case, "biometrics").status == "info_requested"


def test_a_case_that_asked_nothing_has_no_such_check_and_is_not_blocked() -> None:
    case = acts.held_case()
    assert checks(case) == {}
    acts.propose(case)
    case.refresh_from_db()
    assert case.status == "proposed"


def test_what_is_seen_without_an_invitation_is_recorded_and_moves_nothing() -> None:
    case = acts.sent_case()
    assert see(case).status == "submitted"
    assert checks(case) == {"counter_originals": True, "counter_biometrics": True}


def test_a_question_in_words_is_not_met_by_a_visit() -> None:
    case, request = acts.asked_case()
    assert see(case).status == "info_requested"
    request.refresh_from_db()
    assert request.answered_at is None


def test_who_cannot_come_writes_and_the_check_stays_open() -> None:
    case, request = invited_case()
    services.provide_information(request_id=request.pk, answer="I am in hospital.", actor=acts.applicant(case))
    case.refresh_from_db()
    assert case.status == "in_review"
    assert checks(case) == {"counter_originals": None, "counter_biometrics": None}


@pytest.mark.parametrize("status", ["draft", "granted", "refused", "withdrawn"])
def test_nothing_is_recorded_in_a_case_that_is_not_in_work(status: str) -> None:
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises(NotInWork):
        see(case)


@pytest.mark.parametrize("status", ["submitted", "info_requested", "proposed"])
def test_only_a_case_under_review_invites(status: str) -> None:
    case = make_case(status)
    with acts.nothing_changes(), pytest.raises((CaseMoved, TakenByAnother)):
        invite(case, officer=case.assigned_to or acts.officer())


def test_an_invitation_is_the_holders_names_something_and_fits_the_page_that_was_shown() -> None:
    case = acts.held_case()
    with acts.nothing_changes(), pytest.raises(TakenByAnother):
        invite(case, officer=acts.officer())
    with acts.nothing_changes(), pytest.raises(NothingToSee):
        invite(case, "passport")
    with acts.nothing_changes(), pytest.raises(StaleVersion):
        invite(case, expected_version=case.version + 1)


def test_an_invitation_and_a_visit_leave_nothing_when_the_machine_dies() -> None:
    case, officer = acts.held_case(), actor_of(acts.officer())
    holder = case.assigned_to
    assert acts.fails_at_every_step(lambda: invite(case, officer=holder)) > 2
    acts.fails_at_every_step(lambda: services.record_seen(case_id=case.pk, what=BOTH, actor=officer, on=clock.today()))
    assert checks(case) == {"counter_originals": True, "counter_biometrics": True}


def test_what_was_seen_stays_as_it_was() -> None:
    see(acts.sent_case())
    with pytest.raises(InternalError, match="seen_is_a_fact"), transaction.atomic():
        SeenAtCounter.objects.update(what="originals")


def test_the_applicant_is_told_and_the_officer_hears_that_it_was_done() -> None:
    case, _request = invited_case()
    dispatch_events()
    told = Message.objects.get(recipient=case.person.user, channel="inbox", event__name="cases.InvitedToCounter")
    assert "give your fingerprints" in told.body
    assert "Bring your passport." in told.body
    see(case)
    dispatch_events()
    assert Message.objects.filter(recipient=case.assigned_to, channel="inbox", event__name="cases.SeenAtTheCounter").count() == 1


def test_the_history_says_what_was_seen() -> None:
    case, _request = invited_case()
    see(case)
    with override("en"):
        words = [str(entry.title) for entry in case_history(case, reader_id=case.person.user_id)]
    assert words[:2] == ["Originals seen, Fingerprints taken.", "The officer invited you to come to the office."]


# ---- pages


def test_the_officer_invites_from_the_page_of_the_case() -> None:
    case = acts.held_case()
    client = sign_in(case.assigned_to)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert b'id="id_counter_1"' in client.get(f"/admin/case/{case.reference}/?act=invite").content
    sent = {"expected_version": case.version, "text": "Come.", "counter": ["originals"], "answer_by": "31.02.2026"}
    assert client.post(f"/admin/case/{case.reference}/invite/", sent).status_code == 422
    sent["answer_by"] = f"{clock.today() + timedelta(days=5):%d.%m.%Y}"
    assert client.post(f"/admin/case/{case.reference}/invite/", sent).status_code == 302
    page = client.get(f"/admin/case/{case.reference}/").content.decode()
    assert "Originals seen" in page
    assert "invited to the counter" in page


def test_the_applicant_reads_the_invitation_and_chooses_a_time(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(counter, "_bookings", [])
    register_booking(lambda case: f"/book/{case.reference}/")
    case, _request = invited_case()
    client = sign_in(case.person.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(f"/cases/{case.reference}/").content.decode()
    assert f'href="/book/{case.reference}/"' in page
    assert "give your fingerprints" in page
    assert "Write to the officer if you cannot come" in page
