"""Who did it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The author of an event. `user_id` is None for the machine."""

    kind: str  # "person", "officer", "system", "demo"
    user_id: int | None = None


SYSTEM = Actor("system")


def actor_of(user: Any) -> Actor:
    """The signed-in user as an actor: staff act as officers, everybody else as persons."""
    return Actor("officer" if user.is_staff else "person", user.pk)
