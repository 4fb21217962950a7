"""Cards that a withdrawn key has signed, recalled a few at a time: there may be as many as three months have made."""

from typing import Final

from django.db.models import Q, QuerySet

from patents.card.models import Card
from patents.card.services import recall_card
from portal.events.actor import SYSTEM
from portal.jobs.services import start_job
from portal.signing.certificates import withdrawn_serials
from portal.signing.models import SigningKey

KIND: Final = "patents.cards.recall"


def signed_by_withdrawn_keys() -> QuerySet[Card]:
    """Personalised or handed out cards whose code or seal nobody accepts any more."""
    gone = SigningKey.objects.filter(purpose=SigningKey.Purpose.CREDENTIAL, state=SigningKey.State.WITHDRAWN).values("kid")
    made = Card.objects.filter(state__in=[Card.State.PERSONALISED, Card.State.HANDED_OUT])
    return made.filter(Q(code_kid__in=gone) | Q(signer_serial__in=withdrawn_serials()))


def recall_cards_of_withdrawn_keys() -> None:
    """Start the work, when there is any."""
    many = signed_by_withdrawn_keys().count()
    if many:
        start_job(kind=KIND, total=many, actor=SYSTEM)


def recall_some(most: int, *, at_once: int) -> int:
    """Returns how many were recalled, `most` at the most."""
    found = list(signed_by_withdrawn_keys().order_by("pk").values_list("pk", flat=True)[: min(most, at_once)])
    for card_id in found:
        recall_card(card_id=card_id, reason=Card.Recall.KEY_WITHDRAWN, actor=SYSTEM)
    return len(found)


__all__ = ["KIND", "recall_cards_of_withdrawn_keys", "recall_some", "signed_by_withdrawn_keys"]
