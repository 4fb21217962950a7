"""The database reckons as the rule does, for every mode, leap days and ends of months included."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from permits.extensions import sql
from permits.extensions.own_kinds import PERMITS
from permits.extensions.rules.reckoning import Why, result_of
from permits.extensions.rules.terms import LONGEST, DocumentFacts, Mode, OrderTerms
from tests.permits.extensions.documents import R_A, R_B, document

pytestmark = pytest.mark.django_db
EDGES = [date(2020, 2, 29), date(2021, 2, 28), date(2021, 12, 31), date(2022, 1, 1), date(2024, 2, 29), date(2021, 6, 15), date.max]
days = st.one_of(st.sampled_from(EDGES), st.dates(date(2019, 12, 1), date(2024, 3, 31)))
KINDS, STATES, REGIONS, KEYS = ["temporary_residence", "visa"], ["TJ", "UZ"], ["77", "78"], [1, 2, 3]


@st.composite
def documents(draw: Any) -> DocumentFacts:
    stated = draw(days)
    ended = draw(st.none() | days)
    kind, state, region = (draw(st.sampled_from(names)) for names in (KINDS, STATES, REGIONS))
    issued = draw(st.dates(date(2015, 1, 1), min(stated, date(2024, 1, 1))))
    counted = draw(st.frozensets(st.sampled_from(KEYS)))
    return DocumentFacts(
        kind=kind, stated=stated, issued_on=issued, citizenship=state, region=region, ended_on=ended, orders_counted=counted
    )


@st.composite
def orders(draw: Any) -> OrderTerms:
    mode = draw(st.sampled_from(list(Mode)))
    first = draw(days)
    second = max(first, draw(days))
    own: dict[str, Any] = {
        Mode.FIXED: {"until": second},
        Mode.PLUS_DAYS: {"days": draw(st.integers(1, LONGEST))},
        Mode.SUSPENDED: {"suspended_from": first, "suspended_to": second},
    }[mode]
    begins = draw(days)
    return OrderTerms(
        number="1",
        act="Act",
        kinds=frozenset(draw(st.sets(st.sampled_from(KINDS), min_size=1))),
        citizenships=frozenset(draw(st.sets(st.sampled_from(STATES)))),
        regions=frozenset(draw(st.sets(st.sampled_from(REGIONS)))),
        window_from=begins,
        window_to=draw(st.none() | days.map(lambda day: max(day, begins))),
        mode=mode,
        effective_from=draw(days),
        last_issue_day=draw(st.none() | days),
        key=draw(st.none() | st.sampled_from(KEYS)),
        **own,
    )


def by_database(facts: DocumentFacts, order: OrderTerms) -> Why | date:
    row = "(SELECT %(kind)s::text AS kind, %(stated)s::date AS valid_until_stated, %(issued_on)s::date AS issued_on,"
    row += " %(citizenship)s::text AS citizenship, %(region)s::text AS region, %(ended_on)s::date AS ended_on,"
    row += " 'in_force'::text AS status, NULLIF(%(orders_counted)s::bigint[], '{}') AS orders_counted) d"
    asked = f"SELECT {sql.covered(PERMITS, order)}, {sql.to_ask(PERMITS, order)}, {sql.gives(PERMITS, order)} FROM {row}"
    with connection.cursor() as cursor:
        cursor.execute(asked, {**vars(facts), "orders_counted": sorted(facts.orders_counted), **sql.parameters(order)})
        covered, to_ask, gives = cursor.fetchone()
    assert not (covered and to_ask)
    return gives if covered else Why.ASK_STAFF if to_ask else Why.WINDOW


def by_rule(facts: DocumentFacts, order: OrderTerms) -> Why | date:
    result = result_of(facts, order)
    return result.gives or (Why.ASK_STAFF if result.why is Why.ASK_STAFF else Why.WINDOW)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents(), orders())
@example(document(date(2024, 2, 29), issued_on=date(2019, 2, 28)), R_B)
@example(document(date.max, issued_on=date(2019, 2, 28)), R_B)
@example(document(date(2021, 12, 31), issued_on=date(2019, 2, 28)), R_A)
def test_the_database_and_the_rule_agree(facts: DocumentFacts, order: OrderTerms):
    assert by_database(facts, order) == by_rule(facts, order)


def test_the_comparison_would_see_a_day_of_difference(monkeypatch):
    monkeypatch.setattr(sql, "_days", lambda _entry, _order: "%(days)s::int + 1")
    facts = document(date(2022, 1, 10), issued_on=date(2019, 1, 1))
    assert by_database(facts, R_B) == by_rule(facts, R_B) + timedelta(days=1)
