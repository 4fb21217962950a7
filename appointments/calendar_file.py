"""One appointment as a calendar file (RFC 5545). It names the office, the service and the number; nothing of the person.

The identity stays the same and the sequence grows with every move, with the cancellation, and when a decree moves the clock of the
office, so that a calendar replaces the former entry. Moments are in UTC: every calendar shows them right, whatever it knows of the zones
of Russia."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from icalendar import Calendar, Event

from appointments.models import Booking
from appointments.words import address_of, office_name, service_name

_OVER = frozenset({Booking.State.CANCELLED, Booking.State.EXPIRED})


def calendar_file(booking: Booking) -> bytes:
    """In the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Migration Services Portal//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if booking.state in _OVER else "PUBLISH")
    calendar.add_component(_event(booking))
    return bytes(calendar.to_ical())


def _event(booking: Booking) -> Event:
    office, is_over = booking.offered.reception.office, booking.state in _OVER
    event = Event()
    event.add("uid", f"{booking.number}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", booking.closed_at or booking.confirmed_at or booking.created_at)
    event.add("dtstart", booking.starts_at)
    event.add("dtend", booking.ends_at)
    event.add("sequence", booking.version + booking.clock_changes + is_over)
    event.add("status", _status(booking))
    event.add("summary", service_name(booking.service), parameters={"language": get_language() or "ru"})
    event.add("location", f"{office_name(office)}, {address_of(office)}")
    event.add("description", gettext("Appointment number: %(number)s") % {"number": booking.number})
    event.add("url", settings.SITE_URL.rstrip("/") + reverse("appointments:visit", args=[booking.number]))
    event.add("class", "PRIVATE")
    return event


def _status(booking: Booking) -> str:
    if booking.state in _OVER:
        return "CANCELLED"
    return "TENTATIVE" if booking.state == Booking.State.HELD else "CONFIRMED"


__all__ = ["calendar_file"]
