"""The story runs against the whole portal as `make run` starts it: web, worker, beat, PostgreSQL under the application's role."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import chromium_path
from tests.stack import Stack


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("story") / "var", demo=True)
    stack.start()
    yield stack
    stack.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def code_of(portal: Stack) -> Callable[[str], str]:
    """The current one-time code of a person of the demonstration, as anybody gets it from a shell."""

    def code(email: str) -> str:
        found = portal.command("demo_code", email)
        assert found.returncode == 0, found.stderr
        return found.stdout.split()[-1]

    return code
