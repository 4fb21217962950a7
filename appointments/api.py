"""Appointments for programs that act for a person: what is free, and the person's own appointments. The same services as the pages."""

from contextlib import suppress
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, RawPostDataException
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appointments.api_parts import CHILD, KEY, AsksForWhom, ForWhom, SaysForWhom, sent, shown
from appointments.availability import channels_for, free_days, free_times, offices_of, open_places, opening
from appointments.models import Booking, Service, ServiceAtOffice
from appointments.nearby import by_distance, kilometres_between, start_from
from appointments.purpose import case_of
from appointments.rules.number import canonical
from appointments.selectors import own_bookings, party_of, zone_of
from appointments.services import (
    book_slot,
    cancel_booking,
    confirm_booking,
    confirm_party,
    hold_slot,
    move_booking,
    move_party,
    release_late_hold,
)
from appointments.words import address_of, office_name, service_name, to_bring, way_to
from portal import clock
from portal.edge.idempotency import idempotent
from portal.edge.limits import Limit, count_against
from portal.events.actor import actor_of

HOLDS: Final = Limit("appointment_holds", 60, 3600)
DAYS: Final = 62
_WANTED: Final = {"service": "fingerprints", "office": "770-001", "day": "2026-12-03", "at": "10:20"}
_BOOKED: Final = {
    "number": "A-7KQF-R3X",
    "for": "me",
    "service": "fingerprints",
    "office": "770-001",
    "day": "2026-12-03",
    "at": "10:20",
    "starts_at": "2026-12-03T10:20:00+03:00",
    "state": "booked",
    "hold_until": None,
    "version": 1,
}


class BookingShape(SaysForWhom, serializers.ModelSerializer[Booking]):
    """`day` and `at` are the office's wall clock. `version` grows with every move. `for`: "me", or the child's number."""

    service = serializers.SlugRelatedField[Service](slug_field="code", read_only=True)
    office = serializers.CharField(source="offered.reception.office.code", read_only=True)
    at = serializers.TimeField(format="%H:%M", read_only=True)

    class Meta:
        model = Booking
        fields = ("number", "service", "office", "day", "at", "starts_at", "state", "hold_until", "version")
        read_only_fields = fields


class ServiceShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    bring = serializers.ListField(child=serializers.CharField())


class OpeningShape(serializers.Serializer[Any]):
    """When new days open: `days_ahead` of the day, at `at` by the office's wall clock. `next_day` opens at the moment `next_opens_at`;
    both are null while that day is not planned yet."""

    days_ahead = serializers.IntegerField()
    at = serializers.TimeField(format="%H:%M")
    next_day = serializers.DateField(allow_null=True)
    next_opens_at = serializers.DateTimeField(allow_null=True)


class OfficeShape(serializers.Serializer[Any]):
    """`region`: the two digits of the region; `languages`: spoken at the desks, as codes; `km`: whole kilometres from where
    `near` says, null when it says nothing or the place of an office is not known."""

    code = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField()
    minutes = serializers.IntegerField()
    region = serializers.CharField()
    zone = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    step_free = serializers.BooleanField()
    hearing_loop = serializers.BooleanField()
    way = serializers.CharField(allow_blank=True)
    km = serializers.IntegerField(allow_null=True)
    new_days = OpeningShape()


class OfficesAsked(serializers.Serializer[Any]):
    """`region`: two digits, only the offices there. `near`: the code of an office, or two digits of a region: distances are told from
    there, the nearest office stands first."""

    region = serializers.RegexField(r"^[0-9]{2}$", required=False, default="")
    near = serializers.RegexField(r"^[0-9][0-9-]{1,19}$", required=False, default="")


class DayShape(serializers.Serializer[Any]):
    day = serializers.DateField()
    free = serializers.IntegerField()


class TimeShape(serializers.Serializer[Any]):
    at = serializers.TimeField(format="%H:%M")
    free = serializers.IntegerField()


class TimeWanted(serializers.Serializer[Any]):
    office = serializers.CharField(max_length=20)
    day = serializers.DateField()
    at = serializers.TimeField()


class PlaceWanted(AsksForWhom, TimeWanted):
    service = serializers.SlugField(max_length=40)


class DaysAsked(serializers.Serializer[Any]):
    """At most 62 days; without them the next 31."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)


class ServicesApi(APIView):
    """What one can come for, in the language of the request."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="appointments_services",
        summary="Services",
        auth=[],
        responses=ServiceShape(many=True),
        examples=[
            shown("services", {"code": "fingerprints", "name": "Originals and fingerprints", "bring": ["passport", "migration card"]})
        ],
    )
    def get(self, request: Request) -> Response:
        found = Service.objects.filter(offices__is_offered=True, offices__reception__is_open=True).distinct().order_by("code")
        return Response([{"code": one.code, "name": service_name(one), "bring": to_bring(one)} for one in found])


