"""Sheets of paper: receipts, letters, patents. One typeface that has every letter of our languages, A4, tagged with its language."""

import io
from collections.abc import Iterable
from typing import Any

import segno
from django.utils.translation import get_language, gettext
from font_roboto import Roboto, RobotoBold
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from portal import clock

_INK = (11, 60, 73)
_QUIET = (80, 90, 95)
_MARGIN = 20


class Sheet(FPDF):
    """An A4 sheet in the active language. Everything written to it is text that can be selected and read aloud."""

    def __init__(self, *, title: str) -> None:
        super().__init__(format="A4")
        self.add_font("Roboto", "", Roboto)
        self.add_font("Roboto", "B", RobotoBold)
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=25)
        self.set_lang(get_language() or "ru")
        self.set_title(title)
        self.set_creator(gettext("Migration Services Portal"))
        self.set_creation_date(clock.now())
        self.add_page()
        self._line(gettext("Migration Services Portal"), size=10, color=_QUIET, after=6)
        self._line(title, size=20, bold=True, color=_INK, after=4)

    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("Roboto", "", 8)
        self.set_text_color(*_QUIET)
        self.multi_cell(0, 4, gettext("The Russian text prevails."), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def paragraph(self, text: object) -> None:
        self._line(str(text), size=11, after=2)

    def heading(self, text: object) -> None:
        self.ln(2)
        self._line(str(text), size=13, bold=True, color=_INK, after=1)

    def rows(self, rows: Iterable[tuple[object, object]]) -> None:
        """Label and value, one under the other's column; empty values are left out."""
        for label, value in rows:
            if value not in (None, ""):
                self._row(str(label), str(value))

    def _row(self, label: str, value: str) -> None:
        self.set_font("Roboto", "B", 10)
        tallest = self._lines(value, self.epw - 62)
        self.set_font("Roboto", "", 10)
        self._keep_together(6 * max(tallest, self._lines(label, 60)))
        top, page = self.get_y(), self.page
        self.set_text_color(*_QUIET)
        self.multi_cell(60, 6, label, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        bottom = self.get_y()
        self.set_xy(_MARGIN + 62, top)
        self.set_font("Roboto", "B", 10)
        self.set_text_color(0, 0, 0)
        self.multi_cell(0, 6, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.set_y((max(self.get_y(), bottom) if self.page == page else self.get_y()) + 1)

    def qr(self, content: str, *, caption: str, width: float = 38) -> None:
        """A QR code with the words that say what it is."""
        image = io.BytesIO()
        segno.make(content, error="m", micro=False).save(image, kind="png", scale=8, border=4)
        self.ln(2)
        self._keep_together(width)
        top = self.get_y()
        self.image(image, x=_MARGIN, y=top, w=width, alt_text=caption)
        self.set_xy(_MARGIN + width + 5, top + 3)
        self.set_font("Roboto", "", 10)
        self.set_text_color(0, 0, 0)
        self.multi_cell(0, 5, caption, align="L")
        self.set_y(max(self.get_y(), top + width) + 3)

    def attach(self, content: bytes, *, name: str, kind: str, caption: str) -> None:
        """A file that goes with the sheet, inside it."""
        self.embed_file(bytes=content, basename=name, mime_type=kind, desc=caption, associated_file_relationship="Source")

    def as_bytes(self) -> bytes:
        return bytes(self.output())

    def _line(self, text: str, *, size: int, after: float, bold: bool = False, color: tuple[int, int, int] = (0, 0, 0)) -> None:
        self.set_font("Roboto", "B" if bold else "", size)
        self.set_text_color(*color)
        self.multi_cell(0, size * 0.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.ln(after)

    def _keep_together(self, height: float) -> None:
        """What is no higher than a sheet is not parted: it goes to the next one where this one has no room left."""
        if height <= self.eph and self.will_page_break(height):
            self.add_page()

    def _lines(self, text: str, width: float) -> int:
        lines: Any = self.multi_cell(width, 6, text, dry_run=True, output="LINES")
        return len(lines)
