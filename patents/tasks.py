from celery import shared_task

from patents.services import remind_of_contracts


@shared_task
def remind_of_contract_notices() -> None:
    """Run by beat every hour: tells holders of patents that the days for the copy of the contract run out."""
    remind_of_contracts()
