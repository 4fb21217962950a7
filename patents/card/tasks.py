from celery import shared_task

from patents.card.recalls import recall_cards_of_withdrawn_keys


@shared_task
def recall_cards() -> None:
    """Run by beat: a card that was being made while its key was withdrawn is recalled as well."""
    recall_cards_of_withdrawn_keys()
