"""Pictures of a code as people take them: turned, tilted, blurred, dark, far away, damaged."""

import io
from math import cos, radians, tan

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from portal.codes.making import qr

GROUND = 140
SQUARE = 8  # pixels of one square of the code, unless said otherwise


def drawn(text: str, square: float = SQUARE) -> Image.Image:
    png = io.BytesIO()
    qr(text).save(png, kind="png", scale=SQUARE, border=4)
    image = Image.open(png).convert("L")
    side = round(image.width * square / SQUARE)
    return image if square == SQUARE else image.resize((side, side), Image.Resampling.LANCZOS)


def on_a_table(image: Image.Image, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    scene = Image.new("L", size, GROUND)
    scene.paste(image, ((size[0] - image.width) // 2, (size[1] - image.height) // 2))
    return scene


def turned(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, expand=True, fillcolor=GROUND, resample=Image.Resampling.BICUBIC)


def tilted(image: Image.Image, degrees: float) -> Image.Image:
    """As a camera sees a sheet that leans away from it, from twice the sheet's width."""
    focus, angle = 2.0 * image.width, radians(degrees)
    image = ImageOps.expand(image, image.width // 3, GROUND)
    width, height = image.size
    across, down, lean = width / 2, height / 2, tan(angle) / focus
    whole = 1 + down * lean
    places = (
        1 / whole, -across * lean / whole, (across * (1 + down * lean) - across) / whole,
        0, (1 / cos(angle) - down * lean) / whole, (down * (1 + down * lean) - down / cos(angle)) / whole,
        0, -lean / whole,
    )  # fmt: skip
    return image.transform(image.size, Image.Transform.PERSPECTIVE, places, Image.Resampling.BICUBIC, fillcolor=GROUND)


def blurred(image: Image.Image, squares: float) -> Image.Image:
    """Out of focus: the radius of the blur in squares of the code."""
    return image.filter(ImageFilter.GaussianBlur(squares * SQUARE))


def dark(image: Image.Image, share: float) -> Image.Image:
    """Between black and `share` of the full light, without the noise of a sensor: worse than a real camera's."""
    return image.point(lambda value: int(10 + value * share))


def noisy(image: Image.Image, sigma: float) -> Image.Image:
    noise = Image.effect_noise(image.size, sigma)
    return Image.composite(image, noise, Image.new("L", image.size, 200))


def covered(image: Image.Image, share: float) -> Image.Image:
    """A thumb over the middle: `share` of the whole area."""
    side, middle, hidden = image.width * share**0.5, image.width / 2, image.copy()
    ImageDraw.Draw(hidden).ellipse((middle - side / 2, middle - side / 2, middle + side / 2, middle + side / 2), fill=GROUND)
    return hidden


def squeezed(image: Image.Image, quality: int) -> Image.Image:
    """As messengers send it."""
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=quality)
    return Image.open(jpeg)


def inverted(image: Image.Image) -> Image.Image:
    return ImageOps.invert(image)


def png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def film(image: Image.Image, frames: int = 4) -> bytes:
    """What Chromium's false camera plays: the picture as raw video (YUV4MPEG2, 4:2:0), in grey."""
    luma, quarter = image.convert("L").tobytes(), b"\x80" * (image.width // 2 * (image.height // 2) * 2)
    head = f"YUV4MPEG2 W{image.width} H{image.height} F10:1 Ip A1:1 C420jpeg\n".encode()
    return head + (b"FRAME\n" + luma + quarter) * frames
