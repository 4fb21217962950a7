"""Production does not start on a setting that is missing or empty."""

import os
import subprocess
import sys

import pytest

from tests.stack import ROOT


def _lint_env() -> dict[str, str]:
    lines = (ROOT / "deploy/lint.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def _load(**changes: str) -> subprocess.CompletedProcess[str]:
    """Read the production settings in a process of their own and print one of them."""
    code = "import django; django.setup(); from django.conf import settings; print(settings.DEMO)"
    env = {"PATH": os.environ["PATH"], **_lint_env(), **changes}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_with_all_settings_it_starts_and_is_never_a_demo():
    assert _load(DEMO="True").stdout == "False\n"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEYS", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_an_empty_setting_is_named(name):
    result = _load(**{name: ""})
    assert result.returncode == 1
    assert f"Set the {name} environment variable" in result.stderr


def test_a_word_where_yes_or_no_belongs_stops_the_start():
    result = _load(DEMO="perhaps")
    assert result.returncode == 1
    assert "DEMO" in result.stderr
