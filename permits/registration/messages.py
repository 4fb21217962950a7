"""Who hears of a registration: the guest of the notice, the host of the answer. The host hears the state and no more."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from permits.registration.events import (
    ArrivalConfirmed,
    ArrivalDenied,
    ArrivalEnded,
    ArrivalFiled,
    DoubtReturned,
    HostAnswered,
    HostAsked,
    HostQuestionTakenBack,
)
from permits.registration.models import ArrivalNotice, Doubt, HostQuestion
from permits.registration.next_steps import steps_of
from permits.registration.selectors import appeal_by
from portal.events.models import Event
from portal.notifications.registry import Notice, announces
from profiles.acting import hearers
from profiles.selectors import full_name


def _notice(event: Event) -> ArrivalNotice:
    return ArrivalNotice.objects.select_related("host", "guest", "permit").get(pk=event.subject_id)


def _to_guest(notice: ArrivalNotice, template: str, **context: Any) -> Iterable[Notice]:
    if notice.guest is None:
        return
    about = full_name(notice.guest) if notice.guest.user_id is None else ""
    for user_id in hearers(notice.guest):
        url = reverse("registration:arrival", args=[notice.number])
        yield Notice(user_id, template, {"notice": notice, **context}, url, about=about)


def _to_host(notice: ArrivalNotice, template: str, *, page: str = "filed", **context: Any) -> Notice:
    url = reverse(f"registration:{page}", args=[notice.number])
    return Notice(notice.host.owner_id, template, {"notice": notice, **context}, url)


@announces(ArrivalFiled)
def filed(event: Event) -> Iterable[Notice]:
    return _to_guest(_notice(event), "permits/registration/messages/filed")


@announces(ArrivalConfirmed)
def confirmed(event: Event) -> Iterable[Notice]:
    notice = _notice(event)
    yield from _to_guest(notice, "permits/registration/messages/confirmed", next_steps=steps_of(notice))
    yield _to_host(notice, "permits/registration/messages/answered")


@announces(ArrivalDenied)
def denied(event: Event) -> Iterable[Notice]:
    yield _to_host(_notice(event), "permits/registration/messages/answered")


@announces(ArrivalEnded)
def ended(event: Event) -> Iterable[Notice]:
    notice = _notice(event)
    yield from _to_guest(notice, "permits/registration/messages/ended", next_steps=steps_of(notice), appeal_by=appeal_by(notice))
    if notice.status == ArrivalNotice.Status.CANCELLED:
        yield _to_host(notice, "permits/registration/messages/answered")


@announces(DoubtReturned)
def doubt_returned(event: Event) -> Iterable[Notice]:
    """To the officer who proposed, without a name: the page has it."""
    notice, doubt = _notice(event), Doubt.objects.get(pk=event.payload["doubt_id"])
    if doubt.returned_by_id != doubt.proposed_by_id:
        url = reverse("admin:arrival", args=[notice.number])
        yield Notice(doubt.proposed_by_id, "permits/registration/messages/doubt_returned", {"notice": notice, "doubt": doubt}, url)


def _question(event: Event) -> HostQuestion:
    return HostQuestion.objects.get(pk=event.payload["question_id"])


@announces(HostAsked)
def asked(event: Event) -> Iterable[Notice]:
    """The host reads the words; the guest, that there is a question."""
    notice, question = _notice(event), _question(event)
    yield _to_host(notice, "permits/registration/messages/host_asked", page="answer", question=question)
    yield from _to_guest(notice, "permits/registration/messages/guest_host_asked", question=question)


@announces(HostAnswered)
def host_answered(event: Event) -> Iterable[Notice]:
    notice, question = _notice(event), _question(event)
    officer = reverse("admin:arrival", args=[notice.number])
    yield Notice(question.asked_by_id, "permits/registration/messages/host_answered", {"notice": notice, "question": question}, officer)
    yield from _to_guest(notice, "permits/registration/messages/guest_question_over", question=question)


@announces(HostQuestionTakenBack)
def question_taken_back(event: Event) -> Iterable[Notice]:
    notice, question = _notice(event), _question(event)
    yield _to_host(notice, "permits/registration/messages/host_question_over", question=question)
    yield from _to_guest(notice, "permits/registration/messages/guest_question_over", question=question)
