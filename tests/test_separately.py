"""A fault of one act of a task keeps no other from its turn, and is told afterwards."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from appointments.planning.tasks import make_places_ahead
from patents.tasks import warn_holders
from portal.separately import separately
from tests.appointments.world import make_offered, make_reception
from tests.factories import make_office


def failing(fault: Exception):
    def act():
        raise fault

    return act


def test_the_acts_after_a_failed_one_run_and_the_fault_is_raised():
    done, fault = [], ValueError("of the second")
    with pytest.raises(ValueError, match="of the second"):
        separately(lambda: done.append(1), failing(fault), lambda: done.append(3))
    assert done == [1, 3]


def test_several_faults_are_told_together():
    with pytest.raises(ExceptionGroup) as told:
        separately(failing(ValueError("first")), failing(KeyError("second")))
    assert [type(fault) for fault in told.value.exceptions] == [ValueError, KeyError]


def test_nothing_is_raised_when_nothing_failed():
    done = []
    separately(lambda: done.append(1), lambda: done.append(2))
    assert done == [1, 2]


def test_the_end_of_the_time_of_a_task_ends_all_of_them():
    done = []
    with pytest.raises(SoftTimeLimitExceeded):
        separately(failing(SoftTimeLimitExceeded()), lambda: done.append(2))
    assert done == []


@pytest.mark.django_db
def test_an_office_whose_places_cannot_be_made_keeps_no_other_without(monkeypatch):
    offered = [make_offered(make_reception(make_office(f"{region}0-001", region=region))) for region in ("77", "78")]
    first, second = (one.reception_id for one in offered)
    made = []

    def make_places(*, reception_id):
        if reception_id == first:
            raise ValueError("this office cannot be planned")
        made.append(reception_id)

    monkeypatch.setattr("appointments.planning.tasks.make_places", make_places)
    with pytest.raises(ValueError, match="this office"):
        make_places_ahead()
    assert made == [second]


def test_no_lapse_is_told_while_the_queue_of_payments_cannot_be_searched(monkeypatch):
    told = []
    monkeypatch.setattr("patents.tasks.index_missing", failing(ValueError("no key")))
    monkeypatch.setattr("patents.tasks.warn_of_ends", lambda: told.append("warning"))
    monkeypatch.setattr("patents.tasks.warn_of_last_days", lambda: told.append("last day"))
    monkeypatch.setattr("patents.tasks.announce_ends", lambda: told.append("end"))
    monkeypatch.setattr("patents.tasks.announce_lapses", lambda: told.append("lapse"))
    with pytest.raises(ValueError, match="no key"):
        warn_holders()
    assert told == ["warning", "last day", "end"]
