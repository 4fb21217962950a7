from tests.ui.conftest import chromium

__all__ = ["chromium"]
