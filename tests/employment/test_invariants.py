"""Each invariant of the employers' rooms holds on sound rows, and counts a row that breaks it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from employment.disputes.invariants import overdue_and_silent
from employment.disputes.models import Dispute
from employment.invariants import check_of_another_consent, without_owner
from employment.models import Member, ShareCode
from employment.watch.invariants import late_watches, watch_of_another_consent
from employment.watch.models import Watch
from employment.webhooks.invariants import webhooks_stuck
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.services import tell_organisation
from portal import clock
from portal.runtime.invariants import all_invariants
from tests.employment.test_disputes import open_one
from tests.employment.watch_world import make_check, make_consent, make_endpoint, make_organisation
from tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sound() -> dict[str, Any]:
    """One row of each kind, as the services leave them."""
    consent, today = make_consent(), clock.today()
    organisation = consent.organisation
    assert organisation is not None
    endpoint = make_endpoint(organisation)
    tell_organisation(organisation_id=organisation.pk, notice_key="x", type="test", data={})
    check = make_check(organisation=organisation, patent=consent.patent, way="code", consent=consent)
    watch = Watch.objects.create(
        consent=consent, organisation=organisation, person=consent.person, begins_on=today, ends_on=consent.ends_on,
        created_at=clock.now(),
    )  # fmt: skip
    return {"consent": consent, "organisation": organisation, "endpoint": endpoint, "check": check, "watch": watch, "dispute": open_one()}


def leave_nobody(_world: dict[str, Any]) -> None:
    Member.objects.filter(organisation=make_organisation()).delete()


def ask_by_anothers_consent(world: dict[str, Any]) -> None:
    make_check(organisation=make_organisation(), patent=world["consent"].patent, way="code", consent=world["consent"])


def ask_about_another(world: dict[str, Any]) -> None:
    consent = world["consent"]
    make_check(organisation=consent.organisation, way="code", consent=consent, person=make_person())


def forget_a_notice(_world: dict[str, Any]) -> None:
    WebhookDelivery.objects.update(next_attempt_at=clock.now() - timedelta(hours=2))


def forget_a_dispute(_world: dict[str, Any]) -> None:
    Dispute.objects.update(decide_by=clock.today() - 3 * DAY)


def forget_a_watch(_world: dict[str, Any]) -> None:
    Watch.objects.update(look_at=clock.now() - 2 * DAY)


def give_the_consent_to_another(world: dict[str, Any]) -> None:
    ShareCode.objects.filter(pk=world["consent"].pk).update(organisation=make_organisation())


BROKEN: list[tuple[Callable[[], int], Callable[[dict[str, Any]], None]]] = [
    (without_owner, leave_nobody),
    (check_of_another_consent, ask_by_anothers_consent),
    (check_of_another_consent, ask_about_another),
    (webhooks_stuck, forget_a_notice),
    (overdue_and_silent, forget_a_dispute),
    (late_watches, forget_a_watch),
    (watch_of_another_consent, give_the_consent_to_another),
]


@pytest.mark.parametrize(("invariant", "harm"), BROKEN, ids=lambda part: part.__name__)
def test_it_holds_until_it_is_broken_once(invariant, harm):
    world = sound()
    assert invariant() == 0
    harm(world)
    assert invariant() == 1


def test_every_invariant_of_the_employers_rooms_is_broken_here():
    ours = {count for count in all_invariants().values() if count.__module__.startswith("employment.")}
    assert ours == {invariant for invariant, _harm in BROKEN}


@pytest.mark.parametrize("fine", ["an address that fails", "an address that is off", "a notice that has arrived"])
def test_a_notice_that_waits_for_a_reason_is_not_stuck(fine):
    sound()
    forget_a_notice({})
    if fine == "an address that fails":
        Endpoint.objects.update(failing_since=clock.now())
    elif fine == "an address that is off":
        Endpoint.objects.update(state="off")
    else:
        WebhookDelivery.objects.update(status="sending")
        WebhookDelivery.objects.update(status="delivered", finished_at=clock.now())
    assert webhooks_stuck() == 0
