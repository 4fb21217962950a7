"""Both faces of the card for print: ID-1 (85.6 x 54 mm) with 3 mm of bleed, typefaces and photo inside the file.

MVD order 805 names 8.5 x 5.3 cm; blanks with a chip are made in the size of ISO/IEC 7810 ID-1, half a millimetre more on each axis.
The design is our own and shows no arms of the State. The code on the back is the signed electronic patent, as it stood when the card was
made: a printed card outlives paid months, so the words beside it say which day the code names, and where the day of today is seen.
"""

import io
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from font_roboto import Roboto, RobotoBold
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from patents.card.face import PRINTED
from patents.card.facts import CardFacts
from patents.card.groups import mrz_lines
from portal.codes.making import qr
from profiles.citizenships import name_of

WIDTH: Final = 85.6
HEIGHT: Final = 54.0
BLEED: Final = 3.0
EDGE: Final = 4.0  # nothing that must be read stands nearer to the cut
QR_SIZE: Final = 29.4  # 89 modules, those of the densest code that we sign and its white edge
QR_MODULE: Final = 0.33  # the smallest module that a phone reads from a card
_POINT: Final = 72 / 25.4
_INK = (11, 60, 73)
_QUIET = (84, 96, 102)
_GROUND = (234, 242, 243)
_LABELS: Final = {"F": "Ж", "M": "М"}


def faces_pdf(facts: CardFacts, jpeg: bytes, *, blank: str, at: datetime, code: str, paid_through: date) -> bytes:
    """Two pages, front and back. The same facts, moment and code give the same bytes."""
    sheet = _CardSheet(facts, at)
    with override("ru"):
        sheet.front(jpeg)
        sheet.back(blank, code, paid_through)
    return _boxed(bytes(sheet.output()))


def _page(name: str) -> str:
    """The address of a public page as people type it."""
    return f"{urlsplit(settings.SITE_URL).netloc}{reverse(name)}"


