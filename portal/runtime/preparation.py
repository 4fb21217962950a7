"""What a database needs before the portal works on it. What has been done is remembered in that database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from portal.runtime.fingerprints import fingerprint
from portal.runtime.models import Preparation

_SCHEMA = ("requirements.txt", "**/migrations/*.py", "**/models.py", "**/models/*.py", "portal/runtime/grants.py", "portal/settings/*.py")


@dataclass(frozen=True)
class DatabaseStep:
    """Commands that are run together when one of the files they depend on has changed. Without files: once."""

    name: str
    commands: tuple[str, ...]
    inputs: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        return fingerprint(self.inputs)


def steps() -> Iterator[DatabaseStep]:
    yield DatabaseStep("schema", ("migrate", "createcachetable", "grant_app_role"), _SCHEMA)
    yield DatabaseStep("law", ("load_legal",), ("portal/legal/**/*",))
    if settings.DEMO:
        yield DatabaseStep("demo world", ("demo_world",))


def due() -> list[DatabaseStep]:
    """The steps to be done on this database, in their order. Works for a reader without rights on anything but the ledger."""
    try:
        done = dict(Preparation.objects.values_list("step", "fingerprint"))
    except DatabaseError:  # an empty database has no such table
        done = {}
    return [step for step in steps() if done.get(step.name) != step.fingerprint()]


def prepare(say: Callable[[str], None]) -> None:
    """Do what is due, as the owner of the tables."""
    for step in due():
        for command in step.commands:
            say(f"{command}...")
            call_command(command, verbosity=0)
        Preparation.objects.update_or_create(step=step.name, defaults={"fingerprint": step.fingerprint()})
