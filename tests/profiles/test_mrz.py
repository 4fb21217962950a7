"""Machine-readable lines: the vectors of ICAO and of our fact sheet, what people type instead, and what must be refused."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.rules import states
from profiles.rules.check_digit import check_digit, value
from profiles.rules.mrz import MrzData, MrzError, parse
from profiles.rules.mrz_layout import LAYOUTS

ON = date(2026, 11, 22)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD3_UZ = "P<UZBKARIMOV<<ALISHER<RUSTAMOVICH<<<<<<<<<<<\nFA12345673UZB9001158M30011453010190123456702"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_TJ = "IDTJK4001234563<<<<<<<<<<<<<<<\n9203055F3103049TJK<<<<<<<<<<<6\nRAHIMOVA<<ZARINA<<<<<<<<<<<<<<"
ALL = (TD3, TD3_UZ, TD2, TD1, TD1_LONG, TD1_TJ)


def read(text: str) -> MrzData:
    return parse(text, on=ON)


def problems(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(MrzError) as caught:
        read(text)
    return [(problem.line, problem.field, problem.code) for problem in caught.value.problems]


def read_or_refused(text: str) -> str:
    """The words of the refusal, or the lines that were read; any other exception comes through."""
    try:
        return read(text).text
    except MrzError as error:
        return "\n".join(map(str, error.problems))


def words(text: str) -> str:
    with pytest.raises(MrzError) as caught:
        read(text)
    with translation.override("en"):
        return "\n".join(map(str, caught.value.problems))


def changed(text: str, line: int, position: int, char: str) -> str:
    lines = text.split("\n")
    old = lines[line - 1]
    lines[line - 1] = old[: position - 1] + char + old[position:]
    return "\n".join(lines)


def passport(
    *,
    names: str = "KARIMOV<<ALISHER",
    nationality: str = "UZB",
    born: str = "900115",
    sex: str = "M",
    expires: str = "300114",
    state: str = "",
) -> str:
    """Right lines with these fields."""
    first = f"P<{state or nationality}{names}"[:44].ljust(44, "<")
    second = "FA1234567" + check_digit("FA1234567") + nationality + born + check_digit(born) + sex + expires + check_digit(expires)
    second += "<" * 14 + "0"
    return first + "\n" + second + check_digit(second[:10] + second[13:20] + second[21:43])


def test_the_specimen_passport_of_icao_is_read() -> None:
    data = read(TD3)
    assert (data.format, data.number, data.family_name, data.given_names) == ("TD3", "L898902C3", "ERIKSSON", "ANNA MARIA")
    assert (data.birth_date, data.sex, data.expires_on) == (date(1974, 8, 12), "F", date(2012, 4, 15))
    assert (data.nationality, data.citizenship, data.optional) == ("UTO", "", "ZE184226B")


def test_an_uzbek_passport_is_read() -> None:
    data = read(TD3_UZ)
    assert (data.kind, data.number, data.citizenship) == ("passport", "FA1234567", "UZ")
    assert (data.family_name, data.given_names, data.names_truncated) == ("KARIMOV", "ALISHER RUSTAMOVICH", False)


def test_a_tajik_identity_card_is_read() -> None:
    data = read(TD1_TJ)
    assert (data.format, data.kind, data.number, data.citizenship) == ("TD1", "id_card", "400123456", "TJ")
    assert (data.birth_date, data.expires_on) == (date(1992, 3, 5), date(2031, 3, 4))


@pytest.mark.parametrize("text", [TD1, TD2])
def test_the_specimen_cards_of_icao_are_read(text: str) -> None:
    assert (read(text).number, read(text).given_names) == ("D23145890", "ANNA MARIA")


def test_a_long_number_goes_on_in_the_optional_data() -> None:
    assert (read(TD1_LONG).number, read(TD1_LONG).optional) == ("D23145890734", "")


@pytest.mark.parametrize(
    "typed",
    [
        TD3_UZ.lower(),
        TD3_UZ.replace("\n", ""),
        TD3_UZ.replace("\n", "\r\n\r\n  "),
        TD3_UZ.replace("<<", "«").replace("<", "‹"),
        " ".join(TD3_UZ),
        TD3_UZ.replace("A", "А").replace("K", "К").replace("M", "М"),  # Cyrillic capitals
        TD3_UZ.replace("<<<<<<<<<<<", ""),  # the fillers after the name are not counted
        TD3_UZ.replace("<<<<<<<<<<<", "<<<<<<<<<<<<<<<"),
        TD3_UZ.replace("<<<<<<<<<<<\n", "«\n"),
        TD3_UZ.replace("<<<<<<<<<<<\n", "<<<"),  # neither counted nor broken
        "\u202e" + TD3_UZ + "\u200b",
        TD3_UZ.translate({ord(char): ord(char) + 0xFEE0 for char in "UZB0123456789<"}),  # full-width
        TD3_UZ[:30] + "\n" + TD3_UZ[30:],  # broken anywhere
    ],
)
def test_what_people_type_is_understood(typed: str) -> None:
    assert read(typed).text == TD3_UZ


def test_a_guillemet_for_one_filler_is_understood_where_the_length_says_so() -> None:
    assert read(TD3_UZ.replace("<", "«")).text == TD3_UZ


@pytest.mark.parametrize(
    ("line", "position", "field"),
    [(2, 3, "number"), (2, 10, "number"), (2, 15, "birth"), (2, 20, "birth"), (2, 27, "expiry"), (2, 30, "optional"), (2, 44, "composite")],
)
def test_a_wrong_digit_is_named_by_line_and_field(line: int, position: int, field: str) -> None:
    old = TD3_UZ.split("\n")[line - 1][position - 1]
    wrong = str((int(old) + 1) % 10)
    assert [(found[0], found[1]) for found in problems(changed(TD3_UZ, line, position, wrong))] == [(line, field)]


def test_the_words_name_line_field_and_positions() -> None:
    said = words(changed(TD3_UZ, 2, 14, "8"))
    assert said.startswith("Line 2, date of birth (positions 14–19): the check digit does not fit.")


def test_everything_wrong_is_told_at_once() -> None:
    text = changed(changed(changed(TD3_UZ, 2, 14, "8"), 2, 27, "0"), 1, 11, "0")
    assert [found[1] for found in problems(text)] == ["names", "birth", "expiry"]


def test_a_letter_for_a_digit_is_suggested_never_exchanged() -> None:
    said = words(changed(TD3_UZ, 2, 15, "O"))
    assert "Is position 15 perhaps the digit 0 and not the letter O?" in said


def test_a_look_alike_in_the_number_is_suggested_when_it_alone_makes_the_digit_fit() -> None:
    right = passport().replace("FA1234567", "FA1034567")
    right = changed(right, 2, 10, check_digit("FA1034567"))
    said = words(changed(right, 2, 4, "O"))
    assert "Is position 4 perhaps the digit 0 and not the letter O?" in said


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        (passport(born="900231"), "birth", "no_such_day"),
        (passport(born="990229"), "birth", "no_such_day"),
        (passport(born="90<115"), "birth", "half_date"),
        (passport(expires="301301"), "expiry", "no_such_day"),
        (passport(expires="30<<<<"), "expiry", "half_date"),
        (passport(nationality="UZX"), "nationality", "unknown_state"),
        (passport(state="<<<"), "state", "unknown_state"),
        (passport(names="<<ALISHER"), "names", "names_order"),
        (passport(names=""), "names", "no_names"),
        (passport().replace("P<UZB", "V<UZB"), "code", "visa"),
        (passport().replace("P<UZB", "I<UZB"), "code", "not_identity"),
        (changed(passport(), 2, 21, "N"), "sex", "character"),
        (changed(passport(), 1, 9, "Ж"), "names", "unknown_character"),
        (changed(passport(), 1, 9, "\u0663"), "names", "unknown_character"),
    ],
)
def test_lines_that_say_nothing_possible_are_refused(text: str, field: str, code: str) -> None:
    assert (field, code) in [(found[1], found[2]) for found in problems(text)]


@pytest.mark.parametrize("text", ["", " \n ", "<" * 88, "P<UZB", "hello", "A" * 401, "\x00\n\x00", "P<UZB\n" * 3])
def test_what_is_no_line_at_all_is_refused(text: str) -> None:
    assert problems(text)


def test_a_line_that_is_one_short_is_named() -> None:
    assert problems(TD3_UZ[:-1] + "\n") == [(2, "text", "line_length")]


@pytest.mark.parametrize(
    ("nationality", "citizenship"),
    [("XXA", "XXA"), ("XXB", "XXB"), ("XXC", "XXC"), ("D<<", "DE"), ("GBN", "GB"), ("RKS", "XK"), ("TJK", "TJ")],
)
def test_citizenships_and_statuses_of_icao_are_known(nationality: str, citizenship: str) -> None:
    assert read(passport(nationality=nationality)).citizenship == citizenship


@pytest.mark.parametrize(("written", "sex"), [("F", "F"), ("M", "M"), ("<", "X"), ("X", "X")])
def test_sex_may_be_not_specified(written: str, sex: str) -> None:
    assert read(passport(sex=written)).sex == sex


@pytest.mark.parametrize(
    ("written", "born"),
    [("261122", date(2026, 11, 22)), ("261123", date(1926, 11, 23)), ("000229", date(2000, 2, 29)), ("270101", date(1927, 1, 1))],
)
def test_a_birth_is_never_in_the_future(written: str, born: date) -> None:
    assert read(passport(born=written, expires="460101")).birth_date == born


def test_a_birth_lies_before_the_expiry() -> None:
    assert read(passport(born="251201", expires="200101")).birth_date == date(1925, 12, 1)


@pytest.mark.parametrize(
    ("written", "expires"), [("461231", date(2046, 12, 31)), ("470101", date(1947, 1, 1)), ("991231", date(1999, 12, 31))]
)
def test_an_expiry_is_at_most_twenty_years_ahead(written: str, expires: date) -> None:
    assert read(passport(expires=written, born="400101" if expires.year < 1950 else "900115")).expires_on == expires


def test_a_document_without_expiry_and_a_birth_not_fully_known_are_read() -> None:
    data = read(passport(born="90<<<<", expires="<<<<<<"))
    assert (data.birth_date, data.expires_on) == (None, None)


def test_names_that_fill_the_line_are_truncated() -> None:
    data = read(passport(names="NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KRASUANG"))
    assert data.names_truncated
    assert data.given_names.startswith("CHAYAPA DEJTHAMRONG")


def test_one_name_only_is_a_family_name() -> None:
    assert (read(passport(names="ARKFREITH")).family_name, read(passport(names="ARKFREITH")).given_names) == ("ARKFREITH", "")


def test_every_state_of_iso_is_known() -> None:
    assert len(states.CITIZENSHIPS) == 249 + 3 + 4
    assert all(states.citizenship_of(states.alpha3_of(code)) == code for code in states.CITIZENSHIPS)


CHECKED = [
    (text, span.line, position, cell.field)
    for text, name in ((TD3_UZ, "TD3"), (TD2, "TD2"), (TD1_TJ, "TD1"))
    for cell in LAYOUTS[name].cells
    if cell.check
    for span in (cell.span, cell.check)
    for position in range(span.start, span.end + 1)
]


@given(st.sampled_from(CHECKED), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
def test_any_changed_character_under_a_check_digit_is_named(place: tuple[str, int, int, str], char: str) -> None:
    """Except for the pairs whose values differ by ten (0 and A and <, 1 and B): the standard's digit cannot tell them apart."""
    text, line, position, field = place
    old = text.split("\n")[line - 1][position - 1]
    if (value(char) - value(old)) % 10 == 0:
        return
    found = problems(changed(text, line, position, char))
    assert any(problem[0] == line and problem[1] in {field, "composite"} for problem in found)


@given(st.sampled_from(ALL), st.integers(0, 91), st.characters())
@example(TD3, 0, "\ud800")
@example(TD1_LONG, 15, ":")
@example(TD3, 50, "ß")
def test_whatever_stands_in_one_place_nothing_but_mrz_error_comes_out(text: str, place: int, char: str) -> None:
    mutated = text[:place] + char + text[place + 1 :]
    assert read_or_refused(mutated)


@given(st.text(max_size=420))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert read_or_refused(text)
