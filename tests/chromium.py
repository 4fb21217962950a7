"""Where the browser of the tests is. A developer may lack one; `.ci/run` may not."""

import os
import shutil

import pytest
from playwright.sync_api import Locator, Page


def chromium_path() -> str:
    """Without a browser the test is skipped, or fails where nothing may be skipped (`PORTAL_ALL_TESTS=1`)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing = pytest.fail if os.environ.get("PORTAL_ALL_TESTS") == "1" else pytest.skip
    return missing("no Chromium on this machine (on Debian: apt-get install chromium)")


def go(page: Page, way: Locator | str) -> None:
    """Press what leads to another page, and be there: a click alone returns while the old page may still be the one looked at."""
    with page.expect_navigation():
        (page.locator(way).first if isinstance(way, str) else way).click()
