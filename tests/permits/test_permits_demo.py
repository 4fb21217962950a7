"""The invented residents: one waits on a place of the quota, one holds a residence permit; and twice makes no more."""

import pytest
from django.core.management import call_command
from django.test import override_settings

from cases.models import Case
from cases.procedures import Application, procedure
from permits.demo import GRANTED, PROTECTED, WAITS, make_demo
from permits.models import Permit
from permits.quota.models import QuotaPlace
from permits.rules.temporary_residence import CHILD
from portal import clock
from portal.events.tasks import dispatch_events
from portal.runtime.invariants import all_invariants
from profiles.models import Guardianship
from profiles.selectors import facts

pytestmark = pytest.mark.django_db


@override_settings(DEMO=True)
def test_the_residents_of_the_demonstration_are_made_once():
    for _ in range(2):
        call_command("demo_world", verbosity=0)
    dispatch_events()
    waiting = Case.objects.get(person__user__email=WAITS)
    assert (waiting.procedure, waiting.status, waiting.quota_place.state) == ("temporary-residence", "submitted", "reserved")
    assert waiting.interim_certificate.ended_at is None
    assert [(permit.kind, permit.status) for permit in Permit.objects.filter(person__user__email=GRANTED).order_by("pk")] == [
        ("temporary_residence", "replaced"), ("permanent_residence", "in_force"),
    ]  # fmt: skip
    assert [permit.kind for permit in Permit.objects.filter(person__user__email=PROTECTED)] == ["temporary_asylum"]
    daughter = Guardianship.objects.get(guardian__user__email=WAITS).child
    asked = Application(facts(daughter), {"region": {"region": "77"}, "ground": {"ground": CHILD}}, clock.today())
    assert [reason.code for reason in procedure("temporary-residence").eligibility(asked)] == ["together_with_the_parent"]
    assert QuotaPlace.objects.count() == 1
    assert {name: count() for name, count in all_invariants().items() if count()} == {}


@override_settings(DEMO=False)
def test_outside_the_demonstration_nobody_is_invented():
    with pytest.raises(RuntimeError):
        make_demo()
