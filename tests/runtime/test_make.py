"""What `make` says on a machine that cannot run the portal, and which Python it takes."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.stack import ROOT


def _python(path: Path, version: str) -> Path:
    """A program that looks like that Python to anybody who asks for its version."""
    major, minor = version.split(".")
    path.parent.mkdir(parents=True, exist_ok=True)
    is_suitable = f"test {major} = 3 -a {minor} -ge 11 -a {minor} -lt 13"
    path.write_text(f'#!/bin/sh\ncase "$2" in *print*) echo {version};; *sys.exit*) {is_suitable};; *) exit 1;; esac\n')
    path.chmod(0o755)
    return path


def _make_venv(python: Path | str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["deploy/make_venv", str(python), str(folder)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("version", ["3.10", "3.9", "2.7"])
def test_an_old_python_is_refused_in_a_sentence(tmp_path, version):
    result = _make_venv(_python(tmp_path / "a path" / "python", version), tmp_path / "venv")
    assert result.returncode == 1
    assert f"is Python {version}; Python 3.11 or 3.12 is needed" in result.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_without_a_redis_wheel_is_refused_and_told_the_way(tmp_path):
    result = _make_venv(_python(tmp_path / "python", "3.13"), tmp_path / "venv")
    assert result.returncode == 1
    assert "make run PYTHON=python3.12" in result.stderr


def test_no_python_at_all_is_said(tmp_path):
    result = _make_venv("no-such-python", tmp_path / "venv")
    assert result.returncode == 1
    assert "there is no Python here (no-such-python)" in result.stderr


def test_a_python_that_cannot_make_environments_names_the_package(tmp_path):
    result = _make_venv(_python(tmp_path / "python", "3.11"), tmp_path / "venv")
    assert result.returncode == 1
    assert "apt-get install python3-venv" in result.stderr


def test_the_newest_suitable_python_of_the_path_is_taken(tmp_path):
    _python(tmp_path / "python3", "3.13")
    _python(tmp_path / "python3.11", "3.11")
    path = f"{tmp_path}:/usr/bin:/bin"
    found = subprocess.run([ROOT / "deploy/find_python"], env={"PATH": path}, capture_output=True, text=True, check=True)
    assert found.stdout in ("python3.11\n", "python3.12\n")


def test_help_lists_every_target_with_a_description():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "lint", "bench", "messages", "shell", "clean"):
        assert f"  make {target} " in listed
