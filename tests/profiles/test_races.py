"""The same thing from two sides at once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from portal.errors import StaleVersion
from portal.events.actor import actor_of
from profiles import services
from profiles.files.strays import stored_names
from profiles.models import Document, Person
from profiles.services import documents as document_services
from profiles.services import person as person_services
from tests.profiles import hostile, people

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """What `act` answered, or raised, in each of several threads that start together."""
    answers: list[Any] = [None] * TIMES
    barrier = threading.Barrier(TIMES)

    def run(number: int) -> None:
        try:
            barrier.wait()
            answers[number] = act(number)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def upload_at_once(person: Person) -> list[Any]:
    content, actor = hostile.pdf(), actor_of(person.user)
    return at_once(
        lambda _number: services.upload_document(person_id=person.pk, kind="photo", uploaded_file=hostile.upload(content), actor=actor)
    )


def test_opening_a_profile_at_once_opens_one() -> None:
    user = people.migrant()
    assert len({person.pk for person in at_once(lambda _number: services.open_profile(user))}) == 1


def test_one_file_at_once_is_one_document_and_one_stored_file() -> None:
    person = people.person()
    before = set(stored_names(default_storage))
    assert len({document.pk for document in upload_at_once(person)}) == 1
    assert Document.objects.count() == 1
    assert set(stored_names(default_storage)) - before == {Document.objects.get().file.name}


def test_without_the_lock_one_file_becomes_several_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the lock is for."""
    person = people.person()
    looked = threading.Barrier(TIMES)
    existing = document_services._existing

    def look_together(document: Document) -> Document | None:
        found = existing(document)
        looked.wait(timeout=60)
        return found

    monkeypatch.setattr(document_services, "lock_person", lambda person_id: None)
    monkeypatch.setattr(document_services, "_existing", look_together)
    upload_at_once(person)
    assert Document.objects.count() == TIMES


def test_of_several_tabs_that_saw_the_same_page_one_wins() -> None:
    person = people.person()
    actor = actor_of(person.user)
    answers = at_once(
        lambda number: person_services.update_personal_details(
            person_id=person.pk, details={"birth_place": f"Town {number}"}, actor=actor, expected_version=1
        )
    )
    assert sum(isinstance(answer, StaleVersion) for answer in answers) == TIMES - 1
    assert Person.objects.get(pk=person.pk).version == 2
