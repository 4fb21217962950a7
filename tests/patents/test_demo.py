"""The applications of the demonstration: a past that holds together, made once, only in the demo."""

from datetime import date
from typing import Any

import pytest

from cases.models import Case
from patents.demo import make_demo
from patents.models import Annulment, Patent
from patents.selectors import civil_today, reissue_window, validity
from portal import clock
from portal.accounts.demo import make_demo_accounts
from portal.events.models import Event
from profiles.demo import make_demo as make_profiles

pytestmark = pytest.mark.django_db


TODAY = date(2026, 11, 23)


def test_one_patent_is_valid_and_one_application_is_overdue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    monkeypatch.setattr(clock, "today", lambda zone=clock.MOSCOW: TODAY)  # prices are established year by year
    make_demo_accounts()
    make_profiles()
    for _again in range(2):
        make_demo()
    patent = Patent.objects.get(person__user__email="dilnoza@demo.example")
    assert validity(patent, on=civil_today(patent)).value == "valid"
    forgotten = Case.objects.get(status="submitted")
    assert forgotten.decide_by
    assert forgotten.decide_by < TODAY
    submitted = Event.objects.get(name="cases.CaseSubmitted", subject_id=forgotten.pk)
    assert submitted.occurred_at.date() == forgotten.accepted_on
    ends = Patent.objects.get(person__user__email="malika@demo.example")
    open_days = reissue_window(ends, on=TODAY)
    assert open_days
    assert open_days.is_open(TODAY)
    assert Annulment.objects.get(confirmed_at=None).patent.person.user.email == "bahrom@demo.example"


def test_there_are_no_demo_applications_outside_the_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        make_demo()
