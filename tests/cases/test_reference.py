"""Reference numbers survive being read aloud, typed on a Russian keyboard and mistyped."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.rules.reference import ALPHABET, canonical, check_character, new_reference

years = st.integers(min_value=0, max_value=99)
bodies = st.text(ALPHABET, min_size=8, max_size=8)


@st.composite
def references(draw: st.DrawFn) -> str:
    year, body = draw(years), draw(bodies)
    check = check_character(year, body)
    assume(check)
    return f"M{year:02d}-{body[:4]}-{body[4:]}-{check}"


def bare(reference: str) -> str:
    return reference.replace("-", "")


@given(references())
def test_the_canonical_form_stays_as_it_is(reference: str) -> None:
    assert canonical(reference) == reference


@given(references(), st.sampled_from(["", " ", "  ", "-", " - ", "\u00a0", "\t"]))
def test_spaces_hyphens_and_small_letters_do_not_matter(reference: str, between: str) -> None:
    assert canonical(f" {between.join(bare(reference).lower())} ") == reference


@given(references())
def test_cyrillic_look_alikes_are_read_as_the_latin_letters_they_look_like(reference: str) -> None:
    assert canonical(reference.translate(str.maketrans("ACEHKMPTXY", "АСЕНКМРТХУ"))) == reference


@given(references(), st.data())
def test_every_single_wrong_character_is_caught(reference: str, data: st.DataObject) -> None:
    text = bare(reference)
    position = data.draw(st.integers(1, len(text) - 1))
    wrong = data.draw(st.sampled_from("0123456789" if position < 3 else ALPHABET))
    assume(wrong != text[position])
    assert canonical(text[:position] + wrong + text[position + 1 :]) is None


@given(references(), st.data())
def test_every_swap_of_neighbours_is_caught(reference: str, data: st.DataObject) -> None:
    text = bare(reference)
    position = data.draw(st.integers(0, len(text) - 2))
    first, second = text[position], text[position + 1]
    assume(first != second)
    assert canonical(text[:position] + second + first + text[position + 2 :]) is None


@given(st.text(max_size=40))
def test_nothing_typed_breaks_it(typed: str) -> None:
    reference = canonical(typed)
    assert reference is None or canonical(reference) == reference


@pytest.mark.parametrize("typed", ["", "M26", "M٢٦-7KQF-R3XD-W", "M²6-7KQF-R3XD-W", "M26-7KQF-R3X\x00-W", "M26-0000-0000-0"])
def test_what_is_not_a_number_is_refused(typed: str) -> None:
    assert canonical(typed) is None


def test_new_numbers_are_canonical_carry_the_year_and_differ() -> None:
    made = {new_reference(year=2026) for _turn in range(200)}
    assert len(made) == 200
    assert all(canonical(reference) == reference and reference.startswith("M26-") for reference in made)


def test_no_number_holds_characters_that_look_alike() -> None:
    assert not set("0O1ILSBZ") & set(ALPHABET)
