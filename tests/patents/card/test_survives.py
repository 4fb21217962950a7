"""Cards under real commits: a worker killed with -9 in the middle of a batch, and an annulment at the moment of personalising."""

import os
import threading
import time

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count

from patents.card import errors, services
from patents.card.files import package
from patents.card.invariants import codes_changed, seals_changed
from patents.card.models import BlankSequence, Card, CardBatch
from patents.card.services import make_keys, personalise_card, queue_cards
from patents.credential.models import CredentialIndex
from patents.models import Patent
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.jobs.models import Job
from tests.apart import Process
from tests.factories import make_office
from tests.patents.card.test_services import card_patent
from tests.patents.card.worker import a_card_everywhere
from tests.patents.life import confirmed, proposed

pytestmark = pytest.mark.django_db(transaction=True)
CARDS = 20
PATIENCE = 60


@pytest.fixture(autouse=True)
def _region_with_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "carrier_of", a_card_everywhere)


def worker() -> Process:
    files = settings.STORAGES["default"]["OPTIONS"]["location"]
    env = {**os.environ, "WORKER_DB": str(connection.settings_dict["NAME"]), "WORKER_FILES": files}
    return Process("-m", "tests.patents.card.worker", env=env)


def kill_when(process: Process, batch: CardBatch, *, made: int, then: float) -> None:
    """Kill -9 `then` seconds after `made` cards are committed: in the middle of a piece."""
    deadline = time.monotonic() + PATIENCE
    while batch.cards.filter(state="personalised").count() < made:
        assert process.poll() is None, "the worker ended early"
        assert time.monotonic() < deadline
        time.sleep(0.001)
    time.sleep(then)
    process.kill()
    process.wait()


@pytest.mark.parametrize(("made", "then"), [(5, 0.02), (10, 0.09), (15, 0.0)])
def test_a_worker_killed_in_the_middle_of_a_batch_loses_and_doubles_nothing(made, then):
    make_keys()
    patents = [card_patent() for _ in range(CARDS)]
    batch = queue_cards(patent_ids=[patent.pk for patent in patents], office=make_office(), actor=SYSTEM)
    assert batch is not None
    first = worker()
    kill_when(first, batch, made=made, then=then)
    job = Job.objects.get(pk=batch.job_id)
    assert batch.cards.filter(state="personalised").count() == job.done < CARDS  # really in the middle
    Job.objects.filter(pk=job.pk, state__in=Job.OPEN).update(next_attempt_at=clock.now())  # the lease of the dead ends
    assert worker().wait(PATIENCE) == 0
    job.refresh_from_db()
    assert set(batch.cards.values_list("problem", flat=True)) == {""}
    assert (job.state, job.done, job.failed) == ("done", CARDS, 0)
    assert list(Card.objects.values_list("patent").annotate(many=Count("pk")).values_list("many", flat=True)) == [1] * CARDS
    assert Event.objects.filter(name="card.CardPersonalised").count() == CARDS
    assert sorted(Card.objects.values_list("blank_number", flat=True)) == [f"{number:07}" for number in range(1, CARDS + 1)]
    assert BlankSequence.objects.get().last == CARDS
    assert CredentialIndex.objects.filter(for_card=True).count() == CARDS
    assert (seals_changed(), codes_changed()) == (0, 0)
    assert {len(package(card)) for card in Card.objects.all()} == {8}


def test_an_annulment_while_the_card_is_made_waits_for_it_and_then_recalls_it(monkeypatch):
    """Without the lock on the patent the annulment and its event would pass while the card is made, and the card would stay."""
    make_keys()
    patent = card_patent()
    proposal = proposed(patent)
    inside, annulled, failed = threading.Event(), threading.Event(), []
    whole = services.face_of

    def slowly(of: Patent, *, is_new: bool) -> bytes:
        inside.set()
        annulled.wait(timeout=2)  # in vain: the annulment waits for us
        return whole(of, is_new=is_new)

    def make() -> None:
        try:
            personalise_card(patent_id=patent.pk, actor=SYSTEM)
        except Exception as error:  # noqa: BLE001 (a failure in a thread is a failure of the test)
            failed.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(services, "face_of", slowly)
    maker = threading.Thread(target=make)
    maker.start()
    try:
        assert inside.wait(timeout=20)
        confirmed(proposal, clock.today())
        dispatch_pending()
        annulled.set()
    finally:
        maker.join()
    assert failed == []
    assert Card.objects.get(patent=patent).state == "recalled"


def test_a_card_asked_for_after_the_annulment_is_refused():
    patent = card_patent()
    confirmed(proposed(patent), clock.today())
    with pytest.raises(errors.PatentIsAnnulled):
        personalise_card(patent_id=patent.pk, actor=SYSTEM)
    assert not Card.objects.exists()
