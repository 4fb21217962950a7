"""The environment, read once. An unreadable value stops the start, it is never guessed."""

from pathlib import Path
from typing import ClassVar

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]


class StrictEnv(environ.Env):
    """`perhaps` is neither yes nor no, and must not pass for no."""

    _WORDS: ClassVar[dict[str, bool]] = {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }

    def bool(self, var: str, default: bool = False) -> bool:
        text = self.str(var, default="").strip().lower()
        if text and text not in self._WORDS:
            raise ImproperlyConfigured(f"{var} must be True or False")
        return self._WORDS[text] if text else default


env = StrictEnv()


def required(name: str) -> str:
    """A value that production cannot do without; an empty one is as bad as none."""
    value = env.str(name)
    if not value.strip():
        raise ImproperlyConfigured(f"Set the {name} environment variable")
    return str(value)
