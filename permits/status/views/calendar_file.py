"""The file that calendars read. No session, no cookie: the address itself is the key."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.generic import View

from permits.status.calendar_file import calendar_file, digest_of
from permits.status.models import CalendarAddress, ReminderWish, every_day
from permits.status.reading import status_of
from permits.status.services.calendar import hash_of, note_events
from portal.edge import client
from portal.edge.limits import Limit, count_against

READS: Final = Limit("status.calendar.read", times=60, per_seconds=3600)
WRONG: Final = Limit("status.calendar.wrong", times=30, per_seconds=3600)
SECRET_LENGTH: Final = 43  # 32 bytes as URL-safe base64


class CalendarFileView(View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        address = self._address(request, secret)
        owner = address.person.user
        with translation.override(owner.language if owner else None):
            response = HttpResponse(_file(address), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="dates.ics"'
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _address(self, request: HttpRequest, secret: str) -> CalendarAddress:
        """A revoked address answers like one that never was. Wrong ones are counted by the asker, right ones by themselves."""
        asked = CalendarAddress.objects.select_related("person__user").filter(revoked_at=None, person__user__is_active=True)
        found = asked.filter(secret_hash=hash_of(secret)).first() if len(secret) == SECRET_LENGTH else None
        if found is None:
            count_against(WRONG, client.network(request))
            raise Http404
        count_against(READS, found.pk)
        return found


def _file(address: CalendarAddress) -> bytes:
    seen = status_of(address.person)
    duties = seen.status.open_duties()
    told = note_events(person_id=address.person_id, duties=[(duty, digest_of(duty)) for duty in duties])
    wish = ReminderWish.objects.filter(person_id=address.person_id).first()
    days = (wish.days if wish.alarms else []) if wish else every_day()
    return calendar_file(duties, person_id=address.person_id, told=told, alarm_days=days)
