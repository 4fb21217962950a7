"""Every question about a code or a receipt is counted and kept, without the address and without what was asked, and goes on its day."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client

from employment.views import verify
from patents.tasks import sweep_questions
from portal import clock
from portal.codes import pages, questions
from portal.codes.invariants import questions_kept_too_long
from portal.codes.models import CodeQuestion
from portal.edge.limits import Limit
from tests.codes.people import document
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


def check(text: str, client: Client | None = None) -> int:
    return (client or Client()).post("/check/qr/", {"text": text}).status_code


def verified(client: Client | None = None) -> int:
    return (client or Client()).post("/check/receipt/", {"number": "x", "digest": "y"}).status_code


def results() -> list[tuple[str, str]]:
    return list(CodeQuestion.objects.order_by("pk").values_list("door", "result"))


def test_each_answer_about_a_code_is_kept_with_nothing_of_the_code():
    code = document("permit").code()
    assert check(code) == check("nothing") == 200
    assert results() == [("code", "valid"), ("code", "unreadable")]
    one, other = CodeQuestion.objects.order_by("pk")
    assert one.network == other.network
    assert one.asked != other.asked
    assert code[:20].encode() not in bytes(one.asked)
    assert one.keep_until > clock.today() + timedelta(days=300)


def test_the_same_code_asked_again_is_recognised_and_who_is_signed_in_is_named():
    person = make_user()
    check("nothing")
    check("nothing", sign_in(person))
    first, second = CodeQuestion.objects.order_by("pk")
    assert (first.asked == second.asked, first.account_id, second.account_id) == (True, None, person.pk)


def test_a_question_too_many_is_refused_and_kept_as_refused(monkeypatch):
    monkeypatch.setattr(pages, "PER_ADDRESS", Limit("test-code", times=1, per_seconds=60))
    assert (check("nothing"), check("nothing")) == (200, 429)
    assert results() == [("code", "unreadable"), ("code", "refused")]


def test_the_verification_of_a_receipt_is_kept_too(monkeypatch):
    monkeypatch.setattr(verify, "PER_ADDRESS", Limit("test-receipt", times=1, per_seconds=60))
    assert (verified(), verified()) == (200, 429)
    assert results() == [("receipt", "not_genuine"), ("receipt", "refused")]


def test_what_cannot_be_written_down_is_not_answered(monkeypatch):
    code = document("permit").code()

    def broken(_parameters: object) -> list[tuple[int]]:
        raise OperationalError

    monkeypatch.setattr(questions._KEEP, "rows", broken)
    assert check(code) == 503


def test_a_kept_question_cannot_be_changed_or_deleted_before_its_day():
    check("nothing")
    for act in (lambda: CodeQuestion.objects.update(result="valid"), lambda: CodeQuestion.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_questions_go_on_their_day_and_no_others(monkeypatch):
    check("nothing")
    with connection.cursor() as cursor:
        columns = "(asked_at, network, door, asked, result, keep_until)"
        day = clock.today() - timedelta(days=3)
        cursor.execute(f"INSERT INTO codes_codequestion {columns} VALUES (now(), '', 'code', '', 'valid', %s)", [day])
    assert questions_kept_too_long() == 1
    sweep_questions()
    assert (questions_kept_too_long(), results()) == (0, [("code", "unreadable")])
