"""Shapes of the public calculators."""

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from portal.edge.text import clean_text
from portal.legal import regions
from portal.legal.rules.calendar import FIRST_YEAR, LAST_YEAR

LONGEST_COUNT = 366


class CivilDate(serializers.DateField):
    """A date like 2026-01-31, in the digits 0-9, within the years that the portal reckons with."""

    years = range(FIRST_YEAR, LAST_YEAR)

    def to_internal_value(self, value: Any) -> Any:
        text = _plain(value)
        if not text.isascii():
            self.fail("invalid", format="YYYY-MM-DD")
        day = super().to_internal_value(text)
        if day.year not in self.years:
            raise serializers.ValidationError(_("The year lies outside the years we reckon with."), code="year")
        return day


class DocumentDate(CivilDate):
    """A date as documents of people carry it: they last longer than calendars are published for."""

    years = range(1990, 2100)


class Whole(serializers.IntegerField):
    """A whole number in the digits 0-9."""

    def to_internal_value(self, data: Any) -> int:
        text = _plain(data)
        if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
            self.fail("invalid")
        return int(super().to_internal_value(text))


class RegionCode(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        code = _plain(data)
        if not regions.exists(code):
            raise serializers.ValidationError(_("There is no region with this code."), code="region")
        return code


class StepShape(serializers.Serializer):
    text = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    citation = serializers.CharField()


class WorkingDaysQuery(serializers.Serializer):
    add = Whole(min_value=-LONGEST_COUNT, max_value=LONGEST_COUNT, help_text="Working days to count; negative counts back.")

    def get_fields(self) -> Any:
        """`from` is a word of Python and cannot be written as an attribute."""
        return {"from": CivilDate(help_text="The day of the event; it is not counted itself."), **super().get_fields()}

    def validate_add(self, days: int) -> int:
        if days == 0:
            raise serializers.ValidationError(_("Count at least one day."), code="zero")
        return days


class WorkingDaysAnswer(serializers.Serializer):
    add = serializers.IntegerField()
    date = serializers.DateField()
    steps = StepShape(many=True)

    def get_fields(self) -> Any:
        return {"from": serializers.DateField(), **super().get_fields()}


class RegionAnswer(serializers.Serializer):
    code = serializers.CharField()
    iso = serializers.CharField()
    oktmo = serializers.CharField()
    zone = serializers.CharField()
    name = serializers.CharField()
    name_ru = serializers.CharField()
    name_en = serializers.CharField()


class CitizenshipQuery(serializers.Serializer):
    on = CivilDate(required=False, help_text="The day for which the regime is asked; today in Moscow when left out.")


class CitizenshipAnswer(serializers.Serializer):
    alpha2 = serializers.CharField()
    alpha3 = serializers.CharField()
    name = serializers.CharField()
    regime = serializers.CharField(allow_null=True)
    citation = serializers.CharField()


def _plain(value: Any) -> str:
    """Short text without characters that no code or number has."""
    try:
        return clean_text(str(value), max_length=40)
    except DjangoValidationError:
        raise serializers.ValidationError(_("This value cannot be accepted."), code="invalid") from None