class _CardSheet(FPDF):
    """Positions are millimetres from the corner of the trimmed card."""

    def __init__(self, facts: CardFacts, at: datetime) -> None:
        super().__init__(unit="mm", format=(WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED))
        self.facts = facts
        self.add_font("Roboto", "", Roboto)
        self.add_font("Roboto", "B", RobotoBold)
        self.set_margin(0)
        self.c_margin = 0
        self.set_auto_page_break(False)
        self.set_lang("ru")
        self.set_title(f"{facts.series} {facts.number}")
        self.set_creation_date(at)
        self.set_image_filter("AUTO")
        self.oversized_images = None

    def front(self, jpeg: bytes) -> None:
        facts = self.facts
        self._ground()
        self._words("ПАТЕНТ", EDGE, 2.6, 40, size=11, bold=True, color=_INK)
        self._words("Российская Федерация", EDGE, 7.0, 40, size=5.2, color=_QUIET)
        self._words(f"{facts.series} {facts.number}", 44, 2.9, WIDTH - EDGE - 44, size=11, bold=True, align="R")
        self._words("серия, номер", 44, 7.3, WIDTH - EDGE - 44, size=4.4, color=_QUIET, align="R")
        self.image(io.BytesIO(jpeg), x=BLEED + EDGE, y=BLEED + 11.5, w=PRINTED[0], h=PRINTED[1])
        if settings.DEMO:
            self._words("ОБРАЗЕЦ", EDGE, 45.2, 24, size=7, bold=True, color=_QUIET, align="C")
        left, width = 31.0, WIDTH - EDGE - 31.0
        half = (width - 2) / 2
        self._field("фамилия", _two(facts.family_name_ru, facts.family_name), left, 11, width, lines=2)
        self._field("имя, отчество", _two(facts.russian_given, facts.latin_given), left, 19.4, width, lines=2)
        self._field("дата рождения", f"{facts.birth_date:%d.%m.%Y}", left, 27.8, half)
        self._field("пол", _LABELS.get(facts.sex, "—"), left + half + 2, 27.8, half)
        self._field("гражданство", str(name_of(facts.citizenship)), left, 33.4, half)
        self._field("документ", facts.document_number, left + half + 2, 33.4, half)
        self._field("профессия", facts.profession, left, 39, width if not facts.inn else half)
        if facts.inn:
            self._field("ИНН", facts.inn, left + half + 2, 39, half)
        self._field("действителен не далее", f"{facts.expires_on:%d.%m.%Y}", left, 44.6, half)
        self._field("выдан", f"{facts.issued_on:%d.%m.%Y}", left + half + 2, 44.6, half)

    def back(self, blank: str, code: str, paid_through: date) -> None:
        facts = self.facts
        self._ground()
        width = WIDTH - 2 * EDGE - QR_SIZE - 3
        half = (width - 2) / 2
        self._field("территория действия", facts.region_name, EDGE, 2.6, width, lines=2)
        self._field("кем выдан", f"{facts.authority} ({facts.authority_code})", EDGE, 10.4, width, lines=2)
        self._field("дата выдачи", f"{facts.issued_on:%d.%m.%Y}", EDGE, 18.2, half)
        self._field("бланк", blank, EDGE + half + 2, 18.2, half)
        self._note(
            f"Код подписан порталом и проверяется без сети: {_page('credential_check')}. "
            f"В коде указана оплата по {paid_through:%d.%m.%Y} — на день изготовления карты. "
            f"Оплата на сегодня: {_page('patent_check')}.",
            EDGE, 24.2, width,
        )  # fmt: skip
        self._code(code, WIDTH - EDGE - QR_SIZE, 2.6)
        self._zone()

    def _ground(self) -> None:
        self.add_page()
        self.set_fill_color(*_GROUND)
        self.rect(0, 0, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED, style="F")
        self.set_fill_color(*_INK)
        self.rect(0, 0, WIDTH + 2 * BLEED, BLEED + 1.2, style="F")

    def _field(self, label: str, value: str, x: float, y: float, width: float, *, lines: int = 1) -> None:
        """A small label and its value under it, in the largest type that fits `lines` lines; nothing is ever left out."""
        self._words(label, x, y, width, size=4.4, color=_QUIET)
        self._fitted(value, x, y + 1.9, width, height=2.9 * lines)

    def _fitted(self, value: str, x: float, y: float, width: float, *, height: float) -> None:
        size = 7.0
        while size > 2.5 and self._height(value, width, size) > height:
            size -= 0.25
        self.set_text_color(0, 0, 0)
        self.set_font("Roboto", "B", size)
        self.set_xy(BLEED + x, BLEED + y)
        self.multi_cell(width, size * 0.4, value, align="L")

    def _height(self, value: str, width: float, size: float) -> float:
        self.set_font("Roboto", "B", size)
        lines: Any = self.multi_cell(width, size * 0.4, value, dry_run=True, output="LINES", align="L")
        return len(lines) * size * 0.4

    def _words(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        *,
        size: float,
        bold: bool = False,
        color: tuple[int, int, int] = (0, 0, 0),
        align: str = "L",
    ) -> None:
        self.set_font("Roboto", "B" if bold else "", size)
        self.set_text_color(*color)
        self.set_xy(BLEED + x, BLEED + y)
        self.cell(width, size * 0.4, text, align=align)

    def _note(self, text: str, x: float, y: float, width: float) -> None:
        self.set_font("Roboto", "", 4.4)
        self.set_text_color(*_QUIET)
        self.set_xy(BLEED + x, BLEED + y)
        self.multi_cell(width, 1.9, text, align="L")

    def _code(self, content: str, x: float, y: float) -> None:
        """The code drawn as filled squares, sharp at any resolution, on white with its quiet zone."""
        rows = list(qr(content).matrix_iter(border=4))
        module = QR_SIZE / len(rows)
        assert module >= QR_MODULE, "a longer code would not be read from a card"
        self.set_fill_color(255, 255, 255)
        self.rect(BLEED + x, BLEED + y, QR_SIZE, QR_SIZE, style="F")
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    self.rect(BLEED + x + across * module, BLEED + y + down * module, module, module, style="F")

    def _zone(self) -> None:
        """Three lines of thirty signs, 2.54 mm apart as part 5 asks, each sign in the middle of its place."""
        self.set_fill_color(255, 255, 255)
        self.rect(0, BLEED + HEIGHT - 19, WIDTH + 2 * BLEED, 19 + BLEED, style="F")
        self.set_font("Roboto", "", 10)
        self.set_text_color(0, 0, 0)
        left = BLEED + (WIDTH - 30 * 2.54) / 2
        for down, line in enumerate(mrz_lines(self.facts)):
            for across, sign in enumerate(line):
                self.set_xy(left + across * 2.54, BLEED + HEIGHT - 16.5 + down * 4.75)
                self.cell(2.54, 4, sign, align="C")


def _two(russian: str, latin: str) -> str:
    """Both spellings, each on its line; one where they are the same or one is missing."""
    return "\n".join(dict.fromkeys(filter(None, (russian.upper(), latin.upper())))) or "—"


def _boxed(pdf: bytes) -> bytes:
    """The same pages, told where the cut is."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    edge, width, height = BLEED * _POINT, WIDTH * _POINT, HEIGHT * _POINT
    for page in writer.pages:
        page.trimbox = RectangleObject((edge, edge, edge + width, edge + height))
        page.bleedbox = RectangleObject(page.mediabox)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


__all__ = ["faces_pdf"]
