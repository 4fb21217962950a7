from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from permits.rules.entered import Problem
from portal.errors import RuleViolation, WrongState


class PaperDoesNotFit(RuleViolation):
    """What is printed does not fit together, or beside what the person holds. `problems` say it by field."""

    code = "paper_does_not_fit"
    message = _("What was entered does not fit together. Compare the fields that are named with the paper.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


class EndingOpen(WrongState):
    code = "ending_open"
    message = _("A proposal to end this document already waits for a second officer.")


class EndingGone(WrongState):
    code = "ending_gone"
    message = _("This proposal waits no more: it was confirmed or returned.")
