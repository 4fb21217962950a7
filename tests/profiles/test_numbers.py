"""SNILS, INN and telephone numbers as people type them."""

import pytest

from profiles.rules import numbers


@pytest.mark.parametrize("text", ["112-233-445 95", "08765430300", "900 087 997 00", "100-207-988 00", "123-456-789 64", "001-001-998 77"])
def test_right_snils_are_taken(text: str) -> None:
    assert len(numbers.snils(text)) == 11


@pytest.mark.parametrize("text", ["112-233-445 96", "112-233-445", "", "1122334459Ж", "١١٢٢٣٣٤٤٥٩٥", "1" * 5000])
def test_wrong_snils_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form|check"):
        numbers.snils(text)


@pytest.mark.parametrize("text", ["7707083893", "7727406020", "500100732259", "5001 0073 2259"])
def test_right_inn_are_taken(text: str) -> None:
    assert numbers.inn_number(text).isdigit()


@pytest.mark.parametrize("text", ["7707083894", "500100732258", "123", ""])
def test_wrong_inn_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form|check"):
        numbers.inn_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 (916) 123-45-67", "+79161234567"),
        ("8 916 123 45 67", "+79161234567"),
        ("79161234567", "+79161234567"),
        ("916 123-45-67", "+79161234567"),
        ("+992 90 123-45-67", "+992901234567"),
        ("00992901234567", "+992901234567"),
        ("810 998 90 123 45 67", "+998901234567"),
        ("996555123456", "+996555123456"),
    ],
)
def test_phones_get_one_form(text: str, number: str) -> None:
    assert numbers.phone(text) == number


@pytest.mark.parametrize("text", ["", "12345", "+7 916 123", "call me", "+0 123 456 789", "٩١٦١٢٣٤٥٦٧", "+" + "9" * 5000, "++79161234567"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="form"):
        numbers.phone(text)


def test_a_russian_phone_is_shown_in_groups() -> None:
    assert numbers.phone_shown("+79161234567") == "+7 916 123-45-67"
    assert numbers.phone_shown("+992901234567") == "+992901234567"
