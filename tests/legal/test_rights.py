"""The rights of the application's role over the law."""

from datetime import date

import pytest
from django.db import DatabaseError

from portal.events.actor import SYSTEM
from portal.legal import services as legal

pytestmark = pytest.mark.django_db


def test_the_application_may_enter_an_act(as_app_role) -> None:  # type: ignore[no-untyped-def]
    with as_app_role():
        legal.add_value(key="patents.state_fee", since=date(2030, 1, 1), until=None, value="1", citation="Act", actor=SYSTEM)
        assert legal.money("patents.state_fee", on=date(2030, 1, 1)).amount == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE legal_legalgap SET key = ''", "DELETE FROM legal_legalgap", "TRUNCATE legal_legalgap", "TRUNCATE legal_legalvalue CASCADE"],
)
def test_the_application_may_not_empty_the_law_or_change_what_was_noticed(as_app_role, statement: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError, match="permission denied"), as_app_role() as connection, connection.cursor() as cursor:
        cursor.execute(statement)
