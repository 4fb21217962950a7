"""Sentences that several rules say."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.legal.explained import Step
from portal.legal.wording import said

# No source tells what follows from being late for these; the office does.
DO_IT_LATE: Final = _("Do it now all the same. What follows from the delay is not established here: ask the migration office.")

TO_THE_OFFICE: Final = _(
    "Go to the migration office today and take the document and the letters about it with you: whoever stays without a ground may be "
    "entered into the register of controlled persons and told to leave. If you have left Russia, tell the portal when. If another ground "
    "lasts longer, put it into your profile."
)


def stated(day: date, citation: Any = "") -> Step:
    return Step(said(gettext_noop("The document says: valid until %(day)s."), day=day), day, citation)


def stay_until(day: date | None) -> Any:
    if day is None:
        return _("You may stay in Russia. Your permit has no last day.")
    return said(gettext_noop("You may stay in Russia until %(day)s, that day included."), day=day)
