"""Looking once more before an appointment moves: from where, to where, and how many changes are left."""

from datetime import date, time
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from appointments.availability import channels_for, free_times, open_places
from appointments.errors import SlotTaken
from appointments.forms import MoveForm
from appointments.models import Booking, ServiceAtOffice
from appointments.purpose import deadline_of
from appointments.rules.deadline import NeededBy
from appointments.services import move_booking, move_party
from appointments.services.booking import has_begun
from appointments.views.choosing import HOLDS
from appointments.views.visits import VisitMixin
from appointments.words import address_of, office_name, way_to
from portal import clock
from portal.edge.limits import count_against
from portal.errors import DomainError


class MoveView(VisitMixin, TemplateView):
    """`?office=&day=&at=` say where to. The button moves; until then nothing has changed and nothing is kept."""

    template_name = "appointments/move.html"

    @cached_property
    def wanted(self) -> tuple[str, date, time] | None:
        form = MoveForm(self.request.GET)
        if not form.is_valid():
            return None
        return form.cleaned_data["office"], form.cleaned_data["day"], form.cleaned_data["at"]

    @cached_property
    def to(self) -> ServiceAtOffice:
        """The same service where the person wants to come."""
        offered = ServiceAtOffice.objects.filter(service=self.booking.service_id, is_offered=True, reception__is_open=True)
        office = self.wanted[0] if self.wanted else ""
        found = offered.filter(reception__office__code=office).select_related("service", "reception__office").first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def deadline(self) -> NeededBy | None:
        return deadline_of(self.cases, today=clock.today())

    @property
    def channels(self) -> tuple[str, ...]:
        return channels_for(self.to, self.deadline, now=clock.now())

    @property
    def _times_url(self) -> str:
        assert self.wanted is not None
        path = reverse("appointments:times", args=[self.booking.service.code, self.to.reception.office.code])
        return f"{path}?move={self.booking.number}&day={self.wanted[1].isoformat()}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._led_elsewhere() or super().get(request, *args, **kwargs)

    def _led_elsewhere(self) -> HttpResponse | None:
        """Where there is nothing to look at: the appointment is over or there already, no time was chosen, or it is taken."""
        if self.wanted is None:
            return redirect(f"{reverse('appointments:offices', args=[self.booking.service.code])}?move={self.booking.number}")
        office, day, at = self.wanted
        is_there = (self.booking.offered.reception.office.code, self.booking.day, self.booking.at) == (office, day, at)
        if self.booking.state != Booking.State.BOOKED or has_begun(self.booking, by_office=False) or is_there:
            return redirect("appointments:visit", self.booking.number)
        places = open_places(self.to, now=clock.now(), channels=self.channels)
        if all(one.at != at for one in free_times(places, day, size=len(self.together))):
            messages.error(self.request, str(SlotTaken()))
            return redirect(self._times_url)
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.wanted is not None
        _office, day, at = self.wanted
        office = self.to.reception.office
        return super().get_context_data(
            to={"day": day, "at": at, "office": office_name(office), "address": address_of(office), "way": way_to(self.to.reception)},
            is_elsewhere=self.to.pk != self.booking.offered_id,
            is_late=self.deadline is not None and not self.deadline.is_kept_on(day),
            deadline=self.deadline,
            times_url=self._times_url,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if (elsewhere := self._led_elsewhere()) is not None:
            return elsewhere
        assert self.wanted is not None
        count_against(HOLDS, request.user.pk)
        _office, day, at = self.wanted
        chosen: dict[str, Any] = {"offered_id": self.to.pk, "day": day, "at": at, "actor": self.actor, "channels": self.channels}
        try:
            if len(self.together) > 1 and self.booking.party is not None:
                move_party(party=self.booking.party, people=self.people, **chosen)
            else:
                move_booking(booking_id=self.booking.pk, **chosen)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self._times_url)
        messages.success(request, _("The appointment is moved. The number stays the same."))
        return redirect("appointments:visit", self.booking.number)


__all__ = ["MoveView"]
