"""One verdict on a code of an interim certificate. `verify` needs keys and a moment; `verify_here` "
"also asks whether a decision has come."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from permits.interim import fields
from permits.interim.models import InterimCertificate
from permits.interim.selectors import is_over
from portal import clock
from portal.signing.code_text import to_message
from portal.signing.cose import verify_cwt
from portal.signing.errors import NotAccepted
from portal.signing.keys import KeyRing
from portal.signing.models import SigningKey


class Verdict(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"  # this code's days are over; the holder may have a fresh one
    NOT_YET = "not_yet"
    ENDED = "ended"  # the application was decided or withdrawn
    TAMPERED = "tampered"
    FOREIGN_KEY = "foreign_key"
    WITHDRAWN_KEY = "withdrawn_key"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Answer:
    """`content` is what the code says, and is there only when the portal has signed it."""

    result: Verdict
    content: fields.Content | None = None

    @property
    def valid(self) -> bool:
        return self.result is Verdict.VALID

    def as_json(self) -> dict[str, Any]:
        return {"type": "interim_certificate", "result": self.result.value, "content": self.content and self.content.as_json()}


def verify(text: str, *, ring: KeyRing, now: int) -> Answer:
    """`now` is in seconds since 1970. Whatever `text` is, there is an answer."""
    try:
        content, envelope = fields.read(verify_cwt(to_message(text), SigningKey.Purpose.CREDENTIAL, ring=ring))
    except NotAccepted as refused:
        return Answer(Verdict(refused.code))
    if now < envelope.not_before:
        return Answer(Verdict.NOT_YET, content)
    return Answer(Verdict.EXPIRED if now >= envelope.expires else Verdict.VALID, content)


def verify_here(text: str) -> Answer:
    """With the portal's own keys, and with what it knows today: a decision ends every code at once."""
    answer = verify(text, ring=KeyRing.of_the_portal(), now=int(clock.now().timestamp()))
    if answer.content is None:
        return answer
    known = InterimCertificate.objects.select_related("case").filter(number=answer.content.number).first()
    return replace(answer, result=Verdict.ENDED) if known is None or is_over(known) else answer


__all__ = ["Answer", "Verdict", "verify", "verify_here"]
