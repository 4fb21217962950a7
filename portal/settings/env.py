"""The environment, read once. An unreadable value stops the start, it is never guessed."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
