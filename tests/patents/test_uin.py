"""The identifier of a charge: its check digit as the treasury's rule has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patents.rules.uin import check_digit, is_uin, uin_of


def test_the_published_example():
    assert check_digit("1881011234567890123") == "9"
    assert is_uin("18810112345678901239")


def test_ten_at_the_first_step_takes_the_second_weights():
    # 1 * 0 + ... + weight 10 on the last of ten digits: remainder 10 with the first weights, 2 * 1 with the second.
    body = "0000000001" + "000000000"
    assert sum(int(d) * w for d, w in zip(body, [*range(1, 11), *range(1, 11)], strict=False)) % 11 == 10
    assert check_digit(body) == "2"


def test_ten_at_both_steps_is_nought():
    bodies = (f"{number:019d}" for number in range(10**5))
    second = [3, 4, 5, 6, 7, 8, 9, 10, 1, 2] * 2
    first = [*range(1, 11)] * 2
    both = next(b for b in bodies if all(sum(int(d) * w for d, w in zip(b, ws, strict=False)) % 11 == 10 for ws in (first, second)))
    assert check_digit(both) == "0"


@given(st.integers(1, 10**16 - 1), st.integers(0, 18), st.integers(1, 9))
def test_no_wrong_digit_passes_unless_its_rest_is_ten(serial: int, place: int, shift: int):
    uin = uin_of(prefix="182", serial=serial)
    assert is_uin(uin)
    wrong = uin[:place] + str((int(uin[place]) + shift) % 10) + uin[place + 1 :]
    weighed = [sum(int(d) * w for d, w in zip(body[:-1], [*range(1, 11)] * 2, strict=False)) % 11 for body in (uin, wrong)]
    if 10 not in weighed and place % 10 != 9:
        assert is_uin(wrong) == (weighed[0] == weighed[1])


@pytest.mark.parametrize("serial", [0, -1, 10**16])
def test_a_serial_out_of_range_is_refused(serial: int):
    with pytest.raises(ValueError, match="out of range"):
        uin_of(prefix="188", serial=serial)


@pytest.mark.parametrize(
    "text", ["", "0", "1881011234567890123", "18810112345678901238", "１８８10112345678901239", "18810112345678901239\n"]
)
def test_what_is_no_identifier(text: str):
    assert not is_uin(text)
