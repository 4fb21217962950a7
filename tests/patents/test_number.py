"""Series and number: made with a check digit, read as people type them, drawn without gaps."""

import time

import pytest
from django.db import transaction
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import damm

from patents.formats import canonical_number, canonical_pair, canonical_series
from patents.models import NumberSequence
from patents.rules.number import number_of
from patents.services.granting import _draw_number
from tests.cases import acts

serials = st.integers(1, 9_999_999)


@given(st.integers(2000, 2099), serials)
def test_a_number_is_year_serial_and_check_digit(year, serial):
    number = number_of(year=year, serial=serial)
    assert number[:9] == f"{year % 100:02d}{serial:07d}"
    assert damm.is_valid(number)


def test_the_first_number_of_2026():
    assert number_of(year=2026, serial=1) == "260000001" + damm.calc_check_digit("260000001")


@given(serials, st.integers(0, 9), st.integers(0, 9))
def test_every_single_wrong_digit_is_caught(serial, position, wrong):
    number = number_of(year=2026, serial=serial)
    assume(str(wrong) != number[position])
    assert not damm.is_valid(number[:position] + str(wrong) + number[position + 1 :])


@given(serials, st.integers(0, 8))
def test_every_swap_of_neighbours_is_caught(serial, position):
    number = number_of(year=2026, serial=serial)
    first, second = number[position], number[position + 1]
    assume(first != second)
    assert not damm.is_valid(number[:position] + second + first + number[position + 2 :])


@pytest.mark.parametrize("serial", [0, -1, 10_000_000])
def test_a_serial_that_does_not_fit_is_refused(serial):
    with pytest.raises(ValueError, match="serial"):
        number_of(year=2026, serial=serial)


@pytest.mark.parametrize(
    "typed",
    ["2600000017", " 26 0000 0017 ", "26-0000-0017", "№ 2600000017", "２６０００００017", "26\u00a00000\u00a00017", "26.00000017\n"],
)
def test_a_number_may_be_typed_and_pasted(typed):
    assert canonical_number(typed) == "2600000017"


@pytest.mark.parametrize("typed", ["", "260000001", "26000000177", "٢٦٠٠٠٠٠٠١٧", "26O0000017", "2600000017'--", "26\x0000000017"])
def test_what_is_not_a_number_is_not_read_as_one(typed):
    assert canonical_number(typed) is None


def test_a_series_is_two_digits():
    assert canonical_series(" 7 7 ") == canonical_series("７７") == "77"
    assert canonical_series("777") is canonical_series("ПР") is None


@pytest.mark.parametrize("typed", ["77 2600000017", "772600000017", "77 № 26 0000 0017", " 77-2600000017\n", "７７ ２６０００００017"])
def test_series_and_number_may_stand_in_one_field(typed):
    assert canonical_pair(typed) == ("77", "2600000017")


@pytest.mark.parametrize("typed", ["", "77", "2600000017", "7726000000170", "ПР 2600000017", "٧٧ 2600000017"])
def test_a_number_without_its_series_is_no_patent(typed):
    assert canonical_pair(typed) is None


@given(st.text(max_size=60))
def test_nothing_typed_breaks_the_reading(typed):
    assert canonical_number(typed) is None or canonical_number(typed).isascii()


# ---- drawing


def draw(_turn: int) -> str:
    with transaction.atomic():
        return _draw_number("77", 2026)


def serials_drawn(answers) -> list[int]:
    return sorted(int(str(number)[2:9]) for number in answers)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_draw_no_number_twice_and_leave_no_gap():
    assert serials_drawn(acts.at_once(20, draw)) == list(range(1, 21))


@pytest.mark.django_db(transaction=True)
def test_the_same_race_without_the_lock_draws_a_number_twice(monkeypatch):
    acts.without_locks(monkeypatch)
    save = NumberSequence.save

    def slow(self, *args, **kwargs):
        time.sleep(0.2)
        save(self, *args, **kwargs)

    monkeypatch.setattr(NumberSequence, "save", slow)
    drawn = serials_drawn(acts.at_once(20, draw))
    assert len(set(drawn)) < len(drawn)


@pytest.mark.django_db
def test_each_region_and_year_counts_for_itself():
    assert {_draw_number("77", 2026)[2:9], _draw_number("78", 2026)[2:9], _draw_number("77", 2027)[2:9]} == {"0000001"}


@pytest.mark.django_db
def test_a_number_drawn_in_vain_is_given_again():
    with transaction.atomic():
        _draw_number("77", 2026)
        transaction.set_rollback(True)
    assert _draw_number("77", 2026)[2:9] == "0000001"
