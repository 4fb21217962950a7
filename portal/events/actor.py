"""Who did it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The author of an event. `user_id` is None for the machine; for a "program" it is who made its key."""

    kind: str  # "person", "officer", "program", "system", "demo"
    user_id: int | None = None

    @property
    def human_id(self) -> int:
        """The user's id, for what only a person may do. Raises `ValueError` for the machine."""
        if self.user_id is None:
            raise ValueError("only a person may do this")
        return self.user_id


SYSTEM = Actor("system")


def actor_of(user: Any) -> Actor:
    """The signed-in user as an actor: staff act as officers, everybody else as persons."""
    return Actor("officer" if user.is_staff else "person", user.pk)
