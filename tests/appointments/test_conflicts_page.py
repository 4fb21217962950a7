"""The page of appointments whose place is gone, while their new times are being given."""

from typing import Any

import pytest
from django.urls import reverse

from appointments.planning.services import find_new_times, put_day
from portal.events.actor import actor_of
from portal.jobs.models import Job
from portal.jobs.services import run_piece
from tests.appointments.test_planning import booked, closed, planned, working_day
from tests.factories import make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_button_is_gone_while_the_work_runs_and_the_count_is_of_appointments(language: str) -> None:
    supervisor, day = make_user("supervisor"), working_day()
    offered, desk = planned(supervisor, day, valid_until=day)
    booked(desk.slots.earliest("starts_at"))
    put_day(reception_id=offered.reception_id, values=closed(day), actor=actor_of(supervisor))
    client: Any = sign_in(supervisor)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    address = reverse("admin:planning_conflicts", args=[offered.reception.office.code])
    act = reverse("admin:planning_rebook", args=[offered.reception.office.code])
    assert f'action="{act}"' in client.get(address).text
    rebooking = find_new_times(reception_id=offered.reception_id, actor=actor_of(supervisor))
    assert rebooking is not None
    page = client.get(address).text
    assert f'action="{act}"' not in page
    assert {"ru": "0 из 1 записей", "en": "0 of 1 appointments"}[language] in page
    assert {"ru": "Эти записи ещё ждут", "en": "These appointments still wait"}[language] in page
    run_piece(rebooking.job_id)
    progress = client.get(reverse("jobs:progress", args=[rebooking.job_id])).text
    said = {"ru": "1 из 1 записей, отменено: 1", "en": "1 of 1 appointments, cancelled: 1"}[language]  # no free time is no error
    assert said in progress
    Job.objects.update(kind="of a room that is gone")
    assert {"ru": "1 из 1 строк, 1 с ошибкой", "en": "1 of 1 rows, 1 with an error"}[language] in client.get(
        reverse("jobs:progress", args=[rebooking.job_id])
    ).text
