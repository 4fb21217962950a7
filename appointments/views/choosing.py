"""The way to an appointment, once who comes and for what is said: which office, day and time. Everything stands in the address."""

from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import TemplateView

from appointments.availability import (
    channels_for,
    first_of,
    first_places,
    month_of,
    nearest_times,
    offered_now,
    offices_by_code,
    offices_of,
    open_places,
    with_firsts,
)
from appointments.errors import NotOpenYet, SlotTaken, TooLate
from appointments.forms import TOGETHER, TimeForm
from appointments.models import Booking, Service, ServiceAtOffice, Slot
from appointments.nearby import by_distance, kilometres_between, start_from
from appointments.purpose import CaseFacts, cases_for, deadline_of, missed_of
from appointments.rules.deadline import NeededBy
from appointments.rules.number import canonical
from appointments.selectors import own_bookings, party_of, zone_of
from appointments.services import hold_party, hold_slot, is_left, release_late_hold
from appointments.services.limits import Barred, Outlook, barred, is_imposed, outlook, with_history
from appointments.unknown import Unknown, unknown_of
from appointments.words import OpeningShown, address_of, office_name, opening_of, service_name, spoken, to_bring, way_to
from portal import clock
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.legal import regions
from profiles.acting import children_of
from profiles.models import Guardianship, Person
from profiles.selectors import current_address
from profiles.visitors import ForWhomMixin

HOLDS = Limit("appointment_holds", 60, 3600)
OFFICES_ON_A_PAGE = 20
ALL_REGIONS = "all"
_ANOTHER_HELPS = (SlotTaken, NotOpenYet, TooLate)


class ChosenMixin(ForWhomMixin):
    """Who comes and for what, from the address: `who` once for each, or `move`, the appointment that moves."""

    @cached_property
    def moving(self) -> list[Booking]:
        """The appointments that move together; none when a new one is made."""
        number = self.request.GET.get("move", "")
        if not number:
            return []
        own = own_bookings(self.request.user).filter(state=Booking.State.BOOKED, service__code=self.kwargs["service_code"])
        found = own.filter(number=canonical(number) or number[:20]).first()
        if found is None:
            raise Http404
        return party_of(found, self.request.user)

    @cached_property
    def children(self) -> list[Guardianship]:
        """With the parent herself: who comes with a child is read with the child."""
        return list(children_of(self.request.user).select_related("child", "guardian"))

    @cached_property
    def people(self) -> list[Person]:
        if self.moving:
            return [one.person for one in self.moving]
        named = self.request.GET.getlist("who")[:TOGETHER] or ["me"]
        with_a_child = any(who != "me" for who in named) and bool(self.children)
        chosen = [self.children[0].guardian if who == "me" and with_a_child else self.chosen(who) for who in named]
        return list({person.pk: person for person in chosen}.values())

    @property
    def who(self) -> str:
        """Of somebody who comes alone, as the address of a page says it: "me", or a child's number."""
        return self.request.GET.get("who", "me") if len(self.people) == 1 and not self.moving else "me"

    @cached_property
    def service(self) -> Service:
        return service_of(self.kwargs["service_code"])

    @cached_property
    def cases(self) -> dict[int, CaseFacts]:
        return cases_for(self.service, self.people, chosen=self.request.GET.get("case", ""))

    @property
    def deadline(self) -> NeededBy | None:
        return deadline_of(self.cases, today=clock.today())

    @property
    def query(self) -> str:
        given = {name: [self.request.GET.get(name, "")[:20]] for name in ("case", "move")}
        return address_query(who=self.request.GET.getlist("who")[:TOGETHER], **given)

    def address(self, offered: ServiceAtOffice, **more: str) -> str:
        path = reverse("appointments:times", args=[self.service.code, offered.reception.office.code])
        return f"{path}?{'&'.join(filter(None, (self.query, address_query(**{name: [value] for name, value in more.items()}))))}"

    def first_place(self, offered: ServiceAtOffice, first: tuple[date, time] | None, km: int | None = None) -> "FirstPlace | None":
        if first is None:
            return None
        late = self.deadline is not None and not self.deadline.is_kept_on(first[0])
        day_url = self.address(offered, day=first[0].isoformat())
        return FirstPlace(office_name(offered.reception.office), *first, day_url, self.address(offered), late, km)

    def may_take(self, offered: ServiceAtOffice | None) -> dict[str, Any]:
        """For the page: whether these people can take any time at all, and why not. `offered`: a row of `with_history` of them."""
        if self.moving:
            return {"barred": None, "may_take": self.outlook is None or self.outlook.move_again is None}
        found = barred([one.pk for one in self.people], offered, now=clock.now(), account=self.request.user.pk) if offered else None
        return {"barred": found, "may_take": found is None, "unknown": self.unknown(found)}

    def unknown(self, found: Barred | None) -> Unknown | None:
        """Whose profile has to say first who comes."""
        if found is None or found.unknown is None:
            return None
        held = next((one for one in self.children if one.child_id == found.unknown), None)
        return unknown_of(held, found.reason, self.request)

    @cached_property
    def outlook(self) -> Outlook | None:
        """None also when the office has closed the time, or has moved her to it: leaving it counts for nobody."""
        if not self.moving or any(one.slot.state == Slot.State.CLOSED or is_imposed(one) for one in self.moving):
            return None
        return outlook([one.person_id for one in self.moving], self.moving[0].offered, now=clock.now(), account=self.request.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        alone = self.people[0] if len(self.people) == 1 else None
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            service=service_name(self.service),
            people=self.people,
            acted_for=self.acted_for(alone) if alone else None,
            moving=self.moving[0] if self.moving else None,
            who=self.who,
            outlook=self.outlook,
            deadline=self.deadline,
            missed=missed_of(self.cases, today=clock.today()),
            query=self.query,
            back_query=address_query(
                who=self.request.GET.getlist("who")[:TOGETHER],
                case=[self.request.GET.get("case", "")[:20]],
                service=[self.kwargs["service_code"]],
            ),
            **kwargs,
        )
        return context


