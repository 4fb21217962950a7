"""How pages and letters say services, offices and moments of the waiting list."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from appointments.models import Service, ServiceAtOffice
from appointments.selectors import zone_of
from portal.accounts.models import Office


def service_name(service: Service) -> str:
    return service.name_ru if get_language() == "ru" else service.name_en


def office_name(office: Office) -> str:
    return office.name_ru if get_language() == "ru" else office.name_en


def moment(at: datetime, offered: ServiceAtOffice) -> datetime:
    """The same moment by the wall clock of the office; civil dates and times of it are those of the office."""
    return at.astimezone(zone_of(offered.reception)).replace(tzinfo=None)


# Kinds of status tag for the states of an entry.
TAGS: dict[str, Any] = {"waiting": "active", "offered": "attention", "booked": "right", "left": "neutral", "over": "neutral"}
