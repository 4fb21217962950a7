"""The demonstration has an order that was applied and one that waits, and documents of people that the first one moved."""

import pytest

from permits.extensions.demo import HOLDERS, make_demo
from permits.extensions.models import ExtensionOrder, PermitExtension
from permits.models import Permit
from portal.accounts.demo import make_demo_accounts
from portal.notifications.models import Message
from profiles.demo import make_demo as make_profiles

pytestmark = pytest.mark.django_db


def test_the_demo_is_made_once_and_holds_together(settings):
    settings.DEMO = True
    make_demo_accounts()
    make_profiles()
    for _again in range(2):
        make_demo()
    assert list(ExtensionOrder.objects.order_by("pk").values_list("status", flat=True)) == ["applied", "ready"]
    assert PermitExtension.objects.count() == Permit.objects.count() == len(HOLDERS)
    assert Message.objects.filter(subject__contains="продлён").exists()


def test_outside_the_demo_it_raises(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        make_demo()
