"""A missing figure reaches the people who can enter it."""

from datetime import date

import pytest
from django.test import Client

from portal.events.models import Event
from portal.legal import gaps
from portal.legal import services as legal
from portal.legal.models import LegalGap
from portal.notifications.registry import notices_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_every_operator_is_named_and_nobody_else() -> None:
    operators = {make_user("operator").pk, make_user("operator").pk}
    make_user("officer")
    with pytest.raises(legal.MissingLegalParameter):
        legal.factor("patents.deflator", on=date(2031, 1, 1))
    gaps.record_found()
    notices = notices_of(Event.objects.get(name="legal.LegalValueMissing"))
    assert {notice.user_id for notice in notices} == operators
    assert notices[0].context == {"key": "patents.deflator", "scope": "", "on": "2031-01-01"}


def test_a_page_that_anybody_may_open_rings_nobody(client: Client) -> None:
    client.get("/patents/price/?region=05&on=15.01.2026&months=1")
    client.get("/api/v1/patent-price/?region=05&on=2026-01-15")
    assert not LegalGap.objects.exists()
