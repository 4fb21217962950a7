"""Codes read from pictures and files, here and on the command line."""

import io
from pathlib import Path

import zxingcpp
from PIL import Image

MAX_PIXELS = 40_000_000
MAX_SIDE = 2400


def text_in_picture(data: bytes) -> str | None:
    """The text of the QR code in a PNG, JPEG or WebP picture; None when no code is found or it is no such picture."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return None
            picture.draft("L", (MAX_SIDE, MAX_SIDE))
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    grey.thumbnail((MAX_SIDE, MAX_SIDE))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return found[0].text if found else None


def text_in_file(path: Path) -> str | None:
    """Of a picture or a text file."""
    data = path.read_bytes()
    return text_in_picture(data) or (data.decode("ascii", "replace").strip() if len(data) < 100_000 else None)
