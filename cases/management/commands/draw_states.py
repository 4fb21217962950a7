"""Draws the table of transitions into the documentation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from cases.models import TRANSITIONS, Case
from portal.settings.env import BASE_DIR

FILE = Path("docs/case-states.md")
_HEAD = """# States of an application

Made by `manage.py draw_states` from `cases.models.TRANSITIONS`, the table that guards, buttons and the database trigger follow.
Do not edit by hand.

```mermaid
stateDiagram-v2
"""


class Command(BaseCommand):
    help = "Write docs/case-states.md from the table of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        (BASE_DIR / FILE).write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"{FILE} is written.")


def drawing() -> str:
    """The page: a Mermaid diagram, and what each state means."""
    ends = [f"    {state} --> [*]" for state in Case.Status.values if state in Case.FINAL]
    moves = [f"    {start} --> {end}" for start, end in TRANSITIONS]
    words = [f"| `{state.value}` | {_english(state)} |" for state in Case.Status]
    return _HEAD + "\n".join(["    [*] --> draft", *moves, *ends, "```", "", "| State | The applicant reads |", "|---|---|", *words, ""])


def _english(state: Case.Status) -> str:
    with override("en"):
        return str(state.label)
