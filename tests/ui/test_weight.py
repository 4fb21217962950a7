"""A public page weighs at most 100 KB on first load, fonts included, and asks no third party."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from portal.ui import frontend_build

pytestmark = [pytest.mark.urls("tests.ui.pages"), pytest.mark.django_db]
LIMIT = 100 * 1024
FACE = re.compile(r'@font-face\{[^}]*font-weight:(\d+)[^}]*url\("?([^")]+)"?\)[^}]*unicode-range:([^}]+)\}')


@pytest.fixture(scope="module", autouse=True)
def _built():
    frontend_build.build()


def static_file(address: str) -> Path:
    return Path(finders.find(address.removeprefix("/static/")))


def packed(content: bytes) -> int:
    """What travels of a text file: the static server and the proxy compress."""
    return len(gzip.compress(content, 6))


def fonts_of(page: str) -> list[Path]:
    """Every font file that a browser fetches for these letters. Both weights: headings are on every page."""
    folder = frontend_build.OUTPUT
    text = set(re.sub(r"<[^>]+>", "", page))
    return [
        folder / url
        for _weight, url, ranges in FACE.findall((folder / "portal.css").read_text())
        if any(within(char, ranges) for char in text)
    ]


def within(char: str, ranges: str) -> bool:
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        if int(first, 16) <= ord(char) <= int(last or first, 16):
            return True
    return False


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("address", ["/", "/help/", "/privacy/", "/form/", "/gallery/", "/no-such-page/"])
def test_a_page_stays_under_the_limit(client, address, language):
    page = client.get(address, headers={"accept-language": language}).text
    linked = {static_file(link) for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    # The page itself is counted as it leaves Django, uncompressed.
    weight = len(page.encode()) + sum(packed(path.read_bytes()) for path in linked) + sum(path.stat().st_size for path in fonts_of(page))
    assert linked
    assert fonts_of(page)
    assert weight <= LIMIT


def test_the_style_sheet_is_small_and_borrows_nothing_it_must_not():
    sheet = (frontend_build.OUTPUT / "portal.css").read_bytes()
    assert packed(sheet) < 25 * 1024
    for forbidden in (b"GDS Transport", b"crest", b"crown", b"url(http", b'url("http', b"url(//"):
        assert forbidden not in sheet


def test_the_rouble_sign_does_not_fetch_another_alphabet():
    assert {path.name for path in fonts_of("10 000 ₽ № 1 – Работа")} == {
        f"noto-sans-{subset}-{weight}-normal.woff2" for subset in ("latin", "cyrillic") for weight in (400, 700)
    }


def test_letters_of_other_languages_have_their_fonts():
    assert any("cyrillic-ext" in path.name for path in fonts_of("Тоҷикистон, Ўзбекистон, Кыргызстан: ҷ ғ қ ӣ ӯ ҳ ң ү ө"))
    assert any("latin-ext" in path.name for path in fonts_of("Əliyev Şükür ğ"))


def test_a_second_build_does_nothing_until_a_source_changes(tmp_path):
    assert frontend_build.build() is False
    before = frontend_build.fingerprint()
    source = tmp_path / "frontend"
    (source / "src").mkdir(parents=True)
    (source / "src" / "a.scss").write_text("a{}")
    first = frontend_build.fingerprint(source)
    (source / "src" / "a.scss").write_text("b{}")
    assert frontend_build.fingerprint(source) != first
    assert frontend_build.fingerprint() == before


def test_the_lock_file_names_no_host():
    assert '"resolved"' not in (frontend_build.SOURCE / "package-lock.json").read_text()
