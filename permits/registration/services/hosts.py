"""Who gives a place to stay."""

from dataclasses import asdict, dataclass
from typing import cast

from django.db import models, transaction
from stdnum.ru import inn as inn_check

from permits.registration.errors import HostDataTooLong, InnWrong
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
    """The account's host at this address; the same again is the one that is there. Raises `InnWrong`,
    `HostDataTooLong`, `UnknownRegion`."""
    regions.region(data.region)
    if not inn_check.is_valid(data.inn):
        raise InnWrong()
    told = asdict(data)
    _guard_lengths(told)
    same = {"owner_id": actor.human_id, "inn": told.pop("inn"), "address": told.pop("address")}
    return Host.objects.get_or_create(**same, defaults=told)[0]


def _guard_lengths(told: dict[str, str]) -> None:
    """Said in words before the database refuses it in its own."""
    for name in ("name", "address", "phone"):
        column = cast("models.CharField[str, str]", Host._meta.get_field(name))
        if len(told[name]) > (most := column.max_length or 0):
            raise HostDataTooLong(field=column.verbose_name, most=most)
