"""Invented holders and photos for cards."""

import io
from datetime import date
from typing import Any

from PIL import Image, ImageDraw

from patents.card.facts import CardFacts

SIXTY = "Абдурахмангаджимагомедовапетроваалександровнаивановаабдулова"  # a family name of sixty letters
assert len(SIXTY) == 60


def facts(**fields: Any) -> CardFacts:
    base: dict[str, Any] = {
        "series": "77", "number": "2600000017", "region": "77", "region_name": "Москва", "profession": "Каменщик",
        "family_name": "RAHIMOVA", "given_names": "ZARINA", "patronymic": "", "family_name_ru": "Рахимова", "given_names_ru": "Зарина",
        "patronymic_ru": "", "birth_date": date(1994, 5, 17), "sex": "F", "citizenship": "TJ", "document_number": "400000001",
        "issued_on": date(2026, 3, 15), "expires_on": date(2027, 3, 14), "authority": "Отделение 770-001", "authority_code": "770-001",
    }  # fmt: skip
    return CardFacts(**{**base, **fields})


def photo(size: tuple[int, int] = (600, 800), form: str = "JPEG", **saved: Any) -> bytes:
    """A drawn head on a plain ground."""
    image = Image.new("RGB", size, (222, 228, 230))
    width, height = size
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.28, height * 0.18, width * 0.72, height * 0.66), fill=(196, 150, 120))
    draw.rectangle((width * 0.1, height * 0.75, width * 0.9, height), fill=(40, 60, 90))
    written = io.BytesIO()
    image.save(written, form, **saved)
    return written.getvalue()