@dataclass(frozen=True)
class FirstPlace:
    """The first time at an office; `url` shows its day, posting to `take` keeps it. `km`: from the office that distances are told from."""

    office: str
    day: date
    at: time
    url: str
    take: str
    is_late: bool
    km: int | None = None


@dataclass(frozen=True)
class OfficeShown:
    offered: ServiceAtOffice
    opening: OpeningShown
    name: str
    address: str
    way: str
    region: Any
    km: int | None
    first: FirstPlace | None
    url: str
    languages: list[str]


class OfficesView(ChosenMixin, TemplateView):
    """Where the service is offered: first in the person's own region, by one press in another one or everywhere; the nearest to a chosen
    office first, each with its first free time. When that is too late in the region, the first one of all offices that is not."""

    template_name = "appointments/offices.html"

    @cached_property
    def offers(self) -> list[ServiceAtOffice]:
        return offices_by_code(self.kwargs["service_code"], now=clock.now(), size=len(self.people))

    @cached_property
    def service(self) -> Service:
        return self.offers[0].service if self.offers else service_of(self.kwargs["service_code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offers, now = self.offers, clock.now()
        near = self._near(offers)
        firsts = {one.pk: first_of(one, channels_for(one, self.deadline, now=now)) for one in offers}
        shown = sorted(
            (self._shown(one, near, firsts[one.pk]) for one in offers), key=lambda one: by_distance(one.offered.reception, one.km, near)
        )
        region = self._region(offers)
        here = [one for one in shown if region in ("", one.offered.reception.office.region)]
        found = [one.first for one in here if one.first]
        anywhere = [one.first for one in shown if one.first]
        first = _earliest(found if found or self._is_region_chosen else anywhere)
        in_time = _earliest([one for one in anywhere if not one.is_late]) if self.deadline else None
        close = next((one for one in found if not one.is_late), None) or next(iter(found), None)  # by distance
        pages = Paginator(here, OFFICES_ON_A_PAGE)
        return super().get_context_data(
            offices=pages.get_page(self.request.GET.get("page", "")),
            is_grouped=not region and near is None,
            region=region,
            region_name=_region_name(region) if region else "",
            everywhere=len(shown),
            listed=address_query(
                **{
                    **dict(QueryDict(self.query).lists()),
                    "region": [region or ALL_REGIONS],
                    "near": [self.request.GET.get("near", "")[:20]],
                }
            ),
            all_regions=address_query(**{**dict(QueryDict(self.query).lists()), "region": [ALL_REGIONS]}),
            regions=sorted({(one.offered.reception.office.region, one.region) for one in shown}, key=lambda one: str(one[1])),
            near=near.office.code if near else "",
            places=[
                (one.reception.office.code, office_name(one.reception.office))
                for one in offers
                if one.reception.latitude is not None and (region in ("", one.reception.office.region) or one.reception == near)
            ],
            first=first,
            in_time=in_time if first is None or first.is_late else None,
            nearest=close if near and close != first else None,  # the first one may be far away
            **self.may_take(self._history_at(offers[0]) if offers else None),
            bring=to_bring(self.service),
            kept=[(name, value) for name, several in QueryDict(self.query).lists() for value in several],
            **kwargs,
        )

    def _history_at(self, offered: ServiceAtOffice) -> ServiceAtOffice:
        """The same with what these people did; read once, not for every office."""
        found = ServiceAtOffice.objects.filter(pk=offered.pk).select_related("service", "reception")
        return with_history(found, [one.pk for one in self.people], self.request.user.pk).get()

    def _region(self, offers: list[ServiceAtOffice]) -> str:
        """The chosen region, or that of the person when none is chosen: if the service is offered there; else "", all of them."""
        wanted = self.request.GET.get("region", "") if self._is_region_chosen else self._own_region
        return wanted if wanted in {one.reception.office.region for one in offers} else ""

    @property
    def _is_region_chosen(self) -> bool:
        return "region" in self.request.GET or "near" in self.request.GET

    @cached_property
    def _own_region(self) -> str:
        """Of the appointment that moves, else of the office that decides the application, else where the first of these people lives."""
        if self.moving:
            return str(self.moving[0].offered.reception.office.region)
        decides = next((one.region for one in self.cases.values() if one.region), "")
        return decides or self._home_region

    @cached_property
    def _home_region(self) -> str:
        address = current_address(self.people[0])
        return address.region if address is not None else ""

    def _near(self, offers: list[ServiceAtOffice]) -> Any:
        """The reception from which distances are told: the chosen one, else that of the appointment that moves, else one in the region
        where the person lives."""
        located = [one.reception for one in offers if one.reception.latitude is not None]
        wanted = self.request.GET.get("near", "")
        if wanted:
            return start_from(located, code=wanted)
        if self.moving and (held := self.moving[0].offered.reception) in located:
            return held
        return start_from(located, region=self._home_region)

    def _shown(self, offered: ServiceAtOffice, near: Any, first: tuple[date, time] | None) -> OfficeShown:
        reception, office = offered.reception, offered.reception.office
        km = kilometres_between(near, reception)
        return OfficeShown(
            offered=offered,
            opening=opening_of(offered),
            name=office_name(office),
            address=address_of(office),
            way=way_to(reception),
            region=_region_name(office.region),
            km=km,
            first=self.first_place(offered, first, km),
            url=self.address(offered),
            languages=spoken(reception),
        )


class TimesView(ChosenMixin, TemplateView):
    """The days of a month with how many times are free, and the times of the chosen day as buttons."""

    template_name = "appointments/times.html"

    @cached_property
    def offered(self) -> ServiceAtOffice:
        """Who presses a time needs no more than where it is."""
        plain = ServiceAtOffice.objects.filter(is_offered=True, reception__is_open=True).select_related("service", "reception__office")
        return self._named(plain) if self.request.method == "POST" else self._for_the_page()

    def _for_the_page(self) -> ServiceAtOffice:
        """With its first time, its rule and what these people did, in one query."""
        now = clock.now()
        offers = with_firsts(offered_now(now=now), now=now)
        return self._named(with_history(offers, [one.pk for one in self.people], self.request.user.pk))

    def _named(self, offers: "QuerySet[ServiceAtOffice]") -> ServiceAtOffice:
        found = offers.filter(service__code=self.kwargs["service_code"], reception__office__code=self.kwargs["office_code"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def service(self) -> Service:
        return self.offered.service

    @cached_property
    def outlook(self) -> Outlook | None:
        if not self.moving or any(map(is_imposed, self.moving)):
            return None
        return outlook(
            [one.person_id for one in self.moving], self.moving[0].offered, now=clock.now(), account=self.request.user.pk, read=self.offered
        )

    @cached_property
    def channels(self) -> tuple[str, ...]:
        return channels_for(self.offered, self.deadline, now=clock.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered, size, now = self.offered, len(self.people), clock.now()
        places = open_places(offered, now=now, channels=self.channels)
        today = clock.today(zone_of(offered.reception))
        day = _day(kwargs.pop("day", None) or self.request.GET.get("day", ""))
        is_late = bool(day and self.deadline and not self.deadline.is_kept_on(day))
        chosen = _month(self.request.GET.get("month", ""), day, today)
        shown = month_of(places, chosen, today=today, first=first_of(offered, self.channels), day=day, size=size)
        month = shown.begins
        # Whoever chose a day that is in time needs no other.
        earliest = self.first_place(offered, shown.first) if day is None or is_late else None
        return super().get_context_data(
            offered=offered,
            opening=opening_of(offered),
            office=office_name(offered.reception.office),
            address=address_of(offered.reception.office),
            month=month,
            before=_neighbour(month, -1) if month > _month_of(today) else None,
            after=_neighbour(month, 1) if _neighbour(month, 1) <= _month_of(today).replace(year=today.year + 1) else None,
            days=[
                (one, free, self.address(offered, day=one.isoformat()), self.deadline is not None and one > self.deadline.day)
                for one, free in shown.days.items()
            ],
            day=day,
            times=shown.times,
            day_is_late=is_late,
            first=earliest,
            elsewhere=self._elsewhere() if (day is None or is_late) and (earliest is None or earliest.is_late) else None,
            here=self.address(offered),
            is_moving=bool(self.moving),
            **self.may_take(offered),
            **kwargs,
        )

    def _elsewhere(self) -> FirstPlace | None:
        """The office that has the earliest time, when it is in time for the deadline."""
        now = clock.now()
        offers = [one for one in offices_of(self.service.pk, now=now, size=len(self.people)) if one.pk != self.offered.pk]
        firsts = [(one, first_of(one, channels_for(one, self.deadline, now=now))) for one in offers]
        found = [self.first_place(one, first, kilometres_between(self.offered.reception, one.reception)) for one, first in firsts]
        return _earliest([one for one in found if one and not one.is_late])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep the time. Who was too late, or too early, is told so with the nearest times that are free."""
        form = TimeForm(request.POST)
        if not form.is_valid():
            return self._again(form)
        if self.moving:
            return redirect(self._look_once_more(**form.cleaned_data))
        count_against(HOLDS, request.user.pk)
        try:
            booking = self._hold(**form.cleaned_data)
        except DomainError as error:
            if existing := self._existing():
                return redirect(f"{reverse('appointments:visit', args=[existing.number])}?already=1")
            if isinstance(error, _ANOTHER_HELPS):
                return self._another(error, **form.cleaned_data)
            form.add_error(None, str(error))
            return self._again(form)
        return redirect("appointments:visit", booking.number)

    def _look_once_more(self, day: date, at: time) -> str:
        chosen = address_query(office=[self.offered.reception.office.code], day=[day.isoformat()], at=[f"{at:%H:%M}"])
        return f"{reverse('appointments:move', args=[self.moving[0].number])}?{chosen}"

    def _hold(self, day: date, at: time) -> Booking:
        place: dict[str, Any] = {"offered_id": self.offered.pk, "day": day, "at": at, "channels": self.channels}
        chosen = {**place, "actor": self.actor}
        if len(self.people) == 1 and not is_left(**place, now=clock.now()):
            raise SlotTaken
        for person in self.people:
            release_late_hold(person_id=person.pk, service_id=self.service.pk)
        people = [(person.pk, self.cases[person.pk].key if person.pk in self.cases else None) for person in self.people]
        if len(people) > 1:
            return hold_party(people=people, **chosen)[0]
        return hold_slot(person_id=people[0][0], case_id=people[0][1], **chosen)

    def _existing(self) -> Booking | None:
        """The appointment that one of these people has for this already."""
        active = own_bookings(self.request.user).filter(person__in=self.people, service=self.service, state__in=Booking.ACTIVE)
        return active.order_by("pk").first()

    def _another(self, refusal: DomainError, day: date, at: time) -> HttpResponse:
        """A short page: at a release thousands hear at once that somebody was faster, and each wants the next time, not the month."""
        offered, size = self.offered, len(self.people)
        now = clock.now()
        times = nearest_times(open_places(offered, now=now, channels=self.channels), day, at, size=size)
        first = None if times else first_places([offered], self.deadline, now=now, size=size).get(offered.pk)
        alone = self.people[0] if size == 1 else None
        told = {
            "refusal": str(refusal),
            "service": service_name(self.service),
            "office": office_name(offered.reception.office),
            "people": self.people,
            "acted_for": self.acted_for(alone) if alone else None,
            "day": day,
            "at": at,
            "day_is_late": self.deadline is not None and not self.deadline.is_kept_on(day),
            "times": times,
            "first": self.first_place(offered, first),
            "may_take": True,
            "here": self.address(offered),
            "the_day": self.address(offered, day=day.isoformat()),
            "offices": f"{reverse('appointments:offices', args=[self.service.code])}?{self.query}",
            "offered": offered,
            "who": self.who,
        }
        return TemplateResponse(self.request, "appointments/another.html", told)

    def _again(self, form: TimeForm) -> HttpResponse:
        self.offered = self._for_the_page()
        return self.render_to_response(self.get_context_data(form=form, day=self.request.POST.get("day", "")))


def _region_name(code: str) -> Any:
    return regions.region(code).name if regions.exists(code) else code


def service_of(code: str) -> Service:
    found = Service.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _earliest(found: list[FirstPlace]) -> FirstPlace | None:
    return min(found, key=lambda one: (one.day, one.at), default=None)


def address_query(**values: list[str]) -> str:
    query = QueryDict(mutable=True)
    for name, several in values.items():
        query.setlist(name, [value for value in several if value])
    return query.urlencode()


def _day(text: str) -> date | None:
    form = TimeForm({"day": text[:10], "at": "00:00"})
    return form.cleaned_data["day"] if text and form.is_valid() else None


def _month(text: str, day: date | None, today: date) -> date | None:
    """The first day of the chosen month ("2026-11"), from this one to that a year ahead; else of the month of the chosen `day`; None
    when nothing is chosen."""
    found = (_day(f"{text}-01") if len(text) == 7 else None) or day
    return min(max(_month_of(found), _month_of(today)), _month_of(today).replace(year=today.year + 1)) if found else None


def _month_of(day: date) -> date:
    return day.replace(day=1)


def _neighbour(month: date, step: int) -> date:
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)
