"""What must hold for money, sheets and endings of patents: each statement is broken once, to show that it looks."""

from datetime import date, timedelta

import pytest
from django.db import connection

from patents import invariants as keep
from patents.models import Allocation, Annulment, Charge, Patent
from patents.services import grant_reprint
from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.runtime.invariants import all_invariants
from tests.factories import make_case, make_patent, make_user
from tests.patents import life
from tests.patents.test_bills import charge
from tests.patents.test_invariants import drop
from tests.patents.test_moves import arrived, issued, matched
from tests.patents.test_payments import DAY

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)


def test_every_statement_of_the_room_is_registered_and_holds_in_the_beginning():
    ours = {getattr(keep, name) for name in keep.__all__}
    assert ours <= set(all_invariants().values())
    matched(arrived(), issued())
    assert {count.__name__: count() for count in ours if count()} == {}


def test_a_patent_annulled_by_nobody():
    patent = life.in_force(TODAY)
    Patent.objects.filter(pk=patent.pk).update(status="annulled", annulled_on=TODAY)
    assert keep.annulled_by_nobody() == 1


def test_an_annulment_on_another_day_than_that_of_the_patent():
    patent = life.in_force(TODAY)
    life.confirmed(life.proposed(patent), TODAY)
    Patent.objects.update(annulled_on=TODAY + timedelta(days=1))
    assert keep.annulled_by_nobody() == 1


def test_an_annulment_in_force_of_a_patent_that_is_not_annulled():
    annulment = life.proposed(life.in_force(TODAY))
    Annulment.objects.filter(pk=annulment.pk).update(
        confirmed_by=make_user("officer"), confirmed_at=clock.now(), annulled_on=TODAY, appeal_by=TODAY
    )
    assert keep.annulled_by_nobody() == 1


def test_an_annulment_that_one_person_made_alone():
    annulment = life.proposed(life.in_force(TODAY))
    drop("annulment_takes_two_people", "patents_annulment")
    Annulment.objects.update(confirmed_by=annulment.proposed_by, confirmed_at=clock.now(), annulled_on=TODAY, appeal_by=TODAY)
    assert keep.annulled_by_one() == 1


def test_an_annulment_on_a_request_that_was_not_granted():
    annulment = life.proposed(life.in_force(TODAY))
    Annulment.objects.filter(pk=annulment.pk).update(case=make_case("in_review", procedure="work-patent-annulment"))
    assert keep.annulled_by_one() == 1


def test_a_successor_that_begins_before_the_end_of_the_one_it_follows():
    first = life.in_force(TODAY)
    assert first.expires_on is not None
    make_patent("issued", predecessor=first, issued_on=first.expires_on, expires_on=first.expires_on + timedelta(days=364),
                paid_through=first.expires_on + timedelta(days=30))  # fmt: skip
    assert keep.successor_too_early() == 1


def test_a_new_sheet_without_a_granted_case():
    patent = life.in_force(TODAY)
    case = make_case("in_review", person=patent.person, procedure="work-patent-duplicate")
    grant_reprint(case=case, patent_id=patent.pk, kind="duplicate", holder=None, profession=None, actor=SYSTEM, on=TODAY)
    assert keep.reprint_without_decision() == 1


def test_a_payment_that_counts_for_two_patents():
    patent, payment = issued(), arrived()
    matched(payment, patent)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX payment_counts_once")  # what Django calls a constraint with a condition
    Allocation.objects.create(payment=payment, patent=issued(other=True), purpose="tax_advance", why="officer", made_at=clock.now())
    assert keep.counted_twice() == 1


def test_a_charge_that_is_covered_and_of_which_nobody_heard():
    asked = charge(issued())
    Charge.objects.filter(pk=asked.pk).update(covered_on=DAY)
    assert not Event.objects.filter(name="patents.ChargePaid", payload__charge_id=asked.pk).exists()
    assert keep.paid_in_silence() == 1
