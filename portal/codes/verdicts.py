"""What an answer about a code can be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal.codes.envelope import Content
from portal.codes.statuses import ListState


class Verdict(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"  # the days that the code speaks of are over
    NOT_YET = "not_yet"  # before the first day
    REVOKED = "revoked"  # annulled, ended, decided, replaced, or ended before the day that the code says
    TAMPERED = "tampered"
    FOREIGN_KEY = "foreign_key"
    WITHDRAWN_KEY = "withdrawn_key"
    UNREADABLE = "unreadable"
    NOT_JUDGED = "not_judged"  # genuine and within its days, but the lists that were offered are not to be trusted


class Explanation(StrEnum):
    """Why the lists, or the portal's records, say something else than the code."""

    RENEWED = "renewed_since_printing"  # paid again, extended, renewed: ask for a fresh code
    SHORTENED = "shortened_since_printing"  # it ended before the day that the code says
    REPLACED = "replaced_since_printing"  # another sheet, card or document stands in its place
    MOVED = "moved_since_printing"  # still within the days of the code, and the last day is another one now


@dataclass(frozen=True)
class Answer:
    """`kind` and `content` are there only when the portal has signed what the code says. Moments in seconds since 1970.

    `valid_until_today` is the last day by the portal's own records, known only there."""

    result: Verdict
    explanation: Explanation | None = None
    lists: ListState = ListState.NONE
    list_sequence: int | None = None
    list_as_of: int | None = None
    list_age: int | None = None  # seconds
    content: Content | None = None
    issued_at: int | None = None
    kind: str | None = None
    valid_until_today: date | None = None

    @property
    def valid(self) -> bool:
        return self.result is Verdict.VALID

    @property
    def is_uncompared(self) -> bool:
        """Genuine and within its days; no list says whether it was ended or replaced since."""
        return self.valid and self.lists in {ListState.NONE, ListState.NO_PLACE}

    @property
    def goes_on(self) -> bool:
        """Its own days are over, and what is known of this moment says that the document goes on."""
        return self.explanation is Explanation.RENEWED and self.lists in {ListState.FRESH, ListState.RECORDS}

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "result": self.result.value,
            "explanation": self.explanation and self.explanation.value,
            "lists": self.lists.value,
            "list_sequence": self.list_sequence,
            "list_as_of": self.list_as_of,
            "list_age": self.list_age,
            "issued_at": self.issued_at,
            "valid_until_today": self.valid_until_today and self.valid_until_today.isoformat(),
            "content": self.content and self.content.as_json(),
        }
