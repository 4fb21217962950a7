"""The holder hears of the issue and of each payment, once, in their language."""

import pytest

from patents.services import record_payment
from portal.accounts.models import User
from portal.events.actor import SYSTEM
from portal.events.models import Delivery, Event
from portal.events.relay import dispatch_pending
from portal.notifications.models import Message
from portal.notifications.services import write_messages
from tests.factories import make_patent
from tests.patents.test_payments import DAY, FEE, month

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(("event", "payments"), [("PatentIssued", 1), ("PatentPaid", 2)])
def test_the_holder_hears_it_once_with_the_last_paid_day(language, event, payments):
    patent = make_patent()
    User.objects.update(language=language)
    for number in range(payments):
        money = [FEE, month("0")] if number == 0 else [month(str(number))]
        patent = record_payment(patent_id=patent.pk, receipts=money, actor=SYSTEM, on=DAY)
    dispatch_pending()
    row = Event.objects.get(name=f"patents.{event}")
    write_messages(row)
    assert not Delivery.objects.exclude(status="delivered").exists()
    messages = Message.objects.filter(event=row)
    assert sorted(message.channel for message in messages) == ["email", "inbox"]
    for message in messages:
        assert (message.recipient, message.language) == (patent.person.user, language)
        assert patent.number in message.body
        assert str(patent.paid_through.day) in message.subject
        assert message.url == f"/patents/77/{patent.number}/"
