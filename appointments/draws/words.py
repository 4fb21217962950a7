"""How far a draw is, said as it is at this moment: what its state says is brought up to date by a task, each half minute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from appointments.draws.models import Draw
from appointments.draws.rules.times import draws_at

_TAGS: Final = {
    "announced": "neutral",
    "open": "active",
    "closed": "attention",
    "drawn": "right",
    "settled": "right",
    "called_off": "neutral",
}


@dataclass(frozen=True)
class Stage:
    """`words` and the kind of the status tag."""

    words: Any
    tag: str


def stage_of(draw: Draw, *, now: datetime) -> Stage:
    """Of a draw whose moment has come and whose task has not come by yet the stage that has begun."""
    if draw.state in (Draw.State.ANNOUNCED, Draw.State.OPEN):
        if now >= draw.requests_until:
            return Stage(_("requests have ended, the list is being closed"), _TAGS["closed"])
        if now >= draw.requests_from:
            return Stage(Draw.State.OPEN.label, _TAGS["open"])
    if draw.state == Draw.State.CLOSED and now >= draws_at(draw.requests_until):
        if draw.outside_source and not draw.outside_value:
            return Stage(_("the lot waits for the value from outside"), _TAGS["closed"])
        return Stage(_("the lot is being cast"), _TAGS["closed"])
    return Stage(draw.get_state_display(), _TAGS[draw.state])


__all__ = ["Stage", "stage_of"]
