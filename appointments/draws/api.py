"""Draws for programs that act for a person: which there are, asking for a place, what the lot gave. The same services as the pages."""

from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from appointments.api_parts import CHILD, KEY, AsksForWhom, ForWhom, SaysForWhom, sent, shown
from appointments.draws.doors import ASKS
from appointments.draws.models import Draw, DrawRequest
from appointments.draws.rules.times import draws_at
from appointments.draws.selectors import public_draws, requests_of
from appointments.draws.services import send_request, withdraw_request
from portal import clock
from portal.edge.idempotency import idempotent
from portal.edge.limits import count_against
from portal.events.actor import actor_of

MOST_DAYS: Final = 62
_NUMBER: Final = "6d1b7b2e-93a4-4a63-a2a0-7a4e6f3c2d10"
_DRAW: Final = {
    "number": _NUMBER,
    "service": "fingerprints",
    "office": "770-001",
    "first_day": "2026-12-14",
    "last_day": "2026-12-18",
    "requests_from": "2026-12-01T09:00:00+03:00",
    "requests_until": "2026-12-03T09:00:00+03:00",
    "cast_at": "2026-12-03T09:30:00+03:00",
    "state": "open",
    "takes_requests": True,
    "algorithm": "1",
    "commitment": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "digest": "",
    "outside_source": "",
    "outside_value": "",
    "seed": "",
    "document": f"/appointments/draws/{_NUMBER}/draw.json",
}
_WANTED: Final = {"draw": _NUMBER, "days": ["2026-12-14", "2026-12-15"], "part": "any"}
_SENT: Final = {
    "number": "0b8e3a4c-5d1f-4c67-8a59-2f6b1e7d9c30",
    "draw": _NUMBER,
    "code": "7KQF-R3XA",
    "days": ["2026-12-14", "2026-12-15"],
    "part": "any",
    "state": "sent",
    "sent_at": "2026-12-01T09:00:07+03:00",
    "rank": None,
    "place": None,
    "booking": None,
    "trouble": "",
    "for": "me",
}
_WON: Final = {**_SENT, "state": "won", "rank": 12, "place": {"day": "2026-12-14", "at": "10:20"}, "booking": "A-7KQF-R3X"}


