"""The appointment for the person's own calendar."""

from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from appointments.calendar_file import calendar_file
from appointments.views.visits import VisitMixin


class CalendarView(VisitMixin, View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, booking_number: str) -> HttpResponse:
        response = HttpResponse(calendar_file(self.booking), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{self.booking.number}.ics"'
        response.headers["Cache-Control"] = "private, no-store"
        return response


__all__ = ["CalendarView"]
