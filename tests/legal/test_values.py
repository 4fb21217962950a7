"""A figure of the law on a day."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from portal import clock
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.legal import gaps
from portal.legal import services as legal
from portal.legal.book import read_book
from portal.legal.errors import NotALegalValue, NothingToCorrect, PeriodTaken, UnknownFigure, WrongScope
from portal.legal.figures import LegalFigure
from portal.legal.models import LegalGap, LegalSeries, LegalValue

pytestmark = pytest.mark.django_db


def test_the_state_fee_is_nothing_the_day_before_the_act_and_4200_on_the_day() -> None:
    assert legal.money("patents.state_fee", on=date(2025, 8, 31)).amount == Decimal(0)
    assert legal.money("patents.state_fee", on=date(2025, 9, 1)).amount == Decimal(4200)


def test_a_figure_names_its_act_and_its_row() -> None:
    fee = legal.money("patents.state_fee", on=date(2026, 1, 1))
    assert "271-FZ" in fee.act
    assert LegalValue.objects.get(pk=fee.parameter).value == "4200"
    assert fee.as_json() == {
        "key": "patents.state_fee",
        "scope": "",
        "parameter": fee.parameter,
        "citation": fee.act,
        "confidence": "A",
        "value": "4200",
    }


def test_a_factor_holds_in_its_scope_only() -> None:
    assert legal.factor("patents.coefficient", on=date(2026, 1, 1), scope="77").amount == Decimal("2.9323")
    with pytest.raises(legal.MissingLegalParameter):
        legal.factor("patents.coefficient", on=date(2026, 1, 1), scope="05")


def test_a_term_has_amount_and_unit() -> None:
    term = legal.term("patents.decision_term", on=date(2026, 1, 1))
    assert (term.amount, term.unit) == (10, "working_days")


def test_a_text_is_given_as_it_stands() -> None:
    assert legal.text("patents.payment.budget_code", on=date(2026, 1, 1)).value == "18210102040011000110"


def test_the_deflator_of_a_year_is_never_used_for_the_next() -> None:
    assert legal.factor("patents.deflator", on=date(2026, 12, 31)).amount == Decimal("2.842")
    with pytest.raises(legal.MissingLegalParameter) as missing:
        legal.factor("patents.deflator", on=date(2027, 1, 1))
    assert missing.value.context == {"key": "patents.deflator", "scope": "", "on": "2027-01-01"}
    assert (missing.value.code, missing.value.status) == ("missing_legal_parameter", 422)


def test_asking_for_money_where_a_factor_is_kept_is_a_mistake_in_the_code() -> None:
    with pytest.raises(TypeError):
        legal.money("patents.deflator", on=date(2026, 1, 1))


def test_a_figure_that_an_act_has_ended_is_missing() -> None:
    legal.add_value(key="patents.state_fee", since=date(2028, 1, 1), until=None, value=None, citation="Act", actor=SYSTEM)
    assert legal.money("patents.state_fee", on=date(2027, 12, 31)).amount == 4200
    with pytest.raises(legal.MissingLegalParameter):
        legal.money("patents.state_fee", on=date(2028, 1, 1))


# ---- a missing figure rings ----


def _needs(year: int) -> None:
    with pytest.raises(legal.MissingLegalParameter), transaction.atomic():
        legal.factor("patents.deflator", on=date(year, 1, 1))


def test_an_operator_hears_of_a_gap_although_the_act_was_rolled_back() -> None:
    _needs(2031)
    gaps.record_found()
    assert LegalGap.objects.get().needed_on == date(2031, 1, 1)
    assert Event.objects.filter(name="legal.LegalValueMissing").get().payload["key"] == "patents.deflator"


def test_once_a_day_for_each_figure_and_scope() -> None:
    for year in (2031, 2032, 2031):
        _needs(year)
        gaps.record_found()
    assert LegalGap.objects.count() == Event.objects.filter(name="legal.LegalValueMissing").count() == 1


def test_the_end_of_a_request_writes_the_gap_down(client: "pytest.FixtureRequest") -> None:
    _needs(2031)
    client.get("/api/v1/regions/")  # type: ignore[attr-defined]
    assert LegalGap.objects.count() == 1


def test_a_calculator_that_finds_nothing_rings_nowhere() -> None:
    with legal.only_asking():
        _needs(2031)
    gaps.record_found()
    assert not LegalGap.objects.exists()


# ---- an operator enters an act ----


def test_a_new_act_ends_the_row_before_it_and_is_history() -> None:
    row = legal.add_value(key="patents.state_fee", since=date(2027, 1, 1), until=None, value="5000", citation="Act 1", actor=SYSTEM)
    assert legal.money("patents.state_fee", on=date(2026, 12, 31)).amount == 4200
    assert legal.money("patents.state_fee", on=date(2027, 1, 1)).amount == 5000
    assert Event.objects.get(name="legal.LegalValueAdded").subject_id == row.pk


def test_a_row_inside_a_period_that_is_filled_is_refused() -> None:
    with pytest.raises(PeriodTaken):
        legal.add_value(key="patents.deflator", since=date(2026, 7, 1), until=date(2027, 7, 1), value="3", citation="Act", actor=SYSTEM)
    assert legal.factor("patents.deflator", on=date(2026, 7, 1)).amount == Decimal("2.842")


def test_a_refused_row_leaves_the_former_one_open() -> None:
    legal.add_value(key="patents.state_fee", since=date(2030, 1, 1), until=None, value="6000", citation="Act", actor=SYSTEM)
    with pytest.raises(PeriodTaken):
        legal.add_value(key="patents.state_fee", since=date(2028, 1, 1), until=None, value="5000", citation="Act", actor=SYSTEM)
    assert legal.money("patents.state_fee", on=date(2029, 12, 31)).amount == 4200


@pytest.mark.parametrize("value", ["", "abc", "1,5", "-1", "1e3", "٣", "10 fortnights"])
def test_a_value_of_another_shape_is_refused(value: str) -> None:
    for key in ("patents.state_fee", "patents.decision_term"):
        series = LegalSeries.objects.get(key=key)
        with pytest.raises(NotALegalValue):
            legal.add_value(key=series.key, since=date(2030, 1, 1), until=None, value=value, citation="Act", actor=SYSTEM)


def test_the_coefficient_of_a_region_without_one_can_be_entered() -> None:
    year = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}
    legal.add_value(key="patents.coefficient", scope="05", **year, value="1.5", citation="Act", actor=SYSTEM)
    assert legal.factor("patents.coefficient", on=date(2026, 5, 1), scope="05").amount == Decimal("1.5")


@pytest.mark.parametrize(
    ("key", "scope", "refused"),
    [("patents.nonsense", "", UnknownFigure), ("patents.coefficient", "", WrongScope), ("patents.state_fee", "77", WrongScope)],
)
def test_a_figure_or_scope_that_does_not_exist_is_refused(key: str, scope: str, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        legal.add_value(key=key, scope=scope, since=date(2030, 1, 1), until=None, value="1", citation="Act", actor=SYSTEM)


@pytest.mark.parametrize("scope", ["", "77", "48"])
def test_a_figure_of_the_country_and_of_regions_takes_rows_of_both(scope: str) -> None:
    key, since = "employment.company_fine_most", date(2030, 1, 1)
    before = read_book([key]).find(LegalFigure, key, on=since, scopes=("24", ""))
    legal.add_value(key=key, scope=scope, since=since, until=None, value="5", citation="Act", actor=SYSTEM)
    assert legal.money(key, on=since, scope=scope).amount == 5
    assert read_book([key]).find(LegalFigure, key, on=since, scopes=(scope or "24", "")) == legal.money(key, on=since, scope=scope)
    assert before is not None
    assert before.amount == 800_000


@pytest.mark.parametrize("scope", ["7", "TJ", "99"])
def test_such_a_figure_takes_no_row_of_a_place_that_is_no_region(scope: str) -> None:
    with pytest.raises(WrongScope):
        legal.add_value(
            key="employment.company_fine_most", scope=scope, since=date(2030, 1, 1), until=None, value="5", citation="Act", actor=SYSTEM
        )


@pytest.mark.parametrize("change", [{"value": "1"}, {"citation": "Other"}, {"confidence": "C"}, {"period": (date(2014, 1, 1), None)}])
def test_the_database_refuses_to_edit_a_row(change: dict[str, object]) -> None:
    row = LegalValue.objects.get(series__key="patents.state_fee", value="4200")
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalValue.objects.filter(pk=row.pk).update(**change)
    assert legal.money("patents.state_fee", on=date(2026, 1, 1)).amount == 4200


def test_the_database_refuses_to_reopen_or_move_an_end() -> None:
    for end in (None, date(2028, 1, 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            LegalValue.objects.filter(series__key="patents.deflator", value="2.842").update(period=(date(2026, 1, 1), end))


def test_the_database_refuses_to_delete_a_row() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalValue.objects.filter(series__key="patents.state_fee").delete()


def test_the_database_refuses_two_rows_for_one_day() -> None:
    series = LegalSeries.objects.get(key="patents.state_fee")
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalValue.objects.create(series=series, period=(date(2026, 5, 1), date(2026, 5, 2)), value="1", citation="Act")


# ---- an operator puts a row right ----

YEAR = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}


def corrected(**changes: object) -> LegalValue:
    given = {"key": "patents.deflator", **YEAR, "value": "2.9", "citation": "Order 1", "actor": SYSTEM, "corrects": True}
    return legal.add_value(**(given | changes))  # type: ignore[arg-type]


def test_a_row_that_was_wrong_from_its_first_day_is_replaced_and_stays_for_decisions_that_cite_it() -> None:
    wrong = legal.factor("patents.deflator", on=date(2026, 5, 1)).parameter
    right = corrected()
    for day in (date(2026, 1, 1), date(2026, 12, 31)):
        assert legal.factor("patents.deflator", on=day).parameter == right.pk
    kept = LegalValue.objects.get(pk=wrong)
    assert (kept.value, kept.withdrawn_at is None) == ("2.842", False)
    assert legal.factor("patents.deflator", on=date(2025, 12, 31)).amount == Decimal("2.594")


def test_a_correction_can_be_corrected() -> None:
    corrected()
    corrected(value="2.95")
    assert legal.factor("patents.deflator", on=date(2026, 5, 1)).amount == Decimal("2.95")
    assert LegalValue.objects.filter(series__key="patents.deflator", period__startswith=date(2026, 1, 1)).count() == 3


def test_a_row_that_was_right_until_a_day_ends_there() -> None:
    corrected(since=date(2026, 7, 1))
    assert legal.factor("patents.deflator", on=date(2026, 6, 30)).amount == Decimal("2.842")
    assert legal.factor("patents.deflator", on=date(2026, 7, 1)).amount == Decimal("2.9")
    assert not LegalValue.objects.exclude(withdrawn_at=None).exists()


def test_without_a_word_about_a_correction_a_filled_period_stays_as_it_is() -> None:
    for since in (date(2026, 1, 1), date(2026, 7, 1)):
        with pytest.raises(PeriodTaken):
            corrected(since=since, corrects=False)


def test_a_correction_reaches_no_other_row() -> None:
    with pytest.raises(PeriodTaken):
        corrected(since=date(2025, 7, 1))
    assert legal.factor("patents.deflator", on=date(2025, 12, 31)).amount == Decimal("2.594")


def test_where_nothing_is_in_force_there_is_nothing_to_correct() -> None:
    with pytest.raises(NothingToCorrect):
        corrected(since=date(2027, 1, 1), until=date(2028, 1, 1))


def test_terms_and_books_read_the_corrected_row() -> None:
    corrected(key="patents.longest_term", since=date(2015, 1, 1), until=None, value="11 months")
    (term,) = legal.terms("patents.longest_term", on=date(2026, 1, 1))
    book = read_book(["patents.longest_term"])
    assert term.amount == book.term("patents.longest_term", on=date(2026, 1, 1)).amount == 11


@pytest.mark.parametrize("change", [{"withdrawn_at": None}, {"value": "1"}, {"period": (date(2026, 1, 1), date(2026, 2, 1))}])
def test_the_database_lets_nobody_touch_a_row_that_was_replaced(change: dict[str, object]) -> None:
    corrected()
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalValue.objects.exclude(withdrawn_at=None).update(**change)


def test_the_database_refuses_to_move_a_row_while_it_is_withdrawn() -> None:
    row = LegalValue.objects.filter(series__key="patents.deflator", value="2.842")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(withdrawn_at=clock.now(), period=(date(2026, 1, 1), date(2026, 2, 1)))
