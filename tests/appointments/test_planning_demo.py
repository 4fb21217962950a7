"""The invented receptions."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from appointments.models import Reception, Slot
from appointments.planning.demo import make_demo
from portal.accounts.demo import make_demo_accounts

pytestmark = pytest.mark.django_db


@override_settings(DEMO=True)
def test_demo_offices_have_places_by_their_own_clocks_and_are_made_once() -> None:
    make_demo_accounts()
    make_demo()
    assert set(Reception.objects.values_list("zone", flat=True)) == {"Europe/Moscow", "Europe/Kaliningrad"}
    for reception in Reception.objects.all():
        places = Slot.objects.filter(desk__reception=reception)
        assert places.filter(channel="everybody").exists()
        assert not places.filter(at__gte=time(13), at__lt=time(14)).exists()  # lunch
        assert {slot.starts_at.astimezone(ZoneInfo(reception.zone)).time() == slot.at for slot in places} == {True}
    before = Slot.objects.count()
    make_demo()
    assert Slot.objects.count() == before


def test_there_are_no_demo_receptions_outside_the_demo() -> None:
    with override_settings(DEMO=False), pytest.raises(RuntimeError):
        make_demo()
