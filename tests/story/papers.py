"""Invented papers of invented people, made as real files."""

import io
from datetime import date, timedelta

from fpdf import FPDF
from PIL import Image, ImageDraw

MRZ_ZARINA = "P<TJKRAHIMOVA<<ZARINA<<<<<<<<<<<<<<<<<<<<<<<\n4001234563TJK9203055F3103049<<<<<<<<<<<<<<06"


def pdf(words: str) -> dict[str, object]:
    """A small PDF as Playwright takes files."""
    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("helvetica", size=24)
    sheet.cell(text=f"SPECIMEN {words}")
    return {"name": f"{words}.pdf", "mimeType": "application/pdf", "buffer": bytes(sheet.output())}


def picture(words: str, *, width: int = 600) -> dict[str, object]:
    """A small JPEG."""
    image = Image.new("RGB", (width, width * 4 // 3), "#d7e3e8")
    ImageDraw.Draw(image).text((20, 20), f"SPECIMEN {words}", fill="black")
    held = io.BytesIO()
    image.save(held, "JPEG")
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


def printed(days_from_today: int) -> str:
    """A date as documents print it."""
    return (date.today() + timedelta(days=days_from_today)).strftime("%d.%m.%Y")