class DrawShape(serializers.ModelSerializer[Draw]):
    """`first_day` through `last_day` by the office's wall clock. `digest` is published when requests end, `seed` when the lot is cast;
    until then they are empty. `document`: the address of the whole draw, from which anybody can recompute it."""

    service = serializers.CharField(source="offered.service.code", read_only=True)
    office = serializers.CharField(source="offered.reception.office.code", read_only=True)
    cast_at = serializers.SerializerMethodField()
    takes_requests = serializers.SerializerMethodField()
    document = serializers.SerializerMethodField()

    class Meta:
        model = Draw
        fields = (
            "number", "service", "office", "first_day", "last_day", "requests_from", "requests_until", "cast_at", "state",
            "takes_requests", "algorithm", "commitment", "digest", "outside_source", "outside_value", "seed", "document",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_cast_at(self, draw: Draw) -> Any:
        return serializers.DateTimeField().to_representation(draws_at(draw.requests_until))

    def get_takes_requests(self, draw: Draw) -> bool:
        return draw.state in (Draw.State.ANNOUNCED, Draw.State.OPEN) and draw.requests_from <= clock.now() < draw.requests_until

    def get_document(self, draw: Draw) -> str:
        return reverse("draws:json", args=[draw.number])


class PlaceDrawn(serializers.Serializer[Any]):
    day = serializers.DateField()
    at = serializers.TimeField(format="%H:%M")


class RequestShape(SaysForWhom, serializers.ModelSerializer[DrawRequest]):
    """`code` stands for the person in what is published. `rank` and `place` are what the lot gave; `booking` is the number of the
    appointment to confirm; `trouble` says why there is none. `for`: "me", or the child's number."""

    draw = serializers.UUIDField(source="draw.number", read_only=True)
    place = PlaceDrawn(read_only=True, allow_null=True)
    booking = serializers.CharField(source="booking.number", read_only=True, allow_null=True, default=None)

    class Meta:
        model = DrawRequest
        fields = ("number", "draw", "code", "days", "part", "state", "sent_at", "rank", "place", "booking", "trouble")
        read_only_fields = fields


class RequestWanted(AsksForWhom):
    """`days` of the draw on which one could come; `for`: who comes, the caller or a child for whom she acts."""

    draw = serializers.UUIDField()
    days = serializers.ListField(child=serializers.DateField(), min_length=1, max_length=MOST_DAYS)
    part = serializers.ChoiceField(choices=DrawRequest.Part.choices, default=DrawRequest.Part.ANY)


class DrawsApi(ListAPIView):
    serializer_class = DrawShape
    permission_classes = [AllowAny]

    def get_queryset(self) -> QuerySet[Draw]:
        return public_draws()

    @extend_schema(
        operation_id="draws_list",
        summary="Draws of places, the newest first",
        auth=[],
        examples=[shown("draws", _DRAW)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class DrawApi(RetrieveAPIView):
    serializer_class = DrawShape
    permission_classes = [AllowAny]
    lookup_field, lookup_url_kwarg = "number", "draw_number"

    def get_queryset(self) -> QuerySet[Draw]:
        return public_draws()

    @extend_schema(operation_id="draws_retrieve", summary="One draw", auth=[], examples=[shown("draw", _DRAW)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OwnRequests(ForWhom):
    """Every read begins with the caller's own requests and those for her children; another one's answers like none."""

    def get_queryset(self) -> QuerySet[DrawRequest]:
        return requests_of(self.request.user)

    @cached_property
    def asked(self) -> DrawRequest:
        found = self.get_queryset().filter(number=self.kwargs["request_number"]).first()
        if found is None:
            raise Http404
        return found

    def answer(self, request_id: int, status: int = 200) -> Response:
        found = self.get_queryset().get(pk=request_id)
        return Response(RequestShape(found, context=self.get_serializer_context()).data, status=status)


class RequestsApi(OwnRequests, ListAPIView):
    serializer_class = RequestShape

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the transaction of the request: its end must not undo the count."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            count_against(ASKS, request.user.pk)

    @extend_schema(
        operation_id="draw_requests_list",
        summary="My requests for draws and those of my children",
        examples=[shown("requests", _SENT)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="draw_requests_send",
        summary="Ask for a place in a draw",
        request=RequestWanted,
        responses={201: RequestShape},
        parameters=KEY,
        examples=[
            sent("for oneself", _WANTED),
            sent("for a child, before 12:00", {**_WANTED, "part": "morning", "for": CHILD}),
            shown("sent", _SENT, 201),
        ],
        description="When one asks while requests are taken changes nothing. 404: no such draw; 409: requests_closed, "
        "requested_already, already_booked, same_document, shared_turn; 422: days_outside_the_draw, identity_missing.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        wanted = RequestWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        data = wanted.validated_data
        draw_id = Draw.objects.filter(number=data["draw"]).values_list("pk", flat=True).first()
        if draw_id is None:
            raise Http404
        days: list[date] = data["days"]
        made = send_request(draw_id=draw_id, person_id=self.who(data["for"]), days=days, part=data["part"], actor=actor_of(request.user))
        return self.answer(made.pk, status=201)


class RequestApi(OwnRequests):
    @extend_schema(
        operation_id="draw_requests_retrieve",
        summary="One of my requests",
        responses=RequestShape,
        examples=[shown("waits for the lot", _SENT), shown("won", _WON)],
    )
    def get(self, request: Request, request_number: Any) -> Response:
        return self.answer(self.asked.pk)


class WithdrawApi(OwnRequests):
    @extend_schema(
        operation_id="draw_requests_withdraw",
        summary="Withdraw a request",
        request=None,
        responses=RequestShape,
        parameters=KEY,
        examples=[shown("withdrawn", {**_SENT, "state": "withdrawn"})],
        description="While requests are taken; then one may ask anew. 409: requests_closed.",
    )
    @idempotent
    def post(self, request: Request, request_number: Any) -> Response:
        withdraw_request(request_id=self.asked.pk, actor=actor_of(request.user))
        return self.answer(self.asked.pk)
