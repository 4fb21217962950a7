"""What pages hand to the components: plain values, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

# A state is never colour alone: each kind has its own sign.
TAG_ICONS = {"neutral": "dot", "active": "clock", "attention": "warning", "right": "check", "wrong": "cross"}


@dataclass(frozen=True)
class SummaryRow:
    """A line of a summary list. `change_url` adds a Change link, whose purpose is read out as `key`."""

    key: Any
    value: Any
    change_url: str = ""


@dataclass(frozen=True)
class Task:
    """A line of a task list. `kind` is a kind of status tag, or "" for a quiet status ("Done")."""

    title: Any
    status: Any
    url: str = ""
    hint: Any = ""
    kind: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened, or will: a civil date (or a moment) and what it was."""

    on: date | datetime
    title: Any
    text: Any = ""
    url: str = ""
    link_text: Any = ""


def rows(*pairs: Sequence[Any]) -> list[SummaryRow]:
    """Summary rows from (key, value) or (key, value, change_url); rows without a value are left out."""
    return [SummaryRow(*pair) for pair in pairs if pair[1] not in (None, "")]
