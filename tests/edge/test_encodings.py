"""In which letters a table was saved, whatever the sizes of the pieces in which it is read."""

import pytest

from portal.edge.encodings import MixedLetters, NoText, letters_of

NAMES = "Фамилия;Имя\nСёмин;Пётр\nРЁВИН;«РОСС» – Р№\nИванова;Инна\n"


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[n : n + size] for n in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize(("encoding", "found"), [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("cp1251", "cp1251")])
def test_each_encoding_is_found_out(encoding: str, found: str, size: int):
    assert letters_of(pieces(NAMES.encode(encoding), size)) == found


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_the_first_line_of_each_encoding_is_named(size: int):
    for first, second in (("cp1251", "utf-8"), ("utf-8", "cp1251")):
        mixed = "a\nb\nСёмин\n".encode(first) + "x\nИванова\nИвин\n".encode(second)
        with pytest.raises(MixedLetters) as refused:
            letters_of(pieces(mixed, size))
        assert refused.value.lines == ({"utf8": 5, "other": 3} if first == "cp1251" else {"utf8": 3, "other": 5})


def test_a_mark_of_utf8_before_other_letters_is_a_contradiction():
    with pytest.raises(MixedLetters) as refused:
        letters_of([b"\xef\xbb\xbf" + "Ёлкин".encode("cp1251")])
    assert refused.value.lines == {"utf8": 1, "other": 1}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_letters_and_programs_are_no_text(encoding: str):
    with pytest.raises(NoText):
        letters_of([NAMES.encode(encoding)])


def test_letters_cut_at_the_end_are_not_utf8():
    assert letters_of(["Ё".encode()[:1]]) == "cp1251"
