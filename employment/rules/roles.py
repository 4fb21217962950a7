"""What each role of a member may do for the organisation."""

from typing import Final

READ, CHECK, MANAGE = "read", "check", "manage"
MAY: Final = {"owner": frozenset({READ, CHECK, MANAGE}), "hr": frozenset({READ, CHECK}), "viewer": frozenset({READ})}


def may(role: str, act: str) -> bool:
    return act in MAY.get(role, frozenset())
