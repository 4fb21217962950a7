"""Who gives a place to stay."""

from dataclasses import asdict, dataclass

from django.db import transaction
from stdnum.ru import inn as inn_check

from permits.registration.errors import InnWrong
from permits.registration.models import Host
from portal.events.actor import Actor
from portal.legal import regions


@dataclass(frozen=True, kw_only=True)
class HostData:
    kind: str  # Host.Kind
    name: str
    inn: str
    region: str
    address: str
    phone: str


@transaction.atomic
def add_host(*, data: HostData, actor: Actor) -> Host:
    """The account's host at this address; the same again is the one that is there. Raises `InnWrong`, `UnknownRegion`."""
    regions.region(data.region)
    if not inn_check.is_valid(data.inn):
        raise InnWrong()
    told = asdict(data)
    same = {"owner_id": actor.human_id, "inn": told.pop("inn"), "address": told.pop("address")}
    return Host.objects.get_or_create(**same, defaults=told)[0]
