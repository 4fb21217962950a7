"""The browser of the tests of pages serves the counter too."""

from tests.ui.conftest import chromium

__all__ = ["chromium"]
