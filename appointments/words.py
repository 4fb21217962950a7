"""How pages say services, offices and lists of lines, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from appointments.availability import opening
from appointments.models import Booking, Reception, Service, ServiceAtOffice
from appointments.purpose import is_needless
from appointments.selectors import zone_of
from portal import clock
from portal.accounts.models import Office

# Kinds of status tag for the states of an appointment.
TAGS: Final = {
    "held": "attention",
    "booked": "right",
    "arrived": "active",
    "done": "neutral",
    "no_show": "wrong",
    "cancelled": "neutral",
    "expired": "neutral",
}

_TOLD: Final = {
    "held": gettext_lazy("a time is chosen and not confirmed yet"),
    "booked": gettext_lazy("has an appointment"),
    "arrived": gettext_lazy("is at the office"),
    "done": gettext_lazy("visit done"),
    "no_show": gettext_lazy("did not come"),
    "cancelled": gettext_lazy("cancelled"),
    "expired": gettext_lazy("not confirmed in time"),
}


@dataclass(frozen=True)
class Moment:
    """A moment by the wall clock of an office."""

    day: date
    at: time


def moment(when: datetime, offered: ServiceAtOffice) -> Moment:
    local = when.astimezone(zone_of(offered.reception))
    return Moment(local.date(), local.time())


def from_utc(when: datetime, offered: ServiceAtOffice) -> str:
    """How far the clock of the office is from UTC at that moment: "UTC+3"; so that who reads it elsewhere knows the hour."""
    ahead = when.astimezone(zone_of(offered.reception)).utcoffset() or timedelta(0)
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    return f"UTC{'-' if ahead < timedelta(0) else '+'}{hours}{f':{minutes:02d}' if minutes else ''}"


@dataclass(frozen=True)
class OpeningShown:
    """When new days open, for a page: all by the clock of the office. `day` opens at `moment`; None while that is not made yet.
    Of extra times `extra_day` is the first, and they open at `extra`."""

    days_ahead: int
    at: time
    day: date | None
    moment: Moment | None
    extra_day: date | None
    extra: Moment | None


def opening_of(offered: ServiceAtOffice) -> OpeningShown:
    known = opening(offered, now=clock.now())
    opens = moment(known.opens_at, offered) if known.opens_at else None
    extra = moment(known.extra_opens_at, offered) if known.extra_opens_at else None
    return OpeningShown(known.days_ahead, known.at, known.day, opens, known.extra_day, extra)


def service_name(service: Service) -> str:
    return service.name_ru if get_language() == "ru" else service.name_en


def state_words(booking: Booking) -> str:
    """What has become of an appointment, said to the person."""
    return _("you are booked") if booking.state == Booking.State.BOOKED else booking.get_state_display()


def told_to_officers(booking: Booking) -> str:
    """The same, said of the person."""
    return str(_TOLD[booking.state])


def ended_on(booking: Booking) -> date | None:
    """The civil day, at the office of the visit, on which the application that it is for ended; None while there is something to come
    for."""
    ended = booking.case.closed_at if booking.case and is_needless(booking) else None
    return moment(ended, booking.offered).day if ended else None


def to_bring(service: Service) -> list[str]:
    text = service.bring_ru if get_language() == "ru" else service.bring_en
    return [line for line in map(str.strip, text.splitlines()) if line]


def way_to(reception: Reception) -> str:
    return reception.way_ru if get_language() == "ru" else reception.way_en


def spoken(reception: Reception) -> list[str]:
    """The languages of the desks, each by its own name."""
    return [str(LANG_INFO[code]["name_local"]) for code in reception.languages if "name_local" in LANG_INFO.get(code, {})]


def office_name(office: Office) -> str:
    return office.name_ru if get_language() == "ru" else office.name_en


def address_of(office: Office) -> str:
    return office.address_ru if get_language() == "ru" else office.address_en


__all__ = [
    "TAGS",
    "address_of",
    "ended_on",
    "from_utc",
    "office_name",
    "opening_of",
    "service_name",
    "spoken",
    "state_words",
    "to_bring",
    "told_to_officers",
    "way_to",
]
