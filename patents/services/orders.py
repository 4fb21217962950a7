"""What follows when an extension order has moved a patent's last day."""

from datetime import date

from django.db import transaction

from patents.models import Patent
from patents.services.recount import recount
from portal.events.actor import Actor


@transaction.atomic
def count_money_again(*, patent_id: int, actor: Actor, on: date) -> Patent:
    """Money that came after the paid day, and before the day that the order gives, has come in time after all. Twice changes nothing."""
    patent = Patent.objects.select_for_update(of=("self",), no_key=True).get(pk=patent_id)
    return recount(patent, actor=actor, on=on)
