"""The face image of chip and card: a JPEG of one size, made from the photo of the application.

The stored photo was opened in a process of its own and written anew when it was uploaded (`profiles.files`). Here it is only brought to
the size of the card; whatever cannot be opened, and whatever is too small to be a face, is refused.
"""

import io
from typing import Final

from PIL import Image, ImageOps

from patents.card.errors import PhotoMissing, PhotoUnreadable
from patents.models import Patent

WIDTH: Final = 360  # 3:4, which is 30.5 x 40.6 mm at 300 dots an inch
HEIGHT: Final = 480
SMALLEST_SIDE: Final = 180  # pixels: below this there are no 90 between the eyes, ISO/IEC 19794-5
MAX_PIXELS: Final = 20_000_000
QUALITY: Final = 88


def face_of(patent: Patent) -> bytes:
    """The JPEG. Raises `PhotoMissing`, `PhotoUnreadable`."""
    attachment = patent.case.attachments.filter(kind="photo", replaced_at__isnull=True).select_related("document").first()
    if attachment is None:
        raise PhotoMissing
    try:
        with attachment.document.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        raise PhotoUnreadable from error
    return face(content)


def face(photo: bytes) -> bytes:
    """JPEG of 360 x 480, in colour, cropped around its middle, without metadata. Raises `PhotoUnreadable`."""
    try:
        with Image.open(io.BytesIO(photo), formats=["JPEG", "PNG"]) as image:
            if image.width * image.height > MAX_PIXELS or min(image.size) < SMALLEST_SIDE:
                raise PhotoUnreadable
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except PhotoUnreadable:
        raise
    except Exception as error:  # Pillow raises many classes on a broken file, and each of them means the same
        raise PhotoUnreadable from error
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    written = io.BytesIO()
    ImageOps.fit(ground, (WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(written, "JPEG", quality=QUALITY, dpi=(300, 300))
    return written.getvalue()