class OfficesApi(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="appointments_offices",
        summary="Offices of a service",
        auth=[],
        parameters=[OfficesAsked],
        responses=OfficeShape(many=True),
        examples=[
            shown(
                "offices",
                {
                    "code": "770-001",
                    "name": "Migration Centre, Moscow",
                    "address": "1 Primernaya St, Moscow",
                    "minutes": 20,
                    "region": "77",
                    "zone": "Europe/Moscow",
                    "languages": ["ru", "en"],
                    "step_free": True,
                    "hearing_loop": False,
                    "way": "Entrance from the yard",
                    "km": 12,
                    "new_days": {"days_ahead": 14, "at": "10:00", "next_day": "2026-12-11", "next_opens_at": "2026-11-27T10:00:00+03:00"},
                },
            )
        ],
    )
    def get(self, request: Request, service_code: str) -> Response:
        service = Service.objects.filter(code=service_code).first()
        if service is None:
            raise Http404
        asked = OfficesAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        region, near = asked.validated_data["region"], asked.validated_data["near"]
        offers = offices_of(service.pk, now=clock.now())
        is_region = len(near) == 2  # the digits of a region
        start = start_from([one.reception for one in offers], code="" if is_region else near, region=near if is_region else "")
        shown = [(one, kilometres_between(start, one.reception)) for one in offers if region in ("", one.reception.office.region)]
        if start is not None:
            shown.sort(key=lambda row: by_distance(row[0].reception, row[1], start))
        return Response([_office(one, km) for one, km in shown])


