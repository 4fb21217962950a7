"""Appointments for programs that act for a person: what is free, and the person's own appointments. The same services as the pages."""

from contextlib import suppress
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, RawPostDataException
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from appointments.availability import channels_for, free_days, free_times, offices_of, open_places
from appointments.models import Booking, Service, ServiceAtOffice
from appointments.rules.number import canonical
from appointments.selectors import own_bookings
from appointments.services import book_slot, cancel_booking, confirm_booking, hold_slot, move_booking, release_late_hold
from appointments.words import address_of, office_name, service_name, to_bring
from portal import clock
from portal.accounts.permissions import IsApplicant
from portal.accounts.selectors import pk_of
from portal.edge.idempotency import HEADER, idempotent
from portal.edge.limits import Limit, count_against
from portal.events.actor import actor_of
from profiles.models import Person

HOLDS: Final = Limit("appointment_holds", 60, 3600)
DAYS: Final = 62
_KEY: Final = [OpenApiParameter(HEADER, OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)]
_BOOKED: Final = {
    "number": "A-7KQF-R3X",
    "service": "fingerprints",
    "office": "770-001",
    "day": "2026-12-03",
    "at": "10:20",
    "starts_at": "2026-12-03T10:20:00+03:00",
    "state": "booked",
    "hold_until": None,
    "version": 1,
}


class BookingShape(serializers.ModelSerializer[Booking]):
    """`day` and `at` are the office's wall clock. `version` grows with every move."""

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


class OfficeShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField()
    minutes = serializers.IntegerField()


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


class PlaceWanted(TimeWanted):
    service = serializers.SlugField(max_length=40)


class DaysAsked(serializers.Serializer[Any]):
    """At most 62 days; without them the next 31."""

    first = serializers.DateField(required=False)
    last = serializers.DateField(required=False)


class ServicesApi(APIView):
    """What one can come for, in the language of the request."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="appointments_services", summary="Services", auth=[], responses=ServiceShape(many=True))
    def get(self, request: Request) -> Response:
        found = Service.objects.filter(offices__is_offered=True, offices__reception__is_open=True).distinct().order_by("code")
        return Response([{"code": one.code, "name": service_name(one), "bring": to_bring(one)} for one in found])


class OfficesApi(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="appointments_offices", summary="Offices of a service", auth=[], responses=OfficeShape(many=True))
    def get(self, request: Request, service_code: str) -> Response:
        service = Service.objects.filter(code=service_code).first()
        if service is None:
            raise Http404
        rows = [(one, one.reception.office) for one in offices_of(service.pk)]
        return Response([{"code": o.code, "name": office_name(o), "address": address_of(o), "minutes": one.minutes} for one, o in rows])


class DaysApi(APIView):
    """Days that have places for everybody, with their number."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="appointments_days", summary="Free days", auth=[], parameters=[DaysAsked], responses=DayShape(many=True))
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
    )
    def get(self, request: Request, service_code: str, office_code: str, day: str) -> Response:
        try:
            wanted = date.fromisoformat(day)
        except ValueError:
            raise Http404 from None
        times = free_times(_everybodys(offered_at(service_code, office_code)), wanted)
        return Response([{"at": f"{one.at:%H:%M}", "free": one.free} for one in times])


class OwnBookings(APIView):
    """Every read begins with the caller's own appointments and those of her children; another one's answers like none."""

    permission_classes = [IsApplicant]

    def get_queryset(self) -> QuerySet[Booking]:
        return own_bookings(self.request.user)

    @cached_property
    def booking(self) -> Booking:
        typed = self.kwargs["booking_number"]
        found = self.get_queryset().filter(number=canonical(typed) or typed[:20]).first()
        if found is None:
            raise Http404
        return found

    def answer(self, booking_id: int, status: int = 200) -> Response:
        return Response(BookingShape(self.get_queryset().get(pk=booking_id)).data, status=status)


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
            of_service = Booking.objects.filter(service__code=wanted.validated_data["service"], state=Booking.State.HELD)
            own = of_service.filter(person__user_id=pk_of(request.user)).first()
            if own is not None:
                release_late_hold(person_id=own.person_id, service_id=own.service_id)


