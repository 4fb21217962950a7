"""Operators see deliveries that gave up and let them begin anew."""

import pytest
from django.db import transaction

from portal.events.actor import SYSTEM
from portal.events.models import Delivery
from portal.events.relay import MAX_ATTEMPTS, dispatch_pending
from portal.events.services import emit
from tests.events.samples import SomethingHappened
from tests.factories import make_user, sign_in

PAGE = "/admin/events/delivery/"


@pytest.fixture
def parked(subscribe) -> Delivery:
    subscribe("ear", lambda event: None)
    with transaction.atomic():
        emit(SomethingHappened(thing_id=1), actor=SYSTEM)
    Delivery.objects.update(status="parked", attempts=MAX_ATTEMPTS, last_error="ValueError")
    return Delivery.objects.get()


def ask(role: str, parked: Delivery) -> int:
    answer = sign_in(make_user(role)).post(PAGE, {"action": "try_again", "_selected_action": [parked.pk]})
    return answer.status_code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "heading"), [(PAGE, "Отложенные доставки"), ("/admin/notifications/message/", "Недоставленные сообщения")]
)
def test_the_list_is_called_as_its_line_in_the_menu(page, heading):
    assert f'<h1 class="officer-title">{heading}</h1>' in sign_in(make_user("operator")).get(page).content.decode()


@pytest.mark.django_db
def test_an_operator_lets_a_parked_delivery_begin_anew(parked):
    assert ask("operator", parked) == 302
    parked.refresh_from_db()
    assert (parked.status, parked.attempts) == ("pending", 0)
    assert dispatch_pending() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "supervisor", "analyst"])
def test_nobody_else_does(parked, role):
    assert ask(role, parked) == 403
    parked.refresh_from_db()
    assert parked.status == "parked"