class DaysApi(APIView):
    """Days that have places for everybody, with their number."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="appointments_days",
        summary="Free days",
        auth=[],
        parameters=[DaysAsked],
        responses=DayShape(many=True),
        examples=[shown("days", {"day": "2026-12-03", "free": 12})],
    )
    def get(self, request: Request, service_code: str, office_code: str) -> Response:
        asked = DaysAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        first = asked.validated_data.get("first") or clock.today()
        last = asked.validated_data.get("last") or _later(first, 30)
        last = min(last, _later(first, DAYS - 1))
        places = _everybodys(offered_at(service_code, office_code))
        return Response([{"day": day.isoformat(), "free": free} for day, free in free_days(places, first, last).items()])


class TimesApi(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="appointments_times",
        summary="Free times of a day",
        auth=[],
        parameters=[OpenApiParameter("day", OpenApiTypes.DATE, OpenApiParameter.PATH)],
        responses=TimeShape(many=True),
        examples=[shown("times", {"at": "10:20", "free": 2})],
    )
    def get(self, request: Request, service_code: str, office_code: str, day: str) -> Response:
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            raise Http404 from None
        times = free_times(_everybodys(offered_at(service_code, office_code)), wanted)
        return Response([{"at": f"{one.at:%H:%M}", "free": one.free} for one in times])


class OwnBookings(ForWhom):
    """Every read begins with the caller's own appointments and those of her children; another one's answers like none."""

    def get_queryset(self) -> QuerySet[Booking]:
        return own_bookings(self.request.user)

    @cached_property
    def booking(self) -> Booking:
        typed = self.kwargs["booking_number"]
        found = self.get_queryset().filter(number=canonical(typed) or typed[:20]).first()
        if found is None:
            raise Http404
        return found

    @property
    def together(self) -> list[int]:
        """Those who come with the booking and for whom the caller acts."""
        return [one.person_id for one in party_of(self.booking, self.request.user)]

    def answer(self, booking_id: int, status: int = 200) -> Response:
        return self.shape(self.get_queryset().get(pk=booking_id), status)

    def shape(self, booking: Booking, status: int = 200) -> Response:
        return Response(BookingShape(booking, context=self.get_serializer_context()).data, status=status)


class TakesPlaces(OwnBookings):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the transaction of the request: its end must not undo the count, and who buys may hold no other lock."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            count_against(HOLDS, request.user.pk)
            with suppress(RawPostDataException):  # a form was read already, by the check against forged requests
                _kept = request._request.body  # read before the parser does: the key of the request is bound to it
            wanted = PlaceWanted(data=request.data)
            wanted.is_valid(raise_exception=True)
            person_id = self.who(wanted.validated_data["for"])
            service = Service.objects.filter(code=wanted.validated_data["service"]).first()
            if service is not None:
                release_late_hold(person_id=person_id, service_id=service.pk)

    def wanted(self, request: Request) -> dict[str, Any]:
        """The time that the caller wants, and for whom."""
        asked = PlaceWanted(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        offered = offered_at(data["service"], data["office"])
        person_id = self.who(data["for"])
        case_id = case_of(offered.service, person_id)
        return {"offered_id": offered.pk, "day": data["day"], "at": data["at"], "person_id": person_id, "case_id": case_id}


class BookingsApi(TakesPlaces, ListAPIView):
    serializer_class = BookingShape

    @extend_schema(
        operation_id="appointments_list", summary="My appointments and those of my children", examples=[shown("appointments", _BOOKED)]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="appointments_book",
        summary="Book a time",
        request=PlaceWanted,
        responses={201: BookingShape},
        parameters=KEY,
        examples=[
            sent("for oneself", _WANTED),
            sent("for a child", {**_WANTED, "for": CHILD}),
            shown("booked", _BOOKED, 201),
        ],
        description="Hold and confirm in one step. 409: slot_taken, already_booked, same_document, slot_not_open_yet, too_late_to_book, "
        "not_offered; 422: identity_missing, too_many_changes, too_many_holds.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        return self.answer(book_slot(**self.wanted(request), actor=actor_of(request.user)).pk, status=201)


class HoldApi(TakesPlaces):
    @extend_schema(
        operation_id="appointments_hold",
        summary="Keep a time for 10 minutes",
        request=PlaceWanted,
        responses={201: BookingShape},
        parameters=KEY,
        examples=[
            sent("for oneself", _WANTED),
            sent("for a child", {**_WANTED, "for": CHILD}),
            shown("held", {**_BOOKED, "state": "held", "hold_until": "2026-11-26T12:10:00Z"}, 201),
        ],
        description="409: slot_taken, already_booked, same_document, slot_not_open_yet, too_late_to_book, "
        "not_offered; 422: identity_missing, too_many_changes, too_many_holds.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        return self.answer(hold_slot(**self.wanted(request), actor=actor_of(request.user)).pk, status=201)


class BookingApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_retrieve",
        summary="One of my appointments",
        responses=BookingShape,
        examples=[shown("appointment", _BOOKED)],
    )
    def get(self, request: Request, booking_number: str) -> Response:
        return self.shape(self.booking)


class ConfirmApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_confirm",
        summary="Confirm a held time",
        request=None,
        responses=BookingShape,
        parameters=KEY,
        examples=[shown("booked", _BOOKED)],
        description="People for whom times were kept together are confirmed together. Again for a booked one, nothing happens. "
        "409: hold_over, booking_closed, place_closed.",
    )
    @idempotent
    def post(self, request: Request, booking_number: str) -> Response:
        booking, actor = self.booking, actor_of(request.user)
        if booking.party is not None:
            confirm_party(party=booking.party, actor=actor, people=self.together)
        else:
            confirm_booking(booking_id=booking.pk, actor=actor)
        return self.answer(booking.pk)


class CancelApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_cancel",
        summary="Cancel an appointment",
        request=None,
        responses=BookingShape,
        parameters=KEY,
        examples=[shown("cancelled", {**_BOOKED, "state": "cancelled"})],
        description="The time goes to somebody else at once. Of people who come together only this one stays away. 409: booking_closed.",
    )
    @idempotent
    def post(self, request: Request, booking_number: str) -> Response:
        return self.answer(cancel_booking(booking_id=self.booking.pk, actor=actor_of(request.user)).pk)


class MoveApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_move",
        summary="Move to another time",
        request=TimeWanted,
        responses=BookingShape,
        parameters=KEY,
        examples=[
            sent("another day", {"office": "770-001", "day": "2026-12-04", "at": "11:00"}),
            shown("moved", {**_BOOKED, "day": "2026-12-04", "at": "11:00", "starts_at": "2026-12-04T11:00:00+03:00", "version": 2}),
        ],
        description="People who come together move together, to neighbouring times. When it is refused, the old time stays. "
        "409: slot_taken, booking_closed, slot_not_open_yet, too_late_to_book; "
        "422: too_many_changes.",
    )
    @idempotent
    def post(self, request: Request, booking_number: str) -> Response:
        booking = self.booking
        wanted = TimeWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        offered = offered_at(booking.service.code, wanted.validated_data["office"])
        when = {"day": wanted.validated_data["day"], "at": wanted.validated_data["at"]}
        to: dict[str, Any] = {"offered_id": offered.pk, **when, "actor": actor_of(request.user)}
        if booking.party is not None:
            move_party(party=booking.party, people=self.together, **to)
        else:
            move_booking(booking_id=booking.pk, **to)
        return self.answer(booking.pk)


def offered_at(service_code: str, office_code: str) -> ServiceAtOffice:
    """Raises `Http404` where the service is not offered."""
    offered = ServiceAtOffice.objects.filter(service__code=service_code, reception__office__code=office_code, is_offered=True)
    found = offered.filter(reception__is_open=True).select_related("service", "reception__office").first()
    if found is None:
        raise Http404
    return found


def _office(offered: ServiceAtOffice, km: int | None) -> dict[str, Any]:
    reception, office, known = offered.reception, offered.reception.office, opening(offered)
    opens_at = known.opens_at.astimezone(zone_of(reception)).isoformat() if known.opens_at else None
    return {
        "code": office.code,
        "name": office_name(office),
        "address": address_of(office),
        "minutes": offered.minutes,
        "region": office.region,
        "zone": reception.zone,
        "languages": reception.languages,
        "step_free": reception.step_free,
        "hearing_loop": reception.hearing_loop,
        "way": way_to(reception),
        "km": km,
        "new_days": {
            "days_ahead": known.days_ahead,
            "at": f"{known.at:%H:%M}",
            "next_day": known.day.isoformat() if known.day else None,
            "next_opens_at": opens_at,
        },
    }


def _everybodys(offered: ServiceAtOffice) -> QuerySet[Any]:
    now = clock.now()
    return open_places(offered, now=now, channels=channels_for(offered, None, now=now))


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days) if day < date.max - timedelta(days=days) else date.max
