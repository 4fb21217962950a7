"""The waiting list for the person who waits: join, see one's place and what to expect, answer an offer, leave."""

from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from appointments.availability import first_places
from appointments.models import Booking, ServiceAtOffice
from appointments.selectors import active_booking, zone_of
from appointments.unknown import AsksWhoComesMixin
from appointments.waiting.deadlines import WORDS, deadline_of
from appointments.waiting.errors import TimesAreFree
from appointments.waiting.forms import JoinForm
from appointments.waiting.models import Offer, WaitingEntry
from appointments.waiting.selectors import (
    entries_of,
    is_last_to_answer,
    missed_by,
    odds_at,
    odds_of,
    offers_of,
    place_in_line,
    silent_until,
    waiting_now,
)
from appointments.waiting.services import LONGEST, accept_offer, decline_offer, join, leave
from appointments.waiting.words import TAGS, address_of, at_least, how_long, moment, office_name, service_name
from appointments.words import to_bring
from portal import clock
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.legal import regions
from portal.ui.views import KeepAnswersOnLanguageSwitch
from profiles.models import Person
from profiles.visitors import ForWhomMixin

JOINS = Limit("waiting_joins", 30, 3600)
SHOWN = 50
FEW_DAYS = timedelta(days=14)


class MineView(ForWhomMixin, TemplateView):
    """Where the person and her children wait, and waited; an offer that waits for an answer is one press away."""

    template_name = "appointments/waiting/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(entries_of(self.request.user).order_by("-pk")[:SHOWN])
        offered = dict(Offer.objects.filter(entry__in=found, state=Offer.State.OPEN).values_list("entry", "number"))
        entries = [
            (entry, service_name(entry.service), TAGS[entry.state], self.acted_for(entry.person), offered.get(entry.pk)) for entry in found
        ]
        return super().get_context_data(entries=entries, **kwargs)


class JoinView(KeepAnswersOnLanguageSwitch, AsksWhoComesMixin, FormView):
    """`?offered=` is the service at the office, from the page that had no free time, and `&who=` the child for whom it was. Without it the
    page asks for it, and says where a time is free: there is nothing to wait for, unless for an earlier one."""

    form_class = JoinForm
    free_url = ""

    def get_template_names(self) -> list[str]:
        return ["appointments/waiting/join.html" if self.offered else "appointments/waiting/choose.html"]

    @cached_property
    def offered(self) -> ServiceAtOffice | None:
        wanted = self.request.GET.get("offered", "")
        if not wanted:
            return None
        found = _open_services().filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        told = super().get_form_kwargs()
        if self.offered is None:
            return {**told, "children": self.children, "office": "", "region": ""}
        office = self.offered.reception.office
        return {**told, "children": self.children, "office": office_name(office), "region": str(regions.region(office.region).name)}

    def get_initial(self) -> dict[str, Any]:
        if self.offered is None:
            return {}
        today = clock.today(zone_of(self.offered.reception))
        last = min(self.booking.day, today + timedelta(days=LONGEST)) if self.booking else today + FEW_DAYS
        return {"first_day": f"{today:%d.%m.%Y}", "last_day": f"{last:%d.%m.%Y}", "who": self.who, "where": "office"}

    @cached_property
    def who(self) -> str:
        named = self.request.GET.get("who", "")
        return named if any(str(held.number) == named for held in self.children) else "me"

    @cached_property
    def person(self) -> Person:
        return self.chosen(self.who)

    @cached_property
    def booking(self) -> Booking | None:
        """The appointment that stays until an earlier time is accepted."""
        return active_booking(self.person.pk, self.offered.service_id) if self.offered else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.offered is None:
            every = list(_open_services().order_by("service_id", "reception__office__code")[:500])
            firsts = first_places(every, None, now=clock.now())
            choices = [(one, service_name(one.service), office_name(one.reception.office), firsts.get(one.pk)) for one in every]
            return super().get_context_data(choices=choices, **kwargs)
        now = clock.now()
        needed = deadline_of(self.person, self.offered.service, on=clock.today(zone_of(self.offered.reception)))
        odds = odds_at(self.offered, is_needed_by_a_day=needed is not None, now=now)
        waits = entries_of(self.request.user).filter(person=self.person, service=self.offered.service_id, state__in=WaitingEntry.OPEN)
        return super().get_context_data(
            title=_("Wait for a time"),
            service=service_name(self.offered.service),
            office=office_name(self.offered.reception.office),
            booking=self.booking,
            waits=waits.first(),
            odds=odds,
            wait=how_long(odds.wait) if odds.wait is not None else "",
            waiting=waiting_now(self.offered),
            needed=needed,
            free_url=self.free_url,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        if self.offered is None:
            return redirect("waiting:join")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: JoinForm) -> HttpResponse:
        count_against(JOINS, self.request.user.pk)
        data = form.cleaned_data
        assert self.offered is not None
        region = self.offered.reception.office.region if data["where"] == "region" else ""
        days = {"first_day": data["first_day"], "last_day": data["last_day"]}
        try:
            entry = join(person_id=self.chosen(data["who"]).pk, offered_ids=[self.offered.pk], region=region, actor=self.actor, **days)
        except DomainError as error:
            if isinstance(error, TimesAreFree):
                self.free_url = self._free_url(data["who"], everywhere=bool(region))
            form.add_error("last_day" if error.code == "waiting_days_impossible" else None, str(error))
            return self.form_invalid(form)
        return redirect("waiting:entry", entry.number)

    def _free_url(self, who: str, *, everywhere: bool) -> str:
        """Where the times are that are free already: to book one, or to move the appointment there."""
        assert self.offered is not None
        service, office = self.offered.service, self.offered.reception.office
        booking = active_booking(self.chosen(who).pk, service.pk)
        moves = booking is not None and booking.state == Booking.State.BOOKED
        query = urlencode({"move": booking.number} if booking and moves else {"who": who})
        if everywhere:
            return f"{reverse('appointments:offices', args=[service.code])}?{query}&region={office.region}"
        return f"{reverse('appointments:times', args=[service.code, office.code])}?{query}"


