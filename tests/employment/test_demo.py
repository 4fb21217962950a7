"""The invented employers: made once, by the services, with every page of their rooms filled."""

from datetime import date
from typing import Any

import pytest

from employment.batches.models import Batch
from employment.demo import make_demo
from employment.disputes.models import Dispute
from employment.models import Organisation, PatentCheck
from employment.watch.models import Watch
from employment.webhooks.models import Endpoint
from patents.demo import make_demo as make_patents
from portal import clock
from portal.accounts.demo import make_demo_accounts
from portal.jobs.services import run_due_jobs
from portal.runtime.invariants import all_invariants
from profiles.demo import make_demo as make_profiles

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_newcomers_find_every_room_filled_and_nothing_twice(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)  # prices are established year by year
    make_demo_accounts()
    make_profiles()
    make_patents()
    for _again in range(2):
        make_demo()
    confirmed, waiting = Organisation.objects.order_by("pk")
    assert (confirmed.status, waiting.status, waiting.proofs.count()) == ("confirmed", "pending", 1)
    assert sorted(confirmed.members.values_list("role", flat=True)) == ["hr", "owner"]
    assert sorted(PatentCheck.objects.values_list("way", flat=True)) == ["code", "number"]
    assert Dispute.objects.get().check_receipt.way == "code"
    assert (Watch.objects.get().organisation, Endpoint.objects.get().organisation) == (confirmed, confirmed)
    run_due_jobs()
    assert Batch.objects.get().rows.filter(receipt__isnull=False).count() == 2
    ours = {name: count() for name, count in all_invariants().items() if count.__module__.startswith("employment.")}
    assert set(ours.values()) == {0}, ours


def test_there_is_none_outside_the_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        make_demo()
