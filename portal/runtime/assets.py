"""Files made from sources: style sheets and scripts, compiled translations, the folder of static files."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command

from portal.runtime.addresses import BASE_DIR
from portal.runtime.fingerprints import fingerprint

_LEDGER = BASE_DIR / ".assets.json"


@dataclass(frozen=True)
class AssetStep:
    """A command, the files it reads and one file or folder it leaves."""

    command: str
    inputs: tuple[str, ...]
    output: str
    options: tuple[tuple[str, object], ...] = ()


STEPS = (
    AssetStep(
        "build_frontend", ("portal/ui/frontend/**/*", "portal/ui/management/commands/build_frontend.py"), "portal/ui/static/portal/build"
    ),
    AssetStep("compile_catalogues", ("locale/*/*.po",), "locale/ru/LC_MESSAGES/django.mo"),
    AssetStep(
        "collectstatic",
        ("requirements.txt", "*/static/**/*", "*/*/static/**/*", "portal/settings/files.py"),
        "staticfiles/staticfiles.json",
        (("interactive", False), ("verbosity", 0), ("clear", True)),
    ),
)


def build(say: Callable[[str], None]) -> None:
    """Do the steps whose inputs changed or whose output is not there."""
    done = _read_ledger()
    for step in STEPS:
        if not _is_done(step, done):
            say(f"{step.command}...")
            call_command(step.command, **dict(step.options))
            done[step.command] = fingerprint(step.inputs)
            _LEDGER.write_text(json.dumps(done, indent=1), encoding="utf-8")


def are_built() -> bool:
    done = _read_ledger()
    return all(_is_done(step, done) for step in STEPS)


def _is_done(step: AssetStep, done: dict[str, str]) -> bool:
    return (BASE_DIR / step.output).exists() and done.get(step.command) == fingerprint(step.inputs)


def _read_ledger() -> dict[str, str]:
    try:
        return dict(json.loads(_LEDGER.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
