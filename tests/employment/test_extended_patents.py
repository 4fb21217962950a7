"""Employers hear of a statutory extension the same day, and every way of asking tells the later day."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from employment.models import PatentCheck
from employment.receipts import content
from employment.services import check_by_code, check_by_number
from employment.watch import services as watching
from employment.watch.models import WatchNotice
from patents.excerpt import find_excerpts
from patents.models import Patent
from portal import clock
from portal.events.actor import Actor, actor_of
from tests.employment.world import BORN, make_consent, make_organisation, owner_of
from tests.patents.orders_world import EXTENDED, PAID, applied, repealed, two_months

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 10)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> Any:
    def on(today: date) -> None:
        seconds = iter(range(10**6))
        noon = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: noon + timedelta(seconds=next(seconds)))
        monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: noon.astimezone(zone).date())

    on(TODAY)
    return on


def test_a_watch_tells_the_later_day_and_its_repeal():
    patent, organisation = two_months(), make_organisation()
    consent, _code = make_consent(organisation, patent=patent, ends_on=TODAY + timedelta(days=60))
    actor, through = Actor("person", patent.person.user_id), TODAY + timedelta(days=60)
    watch = watching.begin_watch(consent_id=consent.pk, ends_on=through, actor=actor, on=TODAY)
    assert watching.look(watch_id=watch.pk) == 1  # the end is announced
    order = applied()
    notices = WatchNotice.objects.filter(patent_id=patent.pk).order_by("pk")
    assert (notices.last().kind, notices.last().until) == ("extended", EXTENDED)
    repealed(order)
    assert PAID in set(notices.values_list("until", flat=True))


def test_a_registered_check_is_valid_on_the_days_given_and_only_by_consent_its_receipt_names_the_order(day):
    patent, organisation = two_months(), make_organisation()
    order = applied()
    day(PAID + timedelta(days=1))
    asked = {"series": patent.series, "number": patent.number}
    check = check_by_number(organisation_id=organisation.pk, submission_key=uuid.uuid4(), actor=actor_of(owner_of(organisation)), **asked)
    assert (check.result, content(check)["answer"]["result"]) == ("valid", "valid")
    assert order.terms.source not in content(check)["law"]
    _consent, code = make_consent(organisation, patent=patent)
    by_code = check_by_code(
        organisation_id=organisation.pk, code=code, birth_date=BORN, submission_key=uuid.uuid4(),
        actor=actor_of(owner_of(organisation)), on=PAID + timedelta(days=1),
    )  # fmt: skip
    assert by_code is not None
    assert order.terms.source in content(by_code)["law"]
    assert PatentCheck.objects.count() == 2


def test_a_list_reads_extensions_of_all_patents_at_once(django_assert_num_queries):
    patents = [two_months() for _n in range(3)]
    applied()
    with django_assert_num_queries(2):
        found = find_excerpts([(patent.series, patent.number) for patent in patents])
    assert {one.valid_through for one in found.values()} == {EXTENDED}
    assert Patent.objects.count() == 3
