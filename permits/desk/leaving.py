"""What an early end leaves to do: by when whoever has no other ground of stay leaves. A longer ground makes it pointless, as it does
with every last day of a stay (`permits.status.rules.compose`)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from permits.status.rules.asking import Asked
from permits.status.rules.values import Duty
from portal.legal.explained import Explained, Step
from portal.legal.wording import said

_ARTICLE = _("Federal Law 115-FZ, art. 31, para. 2")


@dataclass(frozen=True)
class Ended:
    """The last document that officers ended, with the day by which its holder leaves."""

    permit_id: int
    ends_on: date
    leave_by: date


def leave_after_ending(asked: Asked, ended: Ended | None) -> Duty | None:
    """Nothing for who has left since, or came anew: the entry after the decision has a stay of its own."""
    stays = asked.facts.stays
    gone = bool(stays) and asked.present_stay is None
    entered = asked.entered_on or asked.facts.entered_on
    if ended is None or gone or (entered is not None and entered > ended.ends_on):
        return None
    step = Step(
        said(gettext_noop("The document ended on %(day)s; the days to leave run from the day after."), day=ended.ends_on),
        citation=_ARTICLE,
    )
    due = Explained(ended.leave_by, (step,))
    what = _(
        "Leave Russia by the end of this day, unless another ground of yours lasts longer. An appeal has its own last day: see the letter."
    )
    return Duty(
        key=f"leave:permit:{ended.permit_id}",
        code="leave",
        title=_("The last day to leave after your document was ended"),
        what=what,
        due=due,
        begun_on=ended.ends_on,
    )


__all__ = ["Ended", "leave_after_ending"]