def _open_services() -> QuerySet[ServiceAtOffice]:
    found = ServiceAtOffice.objects.filter(is_offered=True, reception__is_open=True)
    return found.select_related("service", "reception__office")


class EntryView(ForWhomMixin, TemplateView):
    """One's place in the line and what to expect. The button leaves the line."""

    template_name = "appointments/waiting/entry.html"

    @cached_property
    def entry(self) -> WaitingEntry:
        found = entries_of(self.request.user).filter(number=self.kwargs["entry_number"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry, now = self.entry, clock.now()
        odds = odds_of(entry, now=now)
        at = list(entry.at.select_related("reception__office").order_by("pk"))
        silent = silent_until(entry, now=now) if entry.state == WaitingEntry.State.WAITING else None
        offers = list(entry.offers.select_related("slot__offered__reception__office", "booking").order_by("-pk")[:SHOWN])
        return super().get_context_data(
            entry=entry,
            acted_for=self.acted_for(entry.person),
            tag=TAGS[entry.state],
            service=service_name(entry.service),
            offices=[office_name(one.reception.office) for one in at],
            region=regions.region(entry.region).name if entry.region else "",
            deadline_source=WORDS.get(entry.deadline_source, ""),
            is_open=entry.state in WaitingEntry.OPEN,
            place=place_in_line(entry) if entry.state in WaitingEntry.OPEN else None,
            silent=moment(silent, at[0]) if silent else None,
            odds=odds,
            wait=how_long(odds.wait) if odds.wait is not None else "",
            offers=[(offer, office_name(offer.slot.offered.reception.office)) for offer in offers],
            open_offer=next((offer for offer in offers if offer.state == Offer.State.OPEN), None),
            has_booking=active_booking(entry.person_id, entry.service_id),
            again=self._again() if entry.state in (WaitingEntry.State.SILENT, WaitingEntry.State.OVER) else "",
            taken=next((offer.booking for offer in offers if offer.state == Offer.State.ACCEPTED), None),
            **kwargs,
        )

    def _again(self) -> str:
        """Where one joins once more: the same office, for the same person."""
        offered = self.entry.at.filter(is_offered=True, reception__is_open=True).order_by("pk").first()
        if offered is None:
            return reverse("waiting:join")
        who = next((str(held.number) for held in self.children if held.child_id == self.entry.person_id), "me")
        return f"{reverse('waiting:join')}?offered={offered.pk}&who={who}"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            leave(entry_id=self.entry.pk, actor=self.actor)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("waiting:entry", self.entry.number)
        messages.success(request, _("You have left the line."))
        return redirect("waiting:mine")


class OfferView(ForWhomMixin, TemplateView):
    """A time that is offered until a moment. Accepting it is one press; not answering gives it to the next one."""

    template_name = "appointments/waiting/offer.html"

    @cached_property
    def offer(self) -> Offer:
        found = offers_of(self.request.user).filter(number=self.kwargs["offer_number"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offer, now = self.offer, clock.now()
        office = offer.slot.offered.reception.office
        booking = active_booking(offer.entry.person_id, offer.entry.service_id)
        return super().get_context_data(
            offer=offer,
            acted_for=self.acted_for(offer.entry.person),
            service=service_name(offer.entry.service),
            office=office_name(office),
            address=address_of(office),
            bring=to_bring(offer.entry.service),
            until=moment(offer.accept_until, offer.slot.offered),
            left=at_least(offer.accept_until - now) if offer.accept_until > now else "",
            is_open=offer.state == Offer.State.OPEN and offer.accept_until > now,
            is_last=is_last_to_answer(offer),
            missed=missed_by(offer, today=clock.today(zone_of(offer.slot.offered.reception))),
            moves=booking if booking is not None and offer.state == Offer.State.OPEN else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = request.POST.get("answer")
        try:
            if answer == "accept":
                accept_offer(offer_id=self.offer.pk, actor=self.actor)
            elif answer == "decline":
                decline_offer(offer_id=self.offer.pk, actor=self.actor)
                messages.success(request, _("The time goes to the next person. You are still in the line."))
                return redirect("waiting:entry", self.offer.entry.number)
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(reverse("waiting:offer", args=[self.offer.number]))
