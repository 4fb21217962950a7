"""The drawn states are those of the table."""

import pytest

from permits.extensions.management.commands.draw_order_states import FILE, drawing
from permits.extensions.models import TRANSITIONS, ExtensionOrder
from portal.settings.env import BASE_DIR


def test_the_drawing_in_the_documentation_is_that_of_the_table():
    kept = (BASE_DIR / FILE).read_text(encoding="utf-8")
    assert kept == drawing(), "run manage.py draw_order_states"


def test_every_state_can_be_reached_and_only_a_repealed_order_is_at_its_end():
    reached = {"draft"} | {end for _start, end in TRANSITIONS}
    assert reached == set(ExtensionOrder.Status.values)
    assert reached - {start for start, _end in TRANSITIONS} == {"repealed"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to", sorted(set(ExtensionOrder.Status.values) - {end for start, end in TRANSITIONS if start == "draft"} - {"draft"})
)
def test_the_database_refuses_a_step_that_is_not_in_the_table(to: str):
    from django.db import DatabaseError, transaction

    from tests.permits.extensions.documents import make_order

    order = make_order()
    with pytest.raises(DatabaseError), transaction.atomic():
        ExtensionOrder.objects.filter(pk=order.pk).update(status=to)