class BookingsApi(TakesPlaces, ListAPIView):
    serializer_class = BookingShape

    @extend_schema(operation_id="appointments_list", summary="My appointments")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="appointments_book",
        summary="Book a time",
        request=PlaceWanted,
        responses={201: BookingShape},
        parameters=_KEY,
        examples=[OpenApiExample("booked", value=_BOOKED, response_only=True, status_codes=["201"])],
        description="Hold and confirm in one step. 409: slot_taken, already_booked, slot_not_open_yet, too_late_to_book, not_offered; "
        "422: too_many_changes, too_many_holds.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        return self.answer(book_slot(**_wanted(request), actor=actor_of(request.user)).pk, status=201)


class HoldApi(TakesPlaces):
    @extend_schema(
        operation_id="appointments_hold",
        summary="Keep a time for 10 minutes",
        request=PlaceWanted,
        responses={201: BookingShape},
        parameters=_KEY,
        examples=[OpenApiExample("held", value={**_BOOKED, "state": "held"}, response_only=True, status_codes=["201"])],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        return self.answer(hold_slot(**_wanted(request), actor=actor_of(request.user)).pk, status=201)


class BookingApi(OwnBookings):
    @extend_schema(operation_id="appointments_retrieve", summary="One of my appointments", responses=BookingShape)
    def get(self, request: Request, booking_number: str) -> Response:
        return Response(BookingShape(self.booking).data)


class ConfirmApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_confirm", summary="Confirm a held time", request=None, responses=BookingShape, parameters=_KEY
    )
    @idempotent
    def post(self, request: Request, booking_number: str) -> Response:
        return self.answer(confirm_booking(booking_id=self.booking.pk, actor=actor_of(request.user)).pk)


class CancelApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_cancel", summary="Cancel an appointment", request=None, responses=BookingShape, parameters=_KEY
    )
    @idempotent
    def post(self, request: Request, booking_number: str) -> Response:
        return self.answer(cancel_booking(booking_id=self.booking.pk, actor=actor_of(request.user)).pk)


class MoveApi(OwnBookings):
    @extend_schema(
        operation_id="appointments_move", summary="Move to another time", request=TimeWanted, responses=BookingShape, parameters=_KEY
    )
    @idempotent
    def post(self, request: Request, booking_number: str) -> Response:
        booking = self.booking
        wanted = TimeWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        offered = offered_at(booking.service.code, wanted.validated_data["office"])
        when = {"day": wanted.validated_data["day"], "at": wanted.validated_data["at"]}
        return self.answer(move_booking(booking_id=booking.pk, offered_id=offered.pk, **when, actor=actor_of(request.user)).pk)


def offered_at(service_code: str, office_code: str) -> ServiceAtOffice:
    """Raises `Http404` where the service is not offered."""
    offered = ServiceAtOffice.objects.filter(service__code=service_code, reception__office__code=office_code, is_offered=True)
    found = offered.filter(reception__is_open=True).select_related("service", "reception__office").first()
    if found is None:
        raise Http404
    return found


def _everybodys(offered: ServiceAtOffice) -> QuerySet[Any]:
    now = clock.now()
    return open_places(offered, now=now, channels=channels_for(offered, None, now=now))


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days) if day < date.max - timedelta(days=days) else date.max


def _wanted(request: Request) -> dict[str, Any]:
    """The time that the caller wants for herself."""
    asked = PlaceWanted(data=request.data)
    asked.is_valid(raise_exception=True)
    person = Person.objects.filter(user_id=pk_of(request.user)).first()
    if person is None:
        raise Http404
    offered = offered_at(asked.validated_data["service"], asked.validated_data["office"])
    return {"offered_id": offered.pk, "day": asked.validated_data["day"], "at": asked.validated_data["at"], "person_id": person.pk}
