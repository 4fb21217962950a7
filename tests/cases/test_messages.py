"""Each event is told to those it concerns, in their language, once."""

from datetime import timedelta

import pytest

from cases import services
from cases.services import announce_overdue
from portal import clock
from portal.accounts.models import User
from portal.events.actor import actor_of
from portal.events.models import Delivery, Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.notifications.services import write_messages
from tests.cases import acts
from tests.factories import make_case, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["ru", "en"])


def everybody_reads(language: str) -> None:
    User.objects.update(language=language)


def told(event: str, language: str) -> list[User]:
    """Who got a message about the event. Each has one in the inbox and one by e-mail, whole, in their language."""
    everybody_reads(language)
    dispatch_pending()
    assert not Delivery.objects.exclude(status="delivered").exists()
    row = Event.objects.get(name=f"cases.{event}")
    write_messages(row)  # once more changes nothing
    messages = Message.objects.filter(event=row)
    for message in messages:
        assert message.language == language
        assert message.subject
        assert message.url in message.body
        assert not {"{{", "{%", "None", "[]"} & set(message.body.split())
        assert any("а" <= char <= "я" for char in message.subject.lower()) == (language == "ru")
    inbox = messages.filter(channel="inbox").order_by("recipient_id")
    assert [row.recipient_id for row in inbox] == [row.recipient_id for row in messages.filter(channel="email").order_by("recipient_id")]
    return [message.recipient for message in inbox]


@LANGUAGES
def test_the_applicant_hears_that_the_application_arrived(language):
    case = acts.sent_case()
    assert told("CaseSubmitted", language) == [case.person.user]
    body = Message.objects.filter(event__name="cases.CaseSubmitted").first().body
    assert case.reference in body
    assert str(case.decide_by.year) in body


@LANGUAGES
def test_the_applicant_hears_what_the_officer_asks(language):
    case, request = acts.asked_case()
    assert told("InformationRequested", language) == [case.person.user]
    assert request.text in Message.objects.filter(event__name="cases.InformationRequested").first().body


@LANGUAGES
def test_the_officer_hears_that_the_answer_came(language):
    case, request = acts.asked_case(())
    services.provide_information(request_id=request.pk, answer="Yes.", actor=acts.applicant(case))
    assert told("InformationProvided", language) == [case.assigned_to]


@LANGUAGES
def test_the_proposer_hears_that_the_decision_came_back(language):
    case = acts.proposed_case()
    services.return_decision(decision_id=case.decisions.get().pk, reason="Look.", actor=actor_of(acts.officer()))
    assert told("DecisionReturned", language) == [case.assigned_to]


@LANGUAGES
def test_the_applicant_hears_of_a_grant_and_what_to_do_next(language):
    case = acts.proposed_case()
    acts.confirm(case)
    assert told("CaseGranted", language) == [case.person.user]


@LANGUAGES
def test_the_applicant_hears_of_a_refusal_with_the_last_day_of_appeal_and_its_reason_stays_out_of_the_mail(language):
    case = acts.proposed_case("refused")
    acts.confirm(case)
    assert told("CaseRefused", language) == [case.person.user]
    body = Message.objects.filter(event__name="cases.CaseRefused").first().body
    assert "Words for the applicant." not in body
    assert str(case.decisions.get().appeal_by.year) in body


@LANGUAGES
def test_a_withdrawal_is_told_to_both_sides(language):
    case = acts.held_case()
    services.withdraw_case(case_id=case.pk, actor=acts.applicant(case))
    assert set(told("CaseWithdrawn", language)) == {case.person.user, case.assigned_to}


@LANGUAGES
def test_giving_up_a_draft_is_told_to_nobody(language):
    case = make_case()
    services.withdraw_case(case_id=case.pk, actor=acts.applicant(case))
    assert told("CaseWithdrawn", language) == []


@LANGUAGES
def test_an_overdue_case_is_told_to_supervisor_and_applicant(language):
    chief = make_user("supervisor")
    case = make_case("submitted", decide_by=clock.today() - timedelta(days=1))
    announce_overdue()
    assert set(told("CaseOverdue", language)) == {chief, case.person.user}
