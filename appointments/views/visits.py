"""One appointment under its number: kept and waiting to be confirmed, confirmed, cancelled; and the list of them."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from appointments.errors import PlaceClosed
from appointments.models import Booking, Slot
from appointments.purpose import CaseFacts, cases_for, deadline_of
from appointments.rules.number import canonical
from appointments.selectors import kept_with, own_bookings, party_of
from appointments.services import cancel_booking, cancel_party, confirm_booking, confirm_party, let_go_of_closed
from appointments.services.booking import HOLD, has_begun
from appointments.services.limits import Outlook, is_imposed, outlook
from appointments.services.whom import changed_since
from appointments.words import TAGS, address_of, ended_on, moment, office_name, service_name, state_words, to_bring, way_to
from portal import clock
from portal.errors import DomainError
from portal.ui.qr import drawn
from profiles.visitors import ForWhomMixin

SHOWN = 50


class MineView(ForWhomMixin, TemplateView):
    """What is ahead, the nearest first, and what was."""

    template_name = "appointments/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = own_bookings(self.request.user)
        ahead = [self._row(one) for one in own.filter(state__in=Booking.ACTIVE).order_by("starts_at")[:SHOWN]]
        past = [self._row(one) for one in own.exclude(state__in=Booking.ACTIVE).order_by("-starts_at")[:SHOWN]]
        return super().get_context_data(ahead=ahead, past=past, **kwargs)

    def _row(self, booking: Booking) -> tuple[Booking, str, str, str, str, Any]:
        office = office_name(booking.offered.reception.office)
        return booking, service_name(booking.service), office, TAGS[booking.state], state_words(booking), self.acted_for(booking.person)


class VisitMixin(ForWhomMixin):
    """`self.booking` is the person's or her child's; anything else answers like an appointment that does not exist."""

    @cached_property
    def booking(self) -> Booking:
        typed = self.kwargs["booking_number"]
        found = own_bookings(self.request.user).filter(number=canonical(typed) or typed).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def together(self) -> list[Booking]:
        return party_of(self.booking, self.request.user)

    @cached_property
    def everybody(self) -> list[Booking]:
        """Also those who came together and whose time the office closed before it was confirmed."""
        return list({one.pk: one for one in (*self.together, *kept_with(self.booking, self.request.user))}.values())

    @property
    def lost(self) -> list[Booking]:
        """Whose time the office closed while the others are kept still."""
        if all(one.state != Booking.State.HELD for one in self.everybody):
            return []
        return [one for one in self.everybody if one.state == Booking.State.CANCELLED]

    @property
    def people(self) -> list[int]:
        """Those of the party for whom the user acts."""
        return [one.person_id for one in self.everybody]

    @cached_property
    def cases(self) -> dict[int, CaseFacts]:
        return cases_for(self.booking.service, [one.person for one in self.together])

    @property
    def is_closed(self) -> bool:
        """Whether the office cannot receive one of them at the time, and owes another."""
        return any(one.state == Booking.State.BOOKED and one.slot.state == Slot.State.CLOSED for one in self.together)

    @cached_property
    def is_imposed(self) -> bool:
        """Whether the office has moved one of them to this time, so that to leave it counts for nobody."""
        return self.booking.state == Booking.State.BOOKED and any(map(is_imposed, self.together))

    @property
    def outlook(self) -> Outlook | None:
        """What a change would mean for those who come; None when nothing can be changed, or a change counts for nobody."""
        if self.booking.state != Booking.State.BOOKED or self.is_closed or self.is_imposed:
            return None
        return outlook([one.person_id for one in self.together], self.booking.offered, now=clock.now(), account=self.request.user.pk)

    @property
    def again_url(self) -> str:
        """The same day again, for the same people and the same application."""
        booking = self.booking
        who = [self._who(one) for one in self.everybody]
        path = reverse("appointments:times", args=[booking.service.code, booking.offered.reception.office.code])
        case = f"&case={booking.case.reference}" if booking.case else ""
        return f"{path}?{'&'.join(f'who={one}' for one in who)}{case}&day={booking.day.isoformat()}"

    def _who(self, booking: Booking) -> str:
        return next((str(held.number) for held in self.children if held.child_id == booking.person_id), "me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        booking = self.booking
        reception = booking.offered.reception
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            booking=booking,
            together=self.together,
            acted_for=self.acted_for(booking.person) if len(self.together) == 1 else None,
            service=service_name(booking.service),
            reception=reception,
            office=office_name(reception.office),
            address=address_of(reception.office),
            way=way_to(reception),
            bring=to_bring(booking.service),
            tag=TAGS[booking.state],
            again_url=self.again_url,
            outlook=self.outlook,
            ended_on=ended_on(booking),
            **kwargs,
        )
        return context


class VisitView(VisitMixin, TemplateView):
    """The page of a kept time has one button, which confirms; then the same address is the sheet to bring along."""

    def get_template_names(self) -> list[str]:
        return ["appointments/hold.html" if self.booking.state == Booking.State.HELD else "appointments/visit.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        booking, now = self.booking, clock.now()
        deadline = deadline_of(self.cases, today=clock.today())
        until = booking.hold_until
        return super().get_context_data(
            seconds_left=max(0, int((until - now).total_seconds())) if until else 0,
            until=moment(until, booking.offered) if until else None,
            is_kept_long=until is not None and until - now > HOLD,  # a place of the lot
            deadline=deadline,
            is_late=deadline is not None and not deadline.is_kept_on(booking.day),
            already="already" in self.request.GET and booking.state in Booking.ACTIVE,
            is_booked=booking.state == Booking.State.BOOKED,
            is_closed=self.is_closed,
            is_imposed=self.is_imposed,
            changed=[(one, found) for one in self.together if (found := changed_since(one))]
            if booking.state == Booking.State.BOOKED and not self.is_closed
            else [],
            lost=self.lost,
            who=self._who(booking),
            was_confirmed=booking.confirmed_at is not None,
            may_change=booking.state == Booking.State.BOOKED and not has_begun(booking, by_office=False),
            codes=[(one, drawn(one.number)) for one in self.together]
            if booking.state == Booking.State.BOOKED and not self.is_closed
            else [],
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        booking, again_url = self.booking, self.again_url
        try:
            if booking.party is not None:
                confirm_party(party=booking.party, actor=self.actor, people=self.people)
            else:
                confirm_booking(booking_id=booking.pk, actor=self.actor)
        except PlaceClosed as error:
            if booking.party is not None:
                let_go_of_closed(party=booking.party, actor=self.actor, people=self.people)
            messages.error(request, str(error))
            return redirect(again_url)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(again_url)
        return redirect("appointments:visit", booking.number)


class CancelView(VisitMixin, TemplateView):
    """Asks once more. Of people who come together one may stay away, or all of them."""

    template_name = "appointments/cancel.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.booking.state not in Booking.CHANGEABLE or has_begun(self.booking, by_office=False):
            return redirect("appointments:visit", self.booking.number)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """`kept`: from the page of a time that is not confirmed yet; it may be an old page, in another tab."""
        booking, was_held = self.booking, "kept" in request.POST
        again_url = self.again_url
        try:
            if booking.party is not None and was_held and self.lost:
                let_go_of_closed(party=booking.party, actor=self.actor, people=self.people)
            elif booking.party is not None and (was_held or request.POST.get("who") == "all"):
                cancel_party(party=booking.party, actor=self.actor, people=self.people, only_held=was_held)
            else:
                cancel_booking(booking_id=booking.pk, actor=self.actor, only_held=was_held)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("appointments:visit", booking.number)
        if was_held:
            return redirect(again_url)
        messages.success(request, _("The appointment is cancelled. The time goes to somebody else."))
        return redirect("appointments:mine")
