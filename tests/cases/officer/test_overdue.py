"""A case that nobody touched in time is told once, to the supervisors of its office, and stands on top of the queue."""

from datetime import timedelta

import pytest

from cases.services import announce_overdue
from portal import clock
from portal.events.models import Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from tests.cases.officer import world
from tests.cases.officer.test_queue import shown

pytestmark = pytest.mark.django_db


def announcements() -> int:
    return Event.objects.filter(name="cases.CaseOverdue").count()


def test_an_overdue_case_is_announced_once() -> None:
    world.case(decide_by=clock.today() - timedelta(days=1))
    assert announce_overdue() == 1
    assert announce_overdue() == 0
    assert announcements() == 1


def test_nothing_is_announced_on_the_last_day_itself() -> None:
    world.case(decide_by=clock.today())
    assert announce_overdue() == 0


@pytest.mark.parametrize("status", ["granted", "withdrawn"])
def test_a_closed_case_is_not_announced(status: str) -> None:
    world.case(decide_by=clock.today() - timedelta(days=9), status=status, holder=world.staff())
    assert announce_overdue() == 0


def test_the_supervisors_of_the_office_and_the_applicant_hear_of_it_and_nobody_else() -> None:
    supervisor = world.staff(world.Role.SUPERVISOR)
    elsewhere = world.staff(world.Role.SUPERVISOR, world.office("78"))
    officer = world.staff()
    case = world.case(decide_by=clock.today() - timedelta(days=1))
    announce_overdue()
    dispatch_pending()
    dispatch_pending()
    told = Message.objects.filter(event__name="cases.CaseOverdue", event__subject_id=case.pk)
    assert set(told.values_list("recipient_id", flat=True)) == {supervisor.pk, case.person.user_id}
    assert not told.filter(recipient__in=[elsewhere, officer]).exists()


def test_the_supervisor_sees_it_on_top_and_in_the_load() -> None:
    desk = world.desk(world.Role.SUPERVISOR)
    officer = world.staff(name="Petrov")
    late = world.case(decide_by=clock.today() - timedelta(days=1), status="in_review", holder=officer)
    world.case()
    assert shown(desk.client, "?show=overdue") == [late.reference]
    assert shown(desk.client, "?show=open")[0] == late.reference
    loads = desk.client.get("/admin/load/").context["loads"]
    assert [(load.officer, load.overdue, load.total) for load in loads] == [("nobody yet", 0, 1), ("Petrov", 1, 1)]
