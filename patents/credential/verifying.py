"""One verdict on a code, the same here, in the browser (portal/ui/frontend/src/credential) and on the command line.

It needs keys, a moment and, if there are any, status lists: no database."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from patents.credential import fields
from patents.credential.models import StatusList
from patents.credential.statuses import ListReader, ListState, Status
from portal.signing.cose import verify_cwt
from portal.signing.errors import NotAccepted
from portal.signing.keys import KeyRing
from portal.signing.models import SigningKey
from portal.signing.text import to_message


class Verdict(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"  # the paid days that the code speaks of are over
    NOT_YET = "not_yet"  # before the first day
    REVOKED = "revoked"  # annulled, or ended before the day that the code says
    TAMPERED = "tampered"
    FOREIGN_KEY = "foreign_key"
    WITHDRAWN_KEY = "withdrawn_key"
    UNREADABLE = "unreadable"


class Explanation(StrEnum):
    """Why the lists say something else than the code."""

    RENEWED = "renewed_since_printing"  # a later payment, or an extension of the law: ask for a fresh code
    SHORTENED = "shortened_since_printing"  # it ended before the day that the code says


_WORST_FIRST = (ListState.REPLAYED, ListState.BAD, ListState.NONE, ListState.OLD, ListState.FRESH)


@dataclass(frozen=True)
class Answer:
    """`content` is what the code says, and is there only when the portal has signed it."""

    result: Verdict
    explanation: Explanation | None = None
    lists: ListState = ListState.NONE
    list_sequence: int | None = None
    list_as_of: int | None = None
    list_age: int | None = None  # seconds
    content: fields.Content | None = None
    issued_at: int | None = None

    @property
    def valid(self) -> bool:
        return self.result is Verdict.VALID

    def as_json(self) -> dict[str, Any]:
        return {
            "result": self.result.value,
            "explanation": self.explanation and self.explanation.value,
            "lists": self.lists.value,
            "list_sequence": self.list_sequence,
            "list_as_of": self.list_as_of,
            "list_age": self.list_age,
            "issued_at": self.issued_at,
            "content": self.content and self.content.as_json(),
        }


def verify(text: str, *, ring: KeyRing, reader: ListReader, now: int) -> Answer:
    """`now` is in seconds since 1970. Whatever `text` is, there is an answer; it is "valid" only when nothing speaks against it."""
    try:
        content, envelope = fields.read(verify_cwt(to_message(text), SigningKey.Purpose.CREDENTIAL, ring=ring))
    except NotAccepted as refused:
        return Answer(Verdict(refused.code))
    revoked = reader.status(envelope.status_uri, envelope.status_index, now=now)
    in_force = reader.status(_in_force(envelope.status_uri), envelope.status_index, now=now)
    result, explanation = _judged(envelope, revoked, in_force, now)
    shown = revoked if revoked.as_of is not None else in_force
    return Answer(
        result,
        explanation,
        min(revoked.state, in_force.state, key=_WORST_FIRST.index),
        shown.sequence,
        shown.as_of,
        None if shown.as_of is None else max(0, now - shown.as_of),
        content,
        envelope.issued_at,
    )


def _judged(code: fields.Envelope, revoked: Status, in_force: Status, now: int) -> tuple[Verdict, Explanation | None]:
    """An annulment is final, so that even an old list proves it; everything else is reckoned with the moment of the list."""
    if revoked.bit:
        return Verdict.REVOKED, None
    if now < code.not_before:
        return Verdict.NOT_YET, None
    if now >= code.expires:
        renewed = in_force.bit == 1 and in_force.as_of is not None and in_force.as_of >= code.expires
        return Verdict.EXPIRED, Explanation.RENEWED if renewed else None
    return (Verdict.REVOKED, Explanation.SHORTENED) if _ended_early(code, in_force) else (Verdict.VALID, None)


def _ended_early(code: fields.Envelope, in_force: Status) -> bool:
    """The list was made after the code, on a day that the code calls paid, and the patent was not valid on it."""
    return in_force.bit == 0 and in_force.as_of is not None and max(code.issued_at + 1, code.not_before) <= in_force.as_of < code.expires


def _in_force(revoked_uri: str) -> str:
    return revoked_uri.replace(f"/{StatusList.Kind.REVOKED}/", f"/{StatusList.Kind.IN_FORCE}/")
