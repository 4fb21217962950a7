"""A booking as it is usually written: a session, a serializer, a transaction with the place locked, two saves."""

import secrets
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.contenders.models import Booking, Slot


class Wanted(serializers.Serializer):
    offered = serializers.IntegerField()
    day = serializers.DateField()
    at = serializers.TimeField()


class Shape(serializers.ModelSerializer):
    class Meta:
        model = Booking
        fields = ("number", "day", "at", "starts_at", "state")


class Book(APIView):
    def post(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        wanted = Wanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        with transaction.atomic():
            free = Slot.objects.select_for_update(of=("self",)).select_related("offered").filter(
                offered_id=wanted.validated_data["offered"], day=wanted.validated_data["day"], at=wanted.validated_data["at"],
                channel="everybody", state="free",
            )  # fmt: skip
            slot = free.order_by("id").first()
            if slot is None:
                return Response({"code": "slot_taken"}, status=status.HTTP_409_CONFLICT)
            now = timezone.now()
            same = {"offered": slot.offered, "slot": slot, "desk_id": slot.desk_id, "day": slot.day, "at": slot.at}
            booking = Booking.objects.create(
                number=secrets.token_hex(8), person_id=request.user.pk, booked_by_id=request.user.pk, service_id=slot.offered.service_id,
                starts_at=slot.starts_at, ends_at=slot.ends_at, state="booked", version=1, created_at=now, confirmed_at=now, **same,
            )  # fmt: skip
            slot.state = "booked"
            slot.save(update_fields=["state"])
        return Response(Shape(booking).data, status=status.HTTP_201_CREATED)


def ready(request: HttpRequest) -> HttpResponse:
    return JsonResponse({})


urlpatterns = [path("book/", Book.as_view()), path("healthz", ready)]
