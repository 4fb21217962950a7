"""On what a patent is handed out: a card with an electronic carrier, or paper with a code (115-FZ art. 13.3 (29); MVD order 805).

A region issues cards only while its agreement with the Ministry is in force. What the two carriers say is the same.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from portal.legal.explained import Explained, Step
from portal.legal.figures import LegalText
from portal.legal.wording import said

CARD_LAW = _("Federal Law 115-FZ, art. 13.3, para. 29; MVD order 805 of 02.11.2021")


class Carrier(StrEnum):
    CARD = "card"
    PAPER = "paper"


def carrier(agreement: LegalText | None) -> Explained[Carrier]:
    """`agreement` is the region's, as it stands on the day asked about; None when none is in force."""
    if agreement is None:
        steps = (
            Step(_("Cards are issued only where an agreement between the Ministry and the region is in force."), citation=CARD_LAW),
            Step(
                _("No such agreement is known for this region on this day: the patent is printed on paper with a code."), citation=CARD_LAW
            ),
        )
        return Explained(Carrier.PAPER, steps)
    since = agreement.since
    return Explained(
        Carrier.CARD,
        (
            Step(_("Cards are issued only where an agreement between the Ministry and the region is in force."), citation=CARD_LAW),
            Step(
                said(gettext_noop("Agreement %(number)s is in force since %(since)s."), number=agreement.value, since=since),
                citation=agreement.citation,
            ),
        ),
    )


__all__ = ["Carrier", "carrier"]
