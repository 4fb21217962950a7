"""Names in the machine-readable zone of the card."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patents.card.mrz import name_line, td1
from profiles.rules import mrz

EXPECTED = {
    ("RAHIMOVA", "ZARINA"): "RAHIMOVA<<ZARINA<<<<<<<<<<<<<<",
    ("O'NEIL-SMITH", "ANNA MARIA"): "ONEIL<SMITH<<ANNA<MARIA<<<<<<<",
    ("OʻTKIROVA", "GʻUNCHA"): "OTKIROVA<<GUNCHA<<<<<<<<<<<<<<",
    ("SUKARNO", ""): "SUKARNO<<<<<<<<<<<<<<<<<<<<<<<",
    ("", "SUKARNO"): "SUKARNO<<<<<<<<<<<<<<<<<<<<<<<",
    ("Щербакова", "Юлия"): "SHCHERBAKOVA<<IULIIA<<<<<<<<<<",
    ("ÇELİK", "GÜL"): "CELIK<<GUL<<<<<<<<<<<<<<<<<<<<",
    ("PAPANDROPOULOUS", "JONATHON ALEC"): "PAPANDROPOULOUS<<JONATHON<ALEC",
    ("PAPANDROPOULOUS", "JONATHON ALECK"): "PAPANDROPOULOUS<<JONATHON<ALEC",
    ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG"): "NILAVADHANANANDA<<CHAYAPA<DEJT",
    ("A" * 30, "BORIS"): "A" * 27 + "<<B",
    ("A" * 60, ""): "A" * 30,
    ("A" * 29 + " B", ""): "A" * 28 + "<B",
    ("ABDURAHMONOVAQODIR", "NIGORAHONO ZARINA"): "ABDURAHMONOVAQODIR<<NIGORAHONO",
    ("ABDURAHMONOVAQODIR", "NIGORAHON ZARINA"): "ABDURAHMONOVAQODI<<NIGORAHON<Z",
}


@pytest.mark.parametrize(("names", "line"), EXPECTED.items())
def test_names_are_written_and_shortened_as_the_standard_says(names, line):
    assert name_line(*names) == line


@pytest.mark.parametrize("names", [("", ""), ("Ҷ", "Ӯ"), ("王", "小明"), ("محمد", "")])
def test_a_name_without_one_letter_of_the_zone_is_refused(names):
    with pytest.raises(ValueError, match="no letter"):
        name_line(*names)


WORDS = st.lists(st.text("ABCDEFG", min_size=1, max_size=60), min_size=1, max_size=6).map(" ".join)


@given(WORDS, st.one_of(st.just(""), WORDS))
def test_every_line_has_thirty_places_begins_with_a_letter_and_says_when_it_was_cut(family, given_names):
    line = name_line(family, given_names)
    whole = "<<".join(filter(None, (family.replace(" ", "<"), given_names.replace(" ", "<"))))
    assert len(line) == 30
    assert line[0] != "<"
    assert (line[-1] != "<") == (len(whole) >= 30)


def test_the_zone_of_a_person_with_one_name_and_no_sex_stated_is_read():
    lines = td1(
        number="772600000017", family_name="", given_names="SUKARNO", birth_date=date(1990, 1, 2), sex="", citizenship="XXA",
        expires_on=date(2027, 1, 1),
    )  # fmt: skip
    read = mrz.parse("\n".join(lines), on=date(2026, 6, 1))
    assert (read.family_name, read.given_names, read.sex, read.nationality) == ("SUKARNO", "", "X", "XXA")


def test_a_short_number_has_its_digit_in_the_digits_place():
    lines = td1(
        number="D23145890", family_name="ERIKSSON", given_names="ANNA MARIA", birth_date=date(1974, 8, 12), sex="F", citizenship="UTO",
        expires_on=date(2012, 4, 15),
    )  # fmt: skip
    assert lines[0] == "ARRUSD231458907".ljust(30, "<")
    assert lines[1] == "7408122F1204159UTO<<<<<<<<<<<6"  # the second line of the specimen in Doc 9303 part 5
    assert lines[2] == "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
