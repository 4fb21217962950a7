"""Sheets of paper: nothing that belongs together is torn apart at the end of a page."""

import io

import pytest
from pypdf import PdfReader

from portal.pdf import Sheet

LONG = "Слово " * 40


def pages(sheet: Sheet) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(sheet.as_bytes())).pages]


@pytest.mark.parametrize("filled", range(24, 44))
@pytest.mark.parametrize("value", ["значение", LONG], ids=["short", "long"])
def test_label_and_value_stand_on_one_page(filled, value):
    sheet = Sheet(title="Лист")
    for _line in range(filled):
        sheet.ln(6)
    sheet.rows([("Подпись строки", value)])
    (page,) = [text for text in pages(sheet) if "Подпись строки" in text]
    assert value.strip() in page
    assert len(pages(sheet)) <= 2


def test_a_value_longer_than_a_page_is_printed_whole():
    sheet = Sheet(title="Лист")
    sheet.rows([("Длинная строка", "слово " * 3000), ("Следующая строка", "конец")])
    shown = pages(sheet)
    assert sum(text.count("слово") for text in shown) == 3000
    assert "Следующая строка конец" in shown[-1]


@pytest.mark.parametrize("filled", range(30, 44))
def test_a_code_is_never_cut_off(filled):
    sheet = Sheet(title="Лист")
    for _line in range(filled):
        sheet.ln(6)
    sheet.qr("https://portal.example/", caption="Код листа")
    assert sheet.get_y() <= sheet.page_break_trigger + 3  # of white space below it
    reader = PdfReader(io.BytesIO(sheet.as_bytes()))
    (page,) = [page for page in reader.pages if page.images]
    assert "Код листа" in page.extract_text()
