"""Everything that the board shows to one officer, read once for one request."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from appointments.board.forms import NumberForm, TicketForm
from appointments.board.models import Screen, UnmarkedDay, Visit
from appointments.board.person_form import PersonForm
from appointments.board.selectors import Day, day_of, services_of, waiting_for
from appointments.board.services.desk import may_act
from appointments.board.words import named
from appointments.models import Desk, Reception
from appointments.selectors import zone_of
from cases.models import Case
from portal import clock
from portal.accounts.permissions import is_supervisor
from portal.admin_site import site

DESK_OF_THE_DAY: Final = "board_desk"
COUNTS: Final = {
    "expected": _("Still to come"),
    "waiting": _("Waiting"),
    "called": _("Called"),
    "in_service": _("At the desk"),
    "done": _("Done"),
    "no_show": _("Did not come to the desk"),
    "unserved": _("Not served"),
}


def is_closed(case: Case | None) -> bool:
    """The board says on which day the application ended, whatever is left to come for."""
    return case is not None and case.closed_at is not None


@dataclass
class BoardPage:
    request: HttpRequest
    reception: Reception
    error: str = ""
    number_form: Form | None = None
    ticket_form: Form | None = None

    @cached_property
    def today(self) -> date:
        return clock.today(zone_of(self.reception))

    @cached_property
    def day(self) -> Day:
        return day_of(self.reception, day=self.today)

    @cached_property
    def desk(self) -> Desk | None:
        """The desk where this officer sits today: chosen once a day, kept in the session."""
        kept = self.request.session.get(DESK_OF_THE_DAY)
        if not isinstance(kept, dict) or kept.get("day") != self.today.isoformat():
            return None
        return next((row.desk for row in self.day.desks if row.desk.pk == kept.get("desk")), None)

    def keep_desk(self, desk: Desk) -> None:
        self.request.session[DESK_OF_THE_DAY] = {"desk": desk.pk, "day": self.today.isoformat()}

    @cached_property
    def supervises(self) -> bool:
        return is_supervisor(self.request.user, self.reception.office_id)

    @cached_property
    def unanswered(self) -> int:
        """Days without any arrival about which the supervisor is asked."""
        return UnmarkedDay.objects.filter(reception=self.reception, was_open=None).count() if self.supervises else 0

    @property
    def my_visit(self) -> Visit | None:
        """The visit at my desk, whoever called it."""
        return next((row.visit for row in self.day.desks if self.desk and row.desk.pk == self.desk.pk), None)

    @cached_property
    def waiting_for_me(self) -> int:
        """How many "call next" could call here: those who came for what this desk serves today."""
        return waiting_for(self.desk, day=self.today).count() if self.desk else 0

    @property
    def is_mine(self) -> bool:
        return self.my_visit is not None and self.my_visit.officer_id == self.request.user.pk

    @property
    def may_act(self) -> bool:
        return self.my_visit is not None and may_act(self.my_visit, self.request.user)

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """Each count with its words; the last one only when there is one."""
        return [(COUNTS[code], count) for code, count in self.day.counts.items() if count or code != "unserved"]

    @property
    def version(self) -> str:
        """Changes with everything the fragment shows."""
        visits = [visit for row in self.day.desks if (visit := row.visit)] + self.day.waiting + self.day.ended
        seen = (
            [(visit.pk, visit.version, visit.state, is_closed(visit.case)) for visit in visits],
            [(booking.pk, booking.version, is_closed(booking.case)) for booking in self.day.expected],
            (self.day.later, [row.desk.pk for row in self.day.desks]),
            (self.desk.pk if self.desk else 0, self.today, get_language()),
        )
        return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'

    def context(self) -> dict[str, Any]:
        screen = Screen.objects.filter(reception=self.reception).first()
        code = self.reception.office.code
        return {
            **site.each_context(self.request),
            "title": _("Day at the counter"),
            "board": self,
            "office": self.reception.office,
            "office_name": named(self.reception.office),
            "live_address": reverse("admin:board_live", args=[code]),
            "zone": zone_of(self.reception),
            "number_form": self.number_form or NumberForm(auto_id="arrival_%s"),
            "person_form": PersonForm(auto_id="person_%s"),
            "ticket_form": self.ticket_form or TicketForm(services=services_of(self.reception), auto_id="ticket_%s"),
            "screen_address": self.request.build_absolute_uri(reverse("screen:show", args=[screen.key])) if screen else "",
        }
