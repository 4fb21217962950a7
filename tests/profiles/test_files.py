"""What may be kept, what is refused and why, and what is left of a picture."""

import io
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image

from portal.errors import DomainError
from profiles.errors import FileInfected, FileRefused, ScannerAway
from profiles.files import inspection
from profiles.files.inspection import inspect
from profiles.files.names import shown_name
from tests.profiles import hostile

CORPUS = hostile.refused()


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_refused_with_its_cause(name: str) -> None:
    content, code = CORPUS[name]
    with pytest.raises(FileRefused) as caught:
        inspect(hostile.upload(content))
    assert caught.value.code == code
    assert "%(" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "content_type", "pages"),
    [
        (hostile.pdf(pages=3), "application/pdf", 3),
        (hostile.pdf() + b"\r\n\0", "application/pdf", 1),
        (hostile.picture("PNG"), "image/png", 1),
        (hostile.picture("JPEG"), "image/jpeg", 1),
        (hostile.picture("PNG", mode="RGBA"), "image/png", 1),
        (hostile.picture("PNG", mode="P"), "image/png", 1),
        (hostile.picture("PNG", mode="1"), "image/png", 1),
        (hostile.picture("PNG", mode="I;16"), "image/png", 1),
        (hostile.picture("JPEG", mode="CMYK"), "image/jpeg", 1),
        (hostile.picture("JPEG", mode="L"), "image/jpeg", 1),
    ],
)
def test_an_honest_file_is_kept(content: bytes, content_type: str, pages: int) -> None:
    kept = inspect(hostile.upload(content, "whatever.exe"))
    assert (kept.content_type, kept.pages, len(kept.sha256)) == (content_type, pages, 64)


def test_a_pdf_is_kept_as_it_was_sent() -> None:
    content = hostile.pdf()
    assert inspect(hostile.upload(content)).content == content


def test_a_photo_is_turned_upright_and_says_nothing_about_camera_and_place() -> None:
    kept = inspect(hostile.upload(hostile.jpeg_with_place()))
    image = Image.open(io.BytesIO(kept.content))
    assert image.size == (40, 60)
    assert not image.getexif()
    assert b"Secret" not in kept.content


def test_text_inside_a_png_and_what_follows_it_are_gone() -> None:
    script = b"<script>alert(1)</script><?php system($_GET[0]); ?>"
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", script.decode())
    kept = inspect(hostile.upload(hostile.picture("PNG", pnginfo=info) + script))
    assert b"<script>" not in kept.content
    assert b"<?php" not in kept.content


def test_a_large_photo_is_made_smaller() -> None:
    kept = inspect(hostile.upload(hostile.picture("JPEG", size=(8000, 3000))))
    assert max(Image.open(io.BytesIO(kept.content)).size) == 4000


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FileRefused) as caught:
        inspect(hostile.upload(b""))
    assert caught.value.code == "file_empty"


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not(settings: Any) -> None:
    content = hostile.pdf()
    settings.MAX_UPLOAD_BYTES = len(content)
    assert inspect(hostile.upload(content))
    settings.MAX_UPLOAD_BYTES = len(content) - 1
    with pytest.raises(FileRefused) as caught:
        inspect(hostile.upload(content))
    assert caught.value.code == "file_too_large"


def test_a_file_larger_than_it_claims_is_not_read_to_its_end(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    lying = hostile.upload(b"x" * 5000)
    lying.size = 10
    with pytest.raises(FileRefused) as caught:
        inspect(lying)
    assert caught.value.code == "file_too_large"


def test_a_file_that_stalls_its_reader_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_SECONDS", 0)
    with pytest.raises(FileRefused) as caught:
        inspect(hostile.upload(hostile.pdf()))
    assert caught.value.code == "file_damaged"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("паспорт.pdf", "паспорт.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\скан.PDF", "скан.pdf"),
        ("pass\u202efdp.exe", "passfdp.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('"><script>alert(1)</script>.png', "script.pdf"),
        ("=HYPERLINK(1).pdf", "HYPERLINK(1).pdf"),
        (".htaccess", "document.pdf"),
        ("", "document.pdf"),
        ("..", "document.pdf"),
        ("\u200b\ud800", "document.pdf"),
        ("я" * 300 + ".jpg", "я" * 100 + ".pdf"),
        ("scan.tar.gz", "scan.tar.pdf"),
    ],
)
def test_names_are_only_shown_and_never_believed(sent: str, shown: str) -> None:
    assert shown_name(sent, extension="pdf") == shown


@contextmanager
def scanner(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A daemon that takes one file and says `answer`."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _address = server.accept()
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while size := struct.unpack("!L", stream.read(4))[0]:
                    received.append(stream.read(size))
                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}", received
        thread.join(timeout=10)


def test_a_clean_file_passes_the_scanner_whole(settings: Any) -> None:
    content = hostile.pdf()
    with scanner(b"stream: OK\0") as (settings.CLAMD_URL, received):
        inspect(hostile.upload(content))
    assert b"".join(received) == content


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [(b"stream: Eicar-Signature FOUND\0", FileInfected), (b"INSTREAM size limit exceeded. ERROR\0", ScannerAway), (b"", ScannerAway)],
)
def test_a_file_that_the_scanner_does_not_clear_is_not_taken(settings: Any, answer: bytes, refusal: type[DomainError]) -> None:
    with scanner(answer) as (settings.CLAMD_URL, _received), pytest.raises(refusal):
        inspect(hostile.upload(hostile.pdf()))


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock"])
def test_without_the_scanner_that_is_set_up_nothing_is_taken(settings: Any, url: str) -> None:
    settings.CLAMD_URL = url
    with pytest.raises(ScannerAway):
        inspect(hostile.upload(hostile.pdf()))
