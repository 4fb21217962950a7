"""Rule 16: limits count atomically, per true address, and do not open when Redis is away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from portal import clock
from portal.edge.limits import Limit, count_against, is_spent
from portal.edge.models import LimitWindow
from portal.errors import LimitExceeded

THREE = Limit("test", 3, 60)


def used(times: int, *parts: object) -> int:
    """How many of `times` uses were let through."""
    passed = 0
    for _use in range(times):
        try:
            count_against(THREE, *parts)
            passed += 1
        except LimitExceeded:
            pass
    return passed


@pytest.mark.django_db
def test_lets_through_as_many_as_it_says_and_tells_when_to_return():
    assert used(3, "a") == 3
    with pytest.raises(LimitExceeded) as refused:
        count_against(THREE, "a")
    assert 0 < refused.value.retry_after <= 60
    assert is_spent(THREE, "a")


@pytest.mark.django_db
def test_parts_are_counted_apart():
    assert (used(5, "a"), used(5, "b"), used(5, "a", "b")) == (3, 3, 3)


@pytest.mark.django_db
def test_parts_cannot_be_shifted_into_each_other():
    assert used(3, "ab", "c") + used(3, "a", "bc") == 6


@pytest.mark.django_db
def test_opens_again_when_the_window_ends(monkeypatch: pytest.MonkeyPatch):
    assert used(4, "a") == 3
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not is_spent(THREE, "a")
    assert used(4, "a") == 3


@pytest.mark.django_db
def test_keeps_no_address_in_clear():
    count_against(THREE, "192.0.2.77", "someone@test.example")
    key = LimitWindow.objects.get().key
    assert "192" not in key
    assert len(key) == 64


@pytest.mark.django_db(transaction=True)
def test_refuses_to_count_inside_a_business_transaction():
    with pytest.raises(RuntimeError), transaction.atomic():
        count_against(THREE, "a")


@pytest.mark.django_db(transaction=True)
def test_the_count_remains_when_the_request_that_follows_fails():
    def request() -> None:
        count_against(THREE, "a")
        with transaction.atomic():
            LimitWindow.objects.create(key="half", ends_at=clock.now())
            raise ValueError("broken")

    for _turn in range(3):
        with pytest.raises(ValueError, match="broken"):
            request()
    with pytest.raises(LimitExceeded):
        request()
    assert not LimitWindow.objects.filter(key="half").exists()


def in_parallel(times: int, call: Callable[[], bool]) -> int:
    def one(_n: int) -> bool:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        return sum(pool.map(one, range(times)))


def allowed() -> bool:
    try:
        count_against(THREE, "same")
    except LimitExceeded:
        return False
    return True


def allowed_by_reading_first() -> bool:
    """The control: the same count without the atomic statement."""
    row, _created = LimitWindow.objects.get_or_create(key="naive", defaults={"ends_at": clock.now(), "count": 0})
    if row.count >= THREE.times:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")
    row.count += 1
    row.save()
    return True


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_let_exactly_the_limit_through():
    assert in_parallel(40, allowed) == THREE.times


@pytest.mark.django_db(transaction=True)
def test_the_same_race_without_the_atomic_statement_lets_more_through():
    assert in_parallel(40, allowed_by_reading_first) > THREE.times
