"""One verdict on a code of any kind, the same here, in the browser (portal/ui/frontend/src/credential) and on the command line.

It needs keys, a moment and, if there are any, status lists: no database."""

from collections.abc import Mapping
from typing import Any

from portal.codes.envelope import Content, Envelope, Place, read_envelope
from portal.codes.kinds import CodeKind, kinds
from portal.codes.statuses import ListReader, ListState, Status
from portal.codes.verdicts import Answer, Explanation, Verdict
from portal.signing.code_text import to_message
from portal.signing.cose import verify_any
from portal.signing.errors import ForeignKey, NotAccepted, Unreadable
from portal.signing.keys import KeyRing

_WORST_FIRST = (ListState.REPLAYED, ListState.BAD, ListState.NO_PLACE, ListState.NONE, ListState.OLD, ListState.FRESH)
_Judgement = tuple[Verdict, Explanation | None]


def verify(text: str, *, ring: KeyRing, reader: ListReader, now: int) -> Answer:
    """`now` is in seconds since 1970. Whatever `text` is, there is an answer; it is "valid" only when nothing speaks against it and no
    list was offered that is not to be trusted."""
    try:
        kind, content, envelope = _read(text, ring)
    except NotAccepted as refused:
        return Answer(Verdict(refused.code))
    if envelope.place is None:
        revoked = in_force = Status(ListState.NO_PLACE)
    else:
        revoked = reader.status(envelope.place.uri, envelope.place.index, now=now)
        second = _other_list(kind, envelope.place)
        in_force = reader.status(second, envelope.place.index, now=now) if second else revoked
    result, explanation = _judged(kind, envelope, revoked, in_force, now)
    lists = min(revoked.state, in_force.state, key=_WORST_FIRST.index)
    if result is Verdict.VALID and lists in {ListState.REPLAYED, ListState.BAD}:
        result = Verdict.NOT_JUDGED
    shown = revoked if revoked.as_of is not None else in_force
    return Answer(
        result,
        explanation,
        lists,
        shown.sequence,
        shown.as_of,
        None if shown.as_of is None else max(0, now - shown.as_of),
        content,
        envelope.issued_at,
        kind.name,
    )


def _read(text: str, ring: KeyRing) -> tuple[CodeKind, Content, Envelope]:
    """What the portal has signed, with a key for this very kind. Raises a `NotAccepted`."""
    purpose, claims = verify_any(to_message(text), {kind.purpose for kind in kinds()}, ring=ring)
    kind = _kind_of(claims)
    if kind.purpose != purpose:
        raise ForeignKey  # the key signs another kind of document
    try:
        content, envelope = kind.content(claims), read_envelope(claims)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable from error
    if envelope.place is not None and envelope.place.uri.split("/")[-2:-1] != [kind.revoked]:
        raise Unreadable  # it names a list of another kind
    return kind, content, envelope


def _kind_of(claims: Mapping[Any, Any]) -> CodeKind:
    """By its one private claim."""
    found = [kind for kind in kinds() if kind.claim in claims]
    if len(found) != 1:
        raise Unreadable
    return found[0]


def _other_list(kind: CodeKind, place: Place) -> str:
    return place.uri.replace(f"/{kind.revoked}/", f"/{kind.in_force}/") if kind.in_force else ""


def _judged(kind: CodeKind, code: Envelope, revoked: Status, in_force: Status, now: int) -> _Judgement:
    """What has ended never comes back, so that even an old list proves it; everything else is reckoned with the moment of the list."""
    if revoked.bit:
        return Verdict.REVOKED, Explanation.REPLACED if kind.in_force and _only_replaced(revoked, in_force) else None
    if now < code.not_before:
        return Verdict.NOT_YET, None
    goes_on = in_force.bit == 1 if kind.in_force else revoked.bit == 0
    if code.expires is not None and now >= code.expires:
        renewed = goes_on and in_force.as_of is not None and in_force.as_of >= code.expires
        return Verdict.EXPIRED, Explanation.RENEWED if renewed else None
    ended = kind.in_force and _ended_early(code, in_force)
    return (Verdict.REVOKED, Explanation.SHORTENED) if ended else (Verdict.VALID, None)


def _ended_early(code: Envelope, in_force: Status) -> bool:
    """The list was made after the code, on a day that the code speaks of, and the document was not valid on it."""
    if in_force.bit != 0 or in_force.as_of is None or in_force.as_of < max(code.issued_at + 1, code.not_before):
        return False
    return code.expires is None or in_force.as_of < code.expires


def _only_replaced(revoked: Status, in_force: Status) -> bool:
    """The list of valid documents says so when, or after, the code stood in the other. An older list cannot know of an annulment."""
    return in_force.bit == 1 and in_force.as_of is not None and revoked.as_of is not None and in_force.as_of >= revoked.as_of
