"""How lines write a name, and whether a printed name can be theirs."""

import pytest

from profiles.rules.names import is_written_in
from profiles.rules.transliteration import mrz_name, names_agree


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Рахимова", "RAKHIMOVA"),
        ("Щукин Юрий", "SHCHUKIN IURII"),
        ("Подъячев", "PODIEIACHEV"),
        ("Королёв", "KOROLEV"),
        ("Ильинская", "ILINSKAIA"),
        ("Oʻktamov", "OKTAMOV"),
        ("O'Brien-Smith", "OBRIEN SMITH"),
        ("Müller", "MULLER"),
        ("Əliyev", "ELIYEV"),
        ("İsmayıl", "ISMAYIL"),
        ("", ""),
    ],
)
def test_names_are_written_as_icao_says(name: str, written: str) -> None:
    assert mrz_name(name) == written


@pytest.mark.parametrize(
    ("printed", "lines", "truncated"),
    [
        ("KARIMOV", "KARIMOV", False),
        ("Müller", "MUELLER", False),
        ("Müller", "MULLER", False),
        ("Anna-Maria", "ANNA MARIA", False),
        ("Chayapa Dejthamrong Krasuang", "CHAYAPA DEJTHAMRONG KRAS", True),
        ("Chayapa Dejthamrong Krasuang", "CHAYAPA", True),
    ],
)
def test_printed_names_agree_with_their_lines(printed: str, lines: str, truncated: bool) -> None:
    assert names_agree(printed, lines, truncated=truncated)


@pytest.mark.parametrize(
    ("printed", "lines", "truncated"),
    [("KARIMOVA", "KARIMOV", False), ("ALISHER", "ALISHER RUSTAMOVICH", True), ("Zarina", "", True), ("", "ZARINA", False)],
)
def test_other_names_do_not_agree(printed: str, lines: str, truncated: bool) -> None:
    assert not names_agree(printed, lines, truncated=truncated)


@pytest.mark.parametrize("name", ["Ян", "Ә", "Салтыков-Щедрин", "Қодиров", "О’Нил"])
def test_cyrillic_names_are_cyrillic(name: str) -> None:
    assert is_written_in("CYRILLIC", name)


@pytest.mark.parametrize("name", ["Zarina", "Зaрина", "Зарина😀", "زرینا", "1", "-", ""])
def test_names_in_another_script_are_not_cyrillic(name: str) -> None:
    assert not is_written_in("CYRILLIC", name)
