"""Verifying on the portal itself: its own keys and lists as they stand, and its records where a kind of code has them at hand."""

from portal import clock
from portal.codes.kinds import kind_named
from portal.codes.lists import stored_list
from portal.codes.statuses import ListReader
from portal.codes.verdicts import Answer
from portal.codes.verifying import verify
from portal.signing.keys import KeyRing


def verify_here(text: str) -> Answer:
    ring = KeyRing.of_the_portal()
    answer = verify(text, ring=ring, reader=ListReader(stored_list, ring), now=int(clock.now().timestamp()))
    known = kind_named(answer.kind).known if answer.kind else None
    return known(answer) if known else answer


__all__ = ["verify_here"]
