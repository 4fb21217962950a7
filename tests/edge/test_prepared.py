"""Arrays of a prepared statement are written as one constant: the server reads back exactly what was given."""

from typing import Any

import pytest
from django.db import NotSupportedError, connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.edge.prepared import Prepared, array_literal

pytestmark = pytest.mark.django_db
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
LISTS = {
    "text[]": st.lists(st.none() | texts),
    "int[]": st.lists(st.none() | st.integers(-(2**31), 2**31 - 1)),
    "bigint[]": st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    "bytea[]": st.lists(st.none() | st.binary()),
}


@st.composite
def arrays(draw: Any) -> tuple[str, list[Any]]:
    kind = draw(st.sampled_from(sorted(LISTS)))
    return kind, draw(LISTS[kind])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrays())
@example(("text[]", ["NULL", "null", "", " ", ",", "{}", '"', "\\", '\\"', "a\nb", "%s", "$1", "'; DROP TABLE x --", None]))
@example(("bytea[]", [bytes(range(256)), b"", b"\\x41", None]))
def test_an_array_arrives_as_it_was_given(array: tuple[str, list[Any]]):
    kind, values = array
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}", [array_literal(values, kind)])
        ((found,),) = cursor.fetchall()
    assert [bytes(value) if isinstance(value, memoryview) else value for value in found] == values


def test_a_prepared_statement_takes_arrays_beside_plain_values():
    double = Prepared("test_double", "SELECT word, %(times)s::int * n FROM unnest(%(words)s::text[], %(ns)s::int[]) AS given (word, n)")
    assert double.rows({"times": 2, "words": ['a"\\', "б"], "ns": [1, 2]}) == [('a"\\', 2), ("б", 4)]
    assert double.rows({"times": 3, "words": [], "ns": []}) == []


def test_a_text_that_no_database_can_hold_is_refused_and_not_cut():
    once = Prepared("test_once", "SELECT unnest(%(words)s::text[])")
    with pytest.raises(ValueError, match="NUL"):
        once.rows({"words": ["a\0b"]})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_index", [False, True])
def test_a_statement_is_learnt_anew_when_a_migration_has_widened_its_column(by_index: bool):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_prepared (series varchar(2))")
        try:
            cursor.execute("INSERT INTO of_prepared VALUES ('77')")
            asked = Prepared(f"test_widened_{by_index}", "SELECT series FROM of_prepared WHERE series <> %(no)s::text", by_index=by_index)
            assert asked.rows({"no": "78"}) == [("77",)]
            cursor.execute("ALTER TABLE of_prepared ALTER series TYPE varchar(6)")
            with pytest.raises(NotSupportedError), transaction.atomic():
                asked.rows({"no": "78"})  # in a transaction that is lost by then
            assert asked.rows({"no": "78"}) == [("77",)]
            cursor.execute("ALTER TABLE of_prepared ALTER series TYPE varchar(8)")
            assert asked.rows({"no": "78"}) == [("77",)]
        finally:
            cursor.execute("DROP TABLE of_prepared")
