"""A person's duties as a calendar (RFC 5545): whole days, stable identities, alarms by the person's wish.

Nothing of the person is in it but the words of the duties: no name, no number of a document.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from icalendar import Alarm, Calendar, Event, vDuration

from permits.status.rules.values import Duty

ONE_DAY: Final = timedelta(days=1)
REFRESH: Final = timedelta(hours=12)


def digest_of(duty: Duty) -> str:
    """Of what a calendar shows of the duty: when it changes, the event has changed."""
    words = "\x1f".join([str(duty.named_outside), str(duty.what), duty.due.value.isoformat()])
    return hashlib.sha256(words.encode()).hexdigest()


def calendar_file(duties: Sequence[Duty], *, person_id: int, told: dict[str, tuple[int, datetime]], alarm_days: Sequence[int]) -> bytes:
    """`told`: sequence and moment of the last change of each duty. In the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Migration Services Portal//Duties//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", gettext("My dates in Russia"))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for duty in duties:
        sequence, changed = told[duty.key]
        calendar.add_component(_event(duty, person_id, sequence=sequence, changed=changed, alarm_days=alarm_days))
    return bytes(calendar.to_ical())


def _event(duty: Duty, person_id: int, *, sequence: int, changed: datetime, alarm_days: Sequence[int]) -> Event:
    event = Event()
    event.add("uid", uid_of(person_id, duty.key))
    event.add("dtstamp", changed)  # not the moment of reading: the file is the same until something changes
    event.add("dtstart", duty.due.value)
    event.add("dtend", duty.due.value + ONE_DAY)  # the first moment after it: the last day itself is inside
    event.add("summary", str(duty.named_outside), parameters={"language": get_language() or "ru"})
    event.add("description", str(duty.what))
    event.add("url", settings.SITE_URL.rstrip("/") + reverse("permits-status:status"))
    event.add("sequence", sequence)
    event.add("last-modified", changed)
    event.add("transp", "TRANSPARENT")  # a last day keeps nobody busy
    event.add("class", "PRIVATE")
    for days in alarm_days:
        event.add_component(_alarm(duty, days))
    return event


def _alarm(duty: Duty, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", str(duty.named_outside))
    alarm.add("trigger", -days * ONE_DAY)
    return alarm


def uid_of(person_id: int, key: str) -> str:
    """The same for the same duty of the same person, and telling nothing of either."""
    words = f"calendar\x1f{person_id}\x1f{key}".encode()
    name = hmac.digest(settings.SECRET_KEY.encode(), words, hashlib.sha256).hex()[:40]
    return f"{name}@{urlsplit(settings.SITE_URL).hostname}"


__all__ = ["calendar_file", "digest_of", "uid_of"]
