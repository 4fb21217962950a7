"""Rule 25: text is what it looks like."""

import pytest
from django.core.exceptions import ValidationError

from portal.edge.text import clean_text


@pytest.mark.parametrize(
    "mark",
    [
        "\u00ad",
        "\u061c",
        "\u180e",
        "\u200b",
        "\u200f",
        "\u202e",
        "\u2060",
        "\u2067",
        "\u206a",
        "\ufeff",
        "\ufffa",
        "\U000e0041",
        "\U000e007f",
    ],
    ids=lambda mark: f"{ord(mark):x}",
)
def test_what_nobody_sees_is_left_out(mark):
    assert clean_text(f"Каримова{mark} Зарина", max_length=40) == "Каримова Зарина"
    assert clean_text(mark, max_length=40) == ""


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x9f", "\ud800", "\ue000", "\U000e0002", "\uffff"], ids=lambda char: f"{ord(char):x}")
def test_what_cannot_be_kept_is_refused(char):
    with pytest.raises(ValidationError):
        clean_text(f"a{char}b", max_length=40, multiline=True)


def test_letters_of_every_script_stay():
    for name in ("Жанысбекова", "Nguyễn", "محمد", "Եղիազար", "გიორგი", "王小明"):
        assert clean_text(name, max_length=40) == name
