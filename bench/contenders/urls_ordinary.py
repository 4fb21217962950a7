from typing import Any

from django.db import models
from django.urls import path
from django.utils import timezone
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response


class Patent(models.Model):
    """The portal's table."""

    series = models.CharField(max_length=2)
    number = models.CharField(max_length=10)
    region = models.CharField(max_length=2)
    profession = models.CharField(max_length=120)
    issued_on = models.DateField(null=True)
    begins_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    paid_through = models.DateField(null=True)
    annulled_on = models.DateField(null=True)
    status = models.CharField(max_length=10)

    class Meta:
        app_label = "contenders"
        managed = False
        db_table = "patents_patent"

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class Question(serializers.Serializer):
    series = serializers.RegexField(r"^[0-9]{2}$")
    number = serializers.RegexField(r"^[0-9]{10}$")


class Answer(serializers.Serializer):
    result = serializers.CharField()
    on = serializers.DateField()
    as_of = serializers.DateTimeField()


class Check(generics.GenericAPIView):
    serializer_class = Answer

    def get(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        question = Question(data=request.query_params)
        question.is_valid(raise_exception=True)
        now = timezone.localtime()
        patent = Patent.objects.filter(**question.validated_data).first()
        answer = {"result": _result(patent, now.date()), "on": now.date(), "as_of": now}
        return Response(self.get_serializer(answer).data)


def _result(patent: Patent | None, on: Any) -> str:
    if patent is None:
        return "not_found"
    is_annulled = patent.annulled_on is not None and patent.annulled_on <= on
    is_valid = not is_annulled and patent.begins_on <= on <= min(patent.paid_through, patent.expires_on)
    return "valid" if is_valid else "not_valid"


urlpatterns = [path("api/v1/patent-check/", Check.as_view())]
