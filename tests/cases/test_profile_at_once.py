"""An application is sent while another window changes the profile: what was judged is what is kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from cases import services
from cases.models import Case
from cases.services import review, submission
from portal import clock
from portal.events.actor import actor_of
from profiles.models import Document, Person
from profiles.services import remove_document, update_personal_details
from tests.cases import acts
from tests.factories import make_ready_case

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(act: Any) -> Any:
    """What `act` answers in another connection that waits for no lock for long."""

    def one() -> Any:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                return act()
        except OperationalError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(one).result()


def change_profile(case: Case) -> list[Any]:
    actor = actor_of(case.person.user)
    document = case.attachments.filter(replaced_at__isnull=True).order_by("-pk")[0].document_id
    return [
        elsewhere(lambda: remove_document(person_id=case.person_id, document_id=document, actor=actor)),
        elsewhere(lambda: update_personal_details(person_id=case.person_id, details={"birth_place": "Elsewhere"}, actor=actor)),
    ]


def interrupted(module: Any, case: Case, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The answers of the other window, which acts after everything was judged and before it is frozen."""
    freeze, answers = module.record_version, []

    def freeze_late(*args: Any, **fields: Any) -> Any:
        answers.extend(change_profile(case))
        return freeze(*args, **fields)

    monkeypatch.setattr(module, "record_version", freeze_late)
    return answers


def assert_nothing_slipped_in(case: Case, answers: list[Any]) -> None:
    assert [type(answer) for answer in answers] == [OperationalError, OperationalError]
    kept = [item["document"] for item in case.versions.order_by("-number")[0].documents]
    assert not Document.objects.filter(pk__in=kept, removed_at__isnull=False).exists()
    assert Person.objects.get(pk=case.person_id).birth_place != "Elsewhere"


def test_a_document_is_not_removed_while_it_is_being_sent(monkeypatch):
    case = make_ready_case()
    answers = interrupted(submission, case, monkeypatch)
    services.submit_case(case_id=case.pk, submission_key=case.submission_key, actor=acts.applicant(case), on=clock.today())
    assert_nothing_slipped_in(case, answers)


def test_nor_while_an_answer_is_being_sent(monkeypatch):
    case, request = acts.asked_case()
    acts.better_photo(case)
    answers = interrupted(review, case, monkeypatch)
    services.provide_information(request_id=request.pk, answer="", actor=acts.applicant(case))
    assert_nothing_slipped_in(case, answers)
