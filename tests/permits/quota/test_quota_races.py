"""Many people and few places, from many connections at once; and the same without the lock, which overshoots."""

import threading
from typing import Any

import pytest

from cases.errors import NotEligible
from permits.quota import services
from permits.quota.invariants import counts_differ, places_do_not_fit
from permits.quota.models import Quota, QuotaPlace
from tests.cases.acts import all_at_once
from tests.permits.residence import make_quota, ready, send

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, PLACES = 16, 3


def send_at_once(people: int) -> list[Any]:
    cases = [ready() for _ in range(people)]
    return all_at_once([lambda case=case: send(case) for case in cases])


def test_sixteen_people_and_three_places_at_once_make_three_applications():
    make_quota(PLACES)
    answers = send_at_once(PEOPLE)
    sent = [answer for answer in answers if not isinstance(answer, Exception)]
    assert len(sent) == PLACES
    assert all(isinstance(answer, NotEligible) for answer in answers if isinstance(answer, Exception))
    quota = Quota.objects.get()
    assert (quota.reserved, QuotaPlace.objects.count(), quota.left) == (PLACES, PLACES, 0)
    assert (counts_differ(), places_do_not_fit()) == (0, 0)


def test_without_the_lock_more_people_than_places_are_let_in(monkeypatch):
    """The control: what the lock is for."""
    make_quota(1)
    looked = threading.Barrier(4)

    def look_together(quota_id: int) -> Quota:
        found = Quota.objects.get(pk=quota_id)
        looked.wait(timeout=60)
        return found

    monkeypatch.setattr(services, "_lock", look_together)
    send_at_once(4)
    assert QuotaPlace.objects.count() == 4
    assert Quota.objects.get().places == 1


def test_places_freed_and_taken_at_once_are_counted_right():
    make_quota(4)
    from cases.services import withdraw_case
    from portal.events.actor import actor_of

    leaving = [send(ready()) for _ in range(4)]
    coming = [ready() for _ in range(8)]
    acts = [lambda case=case: withdraw_case(case_id=case.pk, actor=actor_of(case.person.user)) for case in leaving]
    answers = all_at_once([*acts, *[lambda case=case: send(case) for case in coming]])
    left, came = answers[:4], [answer for answer in answers[4:] if not isinstance(answer, Exception)]
    quota = Quota.objects.get()
    assert not [answer for answer in left if isinstance(answer, Exception)]
    assert QuotaPlace.objects.filter(state="released", case__in=[case.pk for case in leaving]).count() == 4
    assert quota.reserved == QuotaPlace.objects.filter(state="reserved").count() == len(came) <= 4
    assert (counts_differ(), places_do_not_fit()) == (0, 0)
    for case in [ready() for _ in range(quota.left)]:  # what was released and not taken is free for the next ones, and nothing more
        send(case)
    with pytest.raises(NotEligible):
        send(ready())
    assert (Quota.objects.get().left, QuotaPlace.objects.filter(state="released").count()) == (0, 4)
    assert (counts_differ(), places_do_not_fit()) == (0, 0)
