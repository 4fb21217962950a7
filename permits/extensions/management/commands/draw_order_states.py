"""Draws the table of transitions of extension orders into the documentation."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from permits.extensions.models import TRANSITIONS, ExtensionOrder
from portal.settings.env import BASE_DIR

FILE = Path("docs/order-states.md")
_HEAD = """# States of an extension order

Made by `manage.py draw_order_states` from `permits.extensions.models.TRANSITIONS`, the table that guards, buttons and the database
trigger follow. Do not edit by hand.

```mermaid
stateDiagram-v2
"""


class Command(BaseCommand):
    help = "Write docs/order-states.md from the table of transitions."

    def handle(self, *args: Any, **options: Any) -> None:
        (BASE_DIR / FILE).write_text(drawing(), encoding="utf-8")
        self.stdout.write(f"{FILE} is written.")


def drawing() -> str:
    """The page: a Mermaid diagram, and what each state is called."""
    moves = [f"    {start} --> {end}" for start, end in TRANSITIONS]
    words = [f"| `{state.value}` | {_english(state)} |" for state in ExtensionOrder.Status]
    return _HEAD + "\n".join(
        ["    [*] --> draft", *moves, "    repealed --> [*]", "```", "", "| State | Its page says |", "|---|---|", *words, ""]
    )


def _english(state: ExtensionOrder.Status) -> str:
    with override("en"):
        return str(state.label)
