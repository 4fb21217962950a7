"""What follows for cards from what happened to patents and keys."""

from patents.card.events import CardPersonalised
from patents.card.models import Card
from patents.card.recalls import recall_cards_of_withdrawn_keys
from patents.card.services import recall_card
from patents.credential.indices import note_change
from patents.events import PatentAnnulled, PatentReprinted
from patents.models import PatentReprint
from portal.events.actor import SYSTEM
from portal.events.models import Event
from portal.events.registry import handles
from portal.signing.events import SigningKeyWithdrawn


@handles(CardPersonalised)
def publish_its_place(event: Event) -> None:
    """The card's place in the status lists is built with the next list."""
    note_change(event.subject_id)


@handles(PatentAnnulled)
def recall_of_the_annulled(event: Event) -> None:
    """A card that is only asked for is refused when it is made. Twice changes nothing."""
    for card in Card.objects.filter(patent_id=event.subject_id, state__in=Card.LIVE):
        recall_card(card_id=card.pk, reason=Card.Recall.ANNULLED, actor=SYSTEM)


@handles(PatentReprinted)
def recall_of_the_sheet_before(event: Event) -> None:
    """A card made from the new sheet, perhaps before this event came, stays."""
    sheet = PatentReprint.objects.values_list("blank", flat=True).get(pk=event.payload["reprint_id"])
    for card in Card.objects.filter(patent_id=event.subject_id, state__in=Card.LIVE, sheet__lt=sheet):
        recall_card(card_id=card.pk, reason=Card.Recall.NEW_SHEET, actor=SYSTEM)


@handles(SigningKeyWithdrawn)
def recall_of_the_withdrawn_key(event: Event) -> None:
    """Whatever a withdrawn key has signed is refused by everybody: the cards are made again."""
    recall_cards_of_withdrawn_keys()
