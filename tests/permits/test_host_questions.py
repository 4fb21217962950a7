"""An officer asks the host of a notice: host and guest are told, the host answers, and nothing of the registration waits for it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from permits.registration import errors, services
from permits.registration.models import ArrivalNotice, HostQuestion
from portal import clock
from portal.events.actor import actor_of
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.factories import make_child, make_office, make_user, sign_in
from tests.permits.hosts import confirm, file_for, guest, make_host
from tests.profiles.test_races import at_once

pytestmark = pytest.mark.django_db
EN, RU = {"accept-language": "en"}, {"accept-language": "ru"}
ONE = timedelta(days=1)
WORDS = "Покажите договор найма."


def ask(notice: ArrivalNotice, officer: Any = None, **fields: Any) -> HostQuestion:
    today = clock.today()
    told = {"text": WORDS, "answer_by": today + 5 * ONE, "on": today, **fields}
    return services.ask_host(notice_id=notice.pk, actor=actor_of(officer or make_user("officer")), **told)


def answer(question: HostQuestion, words: str = "Договор есть.", on: date | None = None) -> HostQuestion:
    owner = question.notice.host.owner
    return services.answer_question(question_id=question.pk, answer=words, actor=actor_of(owner), on=on or clock.today())


def told_to(user: Any) -> list[str]:
    dispatch_pending()
    return list(Message.objects.filter(recipient=user, channel="inbox").order_by("pk").values_list("subject", flat=True))


def test_host_and_guest_are_told_and_the_officer_of_the_answer():
    officer, person = make_user("officer"), guest()
    notice = file_for(make_host(), person)
    question = ask(notice, officer)
    assert any("your answer is needed" in subject for subject in told_to(notice.host.owner))
    assert any("asked your host a question" in subject for subject in told_to(person.user))
    answer(question)
    assert any("The host answered" in subject for subject in told_to(officer))
    assert any("your host answered" in subject for subject in told_to(person.user))
    bodies = Message.objects.filter(recipient=person.user).values_list("body", flat=True)
    assert not any(WORDS in body or "Договор есть" in body for body in bodies)


def test_a_notice_that_nobody_has_claimed_is_asked_about_and_the_host_alone_is_told():
    notice = file_for(make_host())
    ask(notice)
    assert told_to(notice.host.owner)
    assert not Message.objects.exclude(recipient=notice.host.owner).exists()


def test_a_question_holds_up_nothing():
    notice = file_for(make_host(), guest())
    before = notice.due_on
    ask(notice)
    assert confirm(notice).status == "confirmed"
    notice.refresh_from_db()
    assert (notice.due_on, notice.permit.status) == (before, "in_force")


@pytest.mark.parametrize(("days", "taken"), [(0, False), (1, True), (60, True), (61, False)])
def test_the_day_comes_after_today_and_within_sixty(days: int, taken: bool):
    notice = file_for(make_host())
    if taken:
        assert ask(notice, answer_by=clock.today() + days * ONE).is_open
        return
    with pytest.raises(errors.AnswerDayImpossible):
        ask(notice, answer_by=clock.today() + days * ONE)
    assert not HostQuestion.objects.exists()


def test_one_question_waits_at_a_time_and_the_database_says_so_too():
    notice = file_for(make_host())
    question = ask(notice)
    with pytest.raises(errors.QuestionOpen):
        ask(notice)
    question.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        question.save(force_insert=True)
    answer(HostQuestion.objects.get())
    assert ask(notice).is_open


@pytest.mark.parametrize("status", ["denied", "departed"])
def test_of_a_notice_that_is_over_nobody_asks(status: str):
    notice = file_for(make_host(), guest())
    if status == "denied":
        services.deny_arrival(notice_id=notice.pk, actor=actor_of(notice.guest.user))
    else:
        confirm(notice)
        services.record_departure(notice_id=notice.pk, departed_on=clock.today(), actor=actor_of(notice.host.owner), on=clock.today())
    with pytest.raises(errors.NoticeOver):
        ask(notice)


def test_an_answer_on_the_last_day_is_in_time_and_a_later_one_is_taken_as_late():
    first, second = ask(file_for(make_host())), ask(file_for(make_host()))
    assert not answer(first, on=first.answer_by).is_late
    assert answer(second, on=second.answer_by + ONE).is_late


def test_an_answer_stays_and_the_same_sent_again_is_the_same():
    question = ask(file_for(make_host()))
    answer(question)
    assert answer(question).answer == "Договор есть."
    with pytest.raises(errors.QuestionOver):
        answer(question, "Другое.")
    assert Event.objects.filter(name="registration.HostAnswered").count() == 1


def test_a_question_taken_back_is_answered_by_nobody_and_an_answered_one_is_not_taken_back():
    officer, question = make_user("officer"), ask(file_for(make_host()))
    for _again in range(2):
        services.take_back_question(question_id=question.pk, actor=actor_of(officer))
    with pytest.raises(errors.QuestionOver):
        answer(question)
    other = answer(ask(file_for(make_host())))
    with pytest.raises(errors.QuestionOver):
        services.take_back_question(question_id=other.pk, actor=actor_of(officer))
    assert Event.objects.filter(name="registration.HostQuestionTakenBack").count() == 1


def test_what_was_asked_is_never_rewritten():
    question = ask(file_for(make_host()))
    with pytest.raises(DatabaseError), transaction.atomic():
        HostQuestion.objects.filter(pk=question.pk).update(text="Другой вопрос")


@pytest.mark.django_db(transaction=True)
def test_of_several_officers_who_ask_at_once_one_has_asked():
    notice, officers = file_for(make_host()), [make_user("officer") for _one in range(4)]
    answers = at_once(lambda number: ask(notice, officers[number]))
    assert sum(isinstance(one, HostQuestion) for one in answers) == 1
    assert sum(isinstance(one, errors.QuestionOpen) for one in answers) == 3


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_taking_back_at_once_leave_one_of_both():
    question, officer = ask(file_for(make_host())), make_user("officer")
    acts = (lambda: answer(question), lambda: services.take_back_question(question_id=question.pk, actor=actor_of(officer)))
    answers = at_once(lambda number: acts[number % 2]())
    question.refresh_from_db()
    assert (question.answered_at is None) is not (question.taken_back_at is None)
    assert any(isinstance(one, errors.QuestionOver) for one in answers)


# ---- pages


def test_officer_and_host_do_it_by_their_pages():
    host, person = make_host(), guest()
    notice = file_for(host, person)
    officer, owner = sign_in(make_user("officer")), sign_in(host.owner)
    page, filed = f"/admin/arrivals/{notice.number}/", f"/permits/registration/filed/{notice.number}/"
    assert "Ask the host" in officer.get(page, headers=EN).text
    assert officer.post(page + "ask/", {"text": "", "answer_by": ""}, headers=EN).status_code == 422
    assert officer.post(page + "ask/", {"text": WORDS, "answer_by": f"{clock.today():%d.%m.%Y}"}, headers=EN).status_code == 422
    asked = officer.post(page + "ask/", {"text": WORDS, "answer_by": f"{clock.today() + 3 * ONE:%d.%m.%Y}"}, headers=EN)
    assert asked.status_code == 302
    assert "in 3 days" in officer.get("/admin/arrivals/" + notice.number + "/", headers=EN).text
    for address in ("/", filed, filed + "answer/"):
        shown = owner.get(address, headers=EN).text
        assert "in 3 days" in shown, address
    assert WORDS in owner.get(filed, headers=EN).text
    theirs = sign_in(person.user).get(f"/permits/registration/arrivals/{notice.number}/", headers=EN).text
    assert WORDS in theirs
    assert "in 3 days" in theirs
    assert owner.post(filed + "answer/", {"answer": ""}, headers=EN).status_code == 200
    assert owner.post(filed + "answer/", {"answer": "Договор есть."}, headers=EN)["Location"] == filed
    assert owner.get(filed + "answer/", headers=EN)["Location"] == filed
    assert "Договор есть." in officer.get(page, headers=EN).text
    assert "Договор есть." not in sign_in(person.user).get(f"/permits/registration/arrivals/{notice.number}/", headers=EN).text
    assert "asks you as the host" not in owner.get("/", headers=EN).text


def test_another_host_the_guest_and_an_officer_of_another_region_do_not_reach_it():
    notice = file_for(make_host(), guest())
    question = ask(notice)
    for user in (make_host().owner, notice.guest.user):
        assert sign_in(user).post(f"/permits/registration/filed/{notice.number}/answer/", {"answer": "x"}).status_code == 404
    elsewhere = sign_in(make_user("officer", office=make_office("780-001")))
    assert elsewhere.post(f"/admin/arrivals/{notice.number}/ask/", {"text": "x"}).status_code == 404
    assert elsewhere.post(f"/admin/arrivals/{notice.number}/take-back/").status_code == 404
    question.refresh_from_db()
    assert question.is_open


def test_a_parent_reads_the_question_about_the_child():
    held = make_child()
    notice = file_for(make_host(), held.child)
    ask(notice)
    assert any(held.child.family_name in subject for subject in told_to(held.guardian.user))
    assert WORDS in sign_in(held.guardian.user).get(f"/permits/registration/arrivals/{notice.number}/", headers=EN).text


@pytest.mark.parametrize(("headers", "overdue"), [(EN, "No answer, asked by"), (RU, "Нет ответа, срок был")])
def test_the_officers_list_shows_who_was_asked_the_overdue_first(headers: dict[str, str], overdue: str):
    late, soon, never = (file_for(make_host()) for _one in range(3))
    today = clock.today()
    ask(soon)
    ask(late, on=today - 9 * ONE, answer_by=today - ONE)
    client = sign_in(make_user("officer"))
    page = client.get("/admin/arrivals/?show=asked", headers=headers).text
    assert page.index(late.number) < page.index(soon.number)
    assert never.number not in page
    assert page.count(overdue) == 1
    services.take_back_question(question_id=late.questions.get().pk, actor=actor_of(make_user("officer")))
    ask(late)
    assert client.get("/admin/arrivals/?show=asked", headers=headers).text.count(f"{late.number}</a>") == 1


def test_the_list_asks_as_much_for_ten_as_for_one():
    client, address = sign_in(make_user("officer")), "/admin/arrivals/?show=asked"

    def questions() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    ask(file_for(make_host()))
    alone = questions()
    for _one in range(9):
        ask(file_for(make_host()))
    assert questions() == alone


def test_a_registration_that_ended_meanwhile_waits_for_no_second_officer():
    notice = confirm(file_for(make_host(), guest()))
    first, second = make_user("officer"), sign_in(make_user("officer"))
    services.propose_cancelling(notice_id=notice.pk, reason="Там никто не живёт.", actor=actor_of(first))
    page = f"/admin/arrivals/{notice.number}/"
    assert notice.number in second.get("/admin/arrivals/?show=doubted", headers=EN).text
    assert "Confirm: cancel the registration" in second.get(page, headers=EN).text
    services.record_departure(notice_id=notice.pk, departed_on=clock.today(), actor=actor_of(notice.host.owner), on=clock.today())
    assert notice.number not in second.get("/admin/arrivals/?show=doubted", headers=EN).text
    shown = second.get(page, headers=EN).text
    assert "Confirm: cancel the registration" not in shown
    assert "The registration ended meanwhile" in shown


def test_home_asks_a_host_who_is_a_guest_elsewhere_for_both_answers_and_takes_nobody_for_the_guest():
    person = guest()
    own = file_for(make_host(), person)  # somebody filed for her
    filed = file_for(make_host(person.user, address="Москва, Примерная ул., 9"))  # she filed for somebody
    ask(filed)
    home = sign_in(person.user).get("/", headers=EN).text
    assert f"/permits/registration/arrivals/{own.number}/" in home
    assert f"/permits/registration/filed/{filed.number}/answer/" in home
    assert f"/permits/registration/arrivals/{filed.number}/" not in home
