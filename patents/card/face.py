"""The face image of chip and card: a JPEG of one size, made from the photo of the application.

The stored photo was opened in a process of its own and written anew when it was uploaded (`profiles.files`). Here it is only brought to
the size of the card; whatever cannot be opened, and whatever is too small to be a face, is refused.
"""

import io
from typing import Final

from PIL import Image, ImageOps

from cases.models import Case
from patents.card.errors import PhotoMissing, PhotoTooSmall, PhotoUnreadable
from patents.models import Patent
from patents.selectors import photo_of, photo_sent_with
from profiles.models import Document

WIDTH: Final = 360  # 3:4
HEIGHT: Final = 480
PRINTED: Final = (24, 32)  # millimetres on the front of the card
SMALLEST: Final = (284, 378)  # pixels that are 300 dots an inch there; what has fewer is not made sharp by enlarging it
SMALLEST_SIDE: Final = 180  # below this there are no 90 between the eyes, ISO/IEC 19794-5; cards of before asked for no more
MAX_PIXELS: Final = 20_000_000
QUALITY: Final = 88


def face_of(patent: Patent, *, is_new: bool = False) -> bytes:
    """The JPEG. Raises `PhotoMissing`, `PhotoUnreadable`, and for a card that is made anew (`is_new`) `PhotoTooSmall`."""
    document = photo_of(patent)
    if document is None:
        raise PhotoMissing
    return face(_content(document), smallest=SMALLEST if is_new else (SMALLEST_SIDE, SMALLEST_SIDE))


def _content(document: Document) -> bytes:
    try:
        with document.file.open("rb") as file:
            return bytes(file.read())
    except OSError as error:
        raise PhotoUnreadable from error


def is_sharp(case: Case) -> bool | None:
    """Whether the photo of an application has enough pixels for a card; None where there is none that opens."""
    document = photo_sent_with(case)
    if document is None:
        return None
    try:
        with Image.open(io.BytesIO(_content(document)), formats=["JPEG", "PNG"]) as image:
            return image.width >= SMALLEST[0] and image.height >= SMALLEST[1]
    except (PhotoUnreadable, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def face(photo: bytes, *, smallest: tuple[int, int] = SMALLEST) -> bytes:
    """JPEG of 360 x 480, in colour, cropped around its middle, without metadata. Raises `PhotoUnreadable`, `PhotoTooSmall`."""
    try:
        with Image.open(io.BytesIO(photo), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PhotoUnreadable
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except PhotoUnreadable:
        raise
    except Exception as error:  # Pillow raises many classes on a broken file, and each of them means the same
        raise PhotoUnreadable from error
    if upright.width < smallest[0] or upright.height < smallest[1]:
        raise PhotoTooSmall
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    written = io.BytesIO()
    ImageOps.fit(ground, (WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(written, "JPEG", quality=QUALITY, dpi=(300, 300))
    return written.getvalue()
