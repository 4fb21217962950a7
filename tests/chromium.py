"""Where the browser of the tests is. A developer may lack one; `.ci/run` may not."""

import os
import shutil

import pytest


def chromium_path() -> str:
    """Without a browser the test is skipped, or fails where nothing may be skipped (`PORTAL_ALL_TESTS=1`)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing = pytest.fail if os.environ.get("PORTAL_ALL_TESTS") == "1" else pytest.skip
    return missing("no Chromium on this machine (on Debian: apt-get install chromium)")
