"""Opens one untrusted file. Runs as a process of its own, without Django and without the portal on its path:

    python -I opener.py MAX_PIXELS MAX_SIDE MAX_PDF_PAGES < file > verdict

The verdict is one line of JSON, {"type":, "pages":} or {"refused": cause}; for a picture the picture, written anew, follows it.
The process gives itself limits of time and memory, so that a file made to exhaust a server exhausts only this.
"""

import io
import json
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

CPU_SECONDS = 20
MEMORY_BYTES = 1536 * 1024 * 1024
MAX_OBJECTS = 100_000
LONGEST_SIDE_KEPT = 4000  # A4 at 300 dots an inch is 3,508

# Names of a PDF that make it do something or carry something.
ACTIVE_NAMES = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/SubmitForm", "/ImportData"}
    | {"/GoToE", "/GoToR", "/Movie", "/Sound", "/Rendition", "/3D"}
)
_ACTIVE_BYTES = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)(?![A-Za-z])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ZIP_END = b"PK\x05\x06"


class Refused(Exception):
    """The cause, one word."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    max_pixels, max_side, max_pages = map(int, sys.argv[1:4])
    content = sys.stdin.buffer.read()
    kept = b""
    try:
        verdict: dict[str, Any]
        if is_pdf(content):
            verdict = {"type": "application/pdf", "pages": pages_of_pdf(content, max_pages)}
        else:
            verdict, kept = picture(content, max_pixels, max_side)
    except Refused as refused:
        verdict = {"refused": str(refused)}
    except Exception:  # noqa: BLE001 - libraries raise everything on a broken file, and each of these means the same
        verdict, kept = {"refused": "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + kept)


def is_pdf(content: bytes) -> bool:
    """By its first bytes: readers accept junk before them, which is how a file pretends to be two things."""
    return content.startswith(b"%PDF-")


def picture(content: bytes, max_pixels: int, max_side: int) -> tuple[dict[str, Any], bytes]:
    """A JPEG or PNG, written anew: upright, without metadata, at most `LONGEST_SIDE_KEPT` pixels a side."""
    import puremagic
    from PIL import Image, ImageOps

    suffix = puremagic.from_string(content[:4096]) if content[:4] in (b"\x89PNG",) or content[:3] == b"\xff\xd8\xff" else ""
    if suffix not in {".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".jpg2"}:
        raise Refused("type")
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        image: Any = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
    except Image.DecompressionBombError:
        raise Refused("pixels") from None
    width, height = image.size
    if width * height > max_pixels or max(width, height) > max_side:
        raise Refused("pixels")
    form = "PNG" if image.format == "PNG" else "JPEG"
    image.draft(None, (LONGEST_SIDE_KEPT, LONGEST_SIDE_KEPT))
    upright = flat(ImageOps.exif_transpose(image))
    upright.thumbnail((LONGEST_SIDE_KEPT, LONGEST_SIDE_KEPT))
    written = io.BytesIO()
    upright.save(written, form, **({"quality": 88} if form == "JPEG" else {}))
    return {"type": f"image/{form.lower()}", "pages": 1}, written.getvalue()


def flat(image: Any) -> Any:
    """Pixels only, grey or colour, on white where the picture is transparent; nothing that the file said about itself."""
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    if image.mode.startswith("I"):  # 16 bits a pixel: the upper eight are seen
        image = image.point(lambda value: value / 256)
    image = image.convert("L" if image.mode in ("1", "L", "I", "F") else "RGB")
    image.info = {}
    return image


def pages_of_pdf(content: bytes, max_pages: int) -> int:
    """How many pages. Refuses what is locked, does something, carries files, or is another kind of file as well."""
    from pypdf import PdfReader

    if b"%%EOF" not in content[-2048:] or _ZIP_END in content or content[content.rindex(b"%%EOF") + 5 :].strip(b"\x00\t\n\x0c\r "):
        raise Refused("damaged")
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("locked")
    unescaped = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)
    if _ACTIVE_BYTES.search(unescaped) or any(is_active(thing) for thing in objects(reader)):
        raise Refused("active")
    count = len(reader.pages)
    if count > max_pages:
        raise Refused("pages")
    if count == 0:
        raise Refused("damaged")
    return count


def objects(reader: Any) -> Iterator[Any]:
    """Every object of the file that its cross-reference tables name, also those that no page uses."""
    from pypdf.generic import IndirectObject

    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise Refused("damaged")
    yield reader.trailer
    for number, generation in numbers:
        yield reader.get_object(IndirectObject(number, generation, reader))


def is_active(thing: Any) -> bool:
    """Whether this object, or one written inside it, does or carries something. References are followed by `objects`."""
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    waiting, seen = [thing], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MAX_OBJECTS:
            raise Refused("damaged")
        if isinstance(part, NameObject) and part in ACTIVE_NAMES:
            return True
        if isinstance(part, DictionaryObject):
            waiting += [*part.keys(), *(part.raw_get(key) for key in part)]
        elif isinstance(part, ArrayObject):
            waiting += list(list.__iter__(part))
    return False


if __name__ == "__main__":
    main()
