"""An officer asks the host of a notice, and the host answers. Nothing of the registration waits for it.

Locks: the notice, then its question."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from permits.registration.errors import AnswerDayImpossible, NoticeOver, QuestionOpen, QuestionOver
from permits.registration.events import HostAnswered, HostAsked, HostQuestionTakenBack
from permits.registration.models import ArrivalNotice, HostQuestion
from portal import clock
from portal.events.actor import Actor
from portal.events.services import emit

LATEST_ANSWER: Final = timedelta(days=60)  # calendar days, as for applications


@transaction.atomic
def ask_host(*, notice_id: int, text: str, answer_by: date, actor: Actor, on: date) -> HostQuestion:
    """Ask the host for words about a notice that waits or stands. `on`: the civil date in its region; `answer_by` comes after it.

    Raises `NoticeOver`, `QuestionOpen`, `AnswerDayImpossible`."""
    notice = ArrivalNotice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.status not in ArrivalNotice.ASKABLE:
        raise NoticeOver()
    if not on < answer_by <= on + LATEST_ANSWER:
        raise AnswerDayImpossible(days=LATEST_ANSWER.days)
    if HostQuestion.objects.filter(notice=notice, answered_at=None, taken_back_at=None).exists():
        raise QuestionOpen()
    question = HostQuestion.objects.create(
        notice=notice, text=text, asked_by_id=actor.human_id, asked_at=clock.now(), asked_on=on, answer_by=answer_by
    )
    emit(HostAsked(notice_id=notice.pk, question_id=question.pk, answer_by=answer_by), actor=actor)
    return question


@transaction.atomic
def answer_question(*, question_id: int, answer: str, actor: Actor, on: date) -> HostQuestion:
    """The host answers; late too, and after the registration has ended. The same words again change nothing. Raises `QuestionOver`."""
    question = _locked(question_id)
    if question.answered_at is not None and question.answer == answer:
        return question
    if not question.is_open:
        raise QuestionOver()
    question.answer, question.answered_at, question.answered_on = answer, clock.now(), on
    question.save(update_fields=["answer", "answered_at", "answered_on"])
    emit(HostAnswered(notice_id=question.notice_id, question_id=question.pk, answered_on=on), actor=actor)
    return question


@transaction.atomic
def take_back_question(*, question_id: int, actor: Actor) -> HostQuestion:
    """An officer waits for the answer no more: it came by another way, or is not needed. Again changes nothing. Raises `QuestionOver`."""
    question = _locked(question_id)
    if question.taken_back_at is not None:
        return question
    if not question.is_open:
        raise QuestionOver()
    question.taken_back_at, question.taken_back_by_id = clock.now(), actor.human_id
    question.save(update_fields=["taken_back_at", "taken_back_by"])
    emit(HostQuestionTakenBack(notice_id=question.notice_id, question_id=question.pk), actor=actor)
    return question


def _locked(question_id: int) -> HostQuestion:
    notice_id = HostQuestion.objects.values_list("notice_id", flat=True).get(pk=question_id)
    ArrivalNotice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    return HostQuestion.objects.select_for_update(of=("self",)).get(pk=question_id)


__all__ = ["LATEST_ANSWER", "answer_question", "ask_host", "take_back_question"]
