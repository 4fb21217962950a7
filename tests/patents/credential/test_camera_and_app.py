"""The page /check/qr/ with a camera, with difficult pictures, and as an app on the home screen."""

import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import hypot
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from portal import clock
from portal.codes.lists import build_due
from portal.ui import catalogues, frontend_build
from tests.chromium import chromium_path
from tests.factories import make_applicant, make_case, make_patent
from tests.patents.credential import pictures
from tests.patents.credential.people import LONG

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]
LIGHT = "--no-sandbox", "--disable-background-networking"
CAMERA = "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    frontend_build.build()
    catalogues.compile_language("ru")


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of a patent that is valid today, with a long name; its lists are published."""
    from patents.credential.issuing import credential_text

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    patent = make_patent("issued", case=make_case("granted", person=make_applicant(**LONG)), profession="bricklayer")
    code = credential_text(patent)
    build_due()
    return code


@contextmanager
def browser(folder: Path, *arguments: str, **options: Any) -> Iterator[BrowserContext]:
    """A profile of its own on disk: a private window installs nothing, and a camera is chosen when the browser starts."""
    path = chromium_path()
    shown = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", **options}
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=path, args=[*LIGHT, *arguments], **shown
        )
        context.set_default_timeout(30_000)
        yield context
        context.close()


def opened(context: BrowserContext, live_server: Any) -> Page:
    page = context.new_page()
    page.goto(f"{live_server.url}/check/qr/")
    return page


def scene(image: Image.Image) -> Image.Image:
    """What a camera of 1280 x 720 sees."""
    return pictures.on_a_table(image, (1280, 720))


# ---- the camera


FILMS = {
    "straight": lambda code: scene(pictures.drawn(code, 6)),
    "turned, tilted and dim": lambda code: scene(pictures.dark(pictures.turned(pictures.tilted(pictures.drawn(code, 6), 20), 12), 0.3)),
}


@pytest.mark.parametrize("name", FILMS)
def test_the_camera_reads_a_code_stops_and_says_whose_it_is(live_server, text, tmp_path, name):
    (tmp_path / "film.y4m").write_bytes(pictures.film(FILMS[name](text)))
    with browser(tmp_path, *CAMERA, f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}") as context:
        page = opened(context, live_server)
        page.click("#start-camera")
        page.wait_for_selector("#answer [data-field=name]", timeout=60_000)
        said, camera = page.inner_text("#answer"), page.is_visible("#camera")
        tracks = "document.getElementById('viewfinder').srcObject.getTracks()"
        stopped = page.evaluate(f"{tracks}.every((track) => track.readyState === 'ended')")
    assert "Valid" in said
    assert f"{LONG['family_name']} {LONG['given_names']}" in said
    assert (camera, stopped) == (False, True)


def test_a_camera_that_sees_no_code_goes_on_looking_until_it_is_stopped(live_server, text, tmp_path):
    (tmp_path / "film.y4m").write_bytes(pictures.film(Image.new("L", (640, 480), 120)))
    with browser(tmp_path, *CAMERA, f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}") as context:
        page = opened(context, live_server)
        page.click("#start-camera")
        page.wait_for_selector("#viewfinder:visible")
        time.sleep(1)
        answer = page.inner_text("#answer").strip()
        page.click("#stop-camera")
        seen = page.is_visible("#camera")
    assert (answer, seen) == ("", False)


def test_without_a_camera_the_page_says_to_choose_a_picture(live_server, text, tmp_path):
    with browser(tmp_path) as context:
        page = opened(context, live_server)
        page.click("#start-camera")
        page.wait_for_selector("#camera-refused:visible")
        said = page.inner_text("#camera-refused")
    assert "Choose a picture of the code instead." in said


# ---- pictures


def test_difficult_pictures_are_read_in_the_browser_as_on_the_portal(live_server, text, tmp_path):
    taken = {
        "turned": pictures.turned(pictures.drawn(text), 140),
        "tilted": pictures.tilted(pictures.drawn(text), 45),
        "blurred": pictures.blurred(pictures.drawn(text), 0.4),
        "dark": pictures.dark(pictures.drawn(text), 0.1),
        "noisy": pictures.noisy(pictures.dark(pictures.on_a_table(pictures.drawn(text)), 0.15), 20),
        "small": pictures.drawn(text, 2),
        "covered": pictures.covered(pictures.drawn(text), 0.05),
        "inverted": pictures.inverted(pictures.drawn(text)),
        "far": pictures.on_a_table(pictures.drawn(text, 4), (4000, 3000)),
    }
    said = {}
    with browser(tmp_path) as context:
        page = opened(context, live_server)
        for name, image in taken.items():
            image.save(tmp_path / f"{name}.png")
            page.set_input_files("#id_picture", tmp_path / f"{name}.png")
            page.locator("#main-form").evaluate("form => form.requestSubmit()")
            page.wait_for_selector("#answer .portal-panel__title")
            said[name] = page.inner_text("#answer .portal-panel__title").strip()
            page.evaluate("document.getElementById('answer').replaceChildren()")
    assert said == dict.fromkeys(taken, "Valid")


# ---- the app


def test_chromium_would_install_the_page_as_an_app(live_server, text, tmp_path):
    with browser(tmp_path) as context:
        page = opened(context, live_server)
        page.click("#prepare")
        page.wait_for_selector("#offline-ready:visible", timeout=60_000)
        session = context.new_cdp_session(page)
        problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        manifest = session.send("Page.getAppManifest")
    assert [problem["errorId"] for problem in problems] == []
    assert manifest["errors"] == []
    icons = {(icon["sizes"], icon.get("purpose", "any")) for icon in json.loads(manifest["data"])["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable")} <= icons


def test_a_page_without_a_manifest_would_not_be_installed(live_server, text, tmp_path):
    """What the test above asks can be answered otherwise."""
    with browser(tmp_path) as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/check/")
        problems = context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [problem["errorId"] for problem in problems] == ["no-manifest"]


ICONS = [("icon", 192, False), ("icon", 512, False), ("icon-maskable", 192, True), ("icon-maskable", 512, True)]


@pytest.mark.parametrize(("name", "side", "safe"), ICONS)
def test_icons_have_their_size_and_a_mask_cuts_nothing_of_the_sign(name, side, safe):
    with Image.open(io.BytesIO(Path(finders.find(f"portal/{name}-{side}.png")).read_bytes())) as icon:
        picture = icon.convert("RGB")
    assert picture.size == (side, side)
    ground = picture.getpixel((0, 0))
    drawn = [(x, y) for x in range(side) for y in range(side) if picture.getpixel((x, y)) != ground]
    assert len(drawn) > side * side / 20
    furthest = max(hypot(x + 0.5 - side / 2, y + 0.5 - side / 2) for x, y in drawn)
    assert (furthest <= 0.4 * side) == safe


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_without_network_the_app_says_of_what_moment_its_lists_are_and_that_they_are_old(live_server, text, tmp_path, lang):
    with browser(tmp_path) as context:
        page = opened(context, live_server)
        page.click("#prepare")
        page.wait_for_selector("#offline-ready:visible", timeout=60_000)
        ready = page.inner_text("#offline-ready")
        context.set_offline(True)
        page.clock.install(time=clock.now().timestamp() + 3 * 24 * 3600)
        page.goto(f"{live_server.url}/check/qr/?lang={lang}")
        kept = page.inner_text("#offline-ready")
        page.fill("#id_text", text)
        page.locator("#main-form").evaluate("form => form.requestSubmit()")
        page.wait_for_selector("#answer [data-field=lists]")
        said = page.inner_text("#answer")
    assert str(clock.now().year) in ready
    assert str(clock.now().year) in kept
    assert {"en": "The lists at hand are old", "ru": "Имеющиеся списки устарели"}[lang] in said
