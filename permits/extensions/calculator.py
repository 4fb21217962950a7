"""Until when does the law extend a document? For anybody who asks: the API and a page. Nothing personal, nothing stored."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from permits.extensions.extendable import all_kinds
from permits.extensions.rules.reckoning import Reckoning, reckon
from permits.extensions.rules.terms import DocumentFacts, named
from permits.extensions.selectors import Published, published
from portal import clock
from portal.edge.text import clean_text
from portal.legal import citizenships
from portal.legal.api import PublicView
from portal.legal.api_serializers import DocumentDate, RegionCode, StepShape
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from profiles.citizenships import choices as citizenship_choices

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Answer:
    reckoning: Reckoning
    standing: Published | None  # the order whose day stands, None where the document's own does

    @property
    def valid_until(self) -> date:
        return self.reckoning.answer.value


def answer(facts: DocumentFacts) -> Answer:
    """By the orders in force here and the examples that ship with the portal."""
    orders = published()
    found = reckon(facts, [order.terms for order in orders])
    standing = None if found.standing is None else found.standing.order
    return Answer(found, next((order for order in orders if order.terms is standing), None))


# ---- the API


class KindCode(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        code = clean_text(str(super().to_internal_value(data)), max_length=40)
        if code not in all_kinds():
            raise serializers.ValidationError(_("No document of this kind is known here."), code="kind")
        return code


class CitizenshipCode(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        code = clean_text(str(super().to_internal_value(data)), max_length=40)
        if not citizenships.exists(code):
            raise serializers.ValidationError(_("There is no citizenship with this code."), code="citizenship")
        return code


class ExtensionQuery(serializers.Serializer):
    kind = KindCode(
        max_length=40, help_text="temporary_residence, permanent_residence, study_residence, residence_registration, work_patent ..."
    )
    valid_until = DocumentDate(help_text="The last day that the document itself states.")
    issued_on = DocumentDate(
        required=False, help_text="Some orders speak only of documents issued by a day; supposed to fit when left out."
    )
    citizenship = CitizenshipCode(max_length=40, required=False, help_text="Two letters; supposed to fit when left out.")
    region = RegionCode(required=False, help_text="Two digits; supposed to fit when left out.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "issued_on" in attrs and attrs["issued_on"] > attrs["valid_until"]:
            raise serializers.ValidationError({"issued_on": _("The last day of the document is before the day it was issued.")})
        return attrs


class OrderShape(serializers.Serializer):
    number = serializers.CharField(help_text="Empty for an example order that ships with the portal and is not applied here.")
    act = serializers.CharField()
    citation = serializers.CharField()
    link = serializers.CharField()
    is_example = serializers.BooleanField()


class ExtensionAnswer(serializers.Serializer):
    kind = serializers.CharField()
    valid_until_stated = serializers.DateField()
    valid_until = serializers.DateField(help_text="The last day by the orders in force, inclusive.")
    extended = serializers.BooleanField()
    order = OrderShape(allow_null=True, help_text="Whose day stands; null where the document's own does.")
    ask_staff = serializers.BooleanField(help_text="An order may concern the document, and a person decides.")
    steps = StepShape(many=True)


class ExtensionView(PublicView):
    @extend_schema(parameters=[ExtensionQuery], responses=ExtensionAnswer, summary="Until when extension orders make a document valid")
    def get(self, request: Request) -> Response:
        query = ExtensionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(_as_json(query.validated_data))


def _as_json(asked: dict[str, Any]) -> dict[str, Any]:
    found = answer(_facts(asked))
    return {
        "kind": asked["kind"],
        "valid_until_stated": asked["valid_until"],
        "valid_until": found.valid_until,
        "extended": found.standing is not None,
        "order": found.standing and _order(found.standing),
        "ask_staff": bool(found.reckoning.to_ask),
        "steps": found.reckoning.answer.as_json(),
    }


def _order(order: Published) -> dict[str, Any]:
    terms = order.terms
    return {
        "number": terms.number,
        "act": named(terms.act, terms.act_en),
        "citation": named(terms.citation, terms.citation_en),
        "link": order.link,
        "is_example": order.is_example,
    }


def _facts(asked: dict[str, Any]) -> DocumentFacts:
    return DocumentFacts(
        kind=asked["kind"],
        stated=asked["valid_until"],
        issued_on=asked.get("issued_on") or None,
        citizenship=asked.get("citizenship") or None,
        region=asked.get("region") or None,
    )


# ---- the page


class ExtensionForm(PortalForm):
    kind = forms.ChoiceField(label=_("Document"))
    valid_until = CivilDateField(
        label=_("The last day written on it"), help_text=_("For example, 31.12.2021"), not_before=EARLIEST, not_after=LATEST
    )
    issued_on = CivilDateField(
        label=_("Issued on (if you know)"), help_text=_("Some orders speak only of documents issued by a certain day."), required=False,
        not_before=EARLIEST, not_after=LATEST,
    )  # fmt: skip
    citizenship = forms.ChoiceField(label=_("Citizenship (if you know)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose from the list")), *all_kinds().items()]  # type: ignore[attr-defined]
        self.fields["citizenship"].choices = citizenship_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("issued_on") and data.get("valid_until") and data["issued_on"] > data["valid_until"]:
            self.add_error("issued_on", _("The last day of the document is before the day it was issued."))
        return data


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """`?kind=temporary_residence&valid_until=31.12.2021`; asked for nothing, it shows the empty form."""
    asked = {name: request.GET.get(name, "") for name in ExtensionForm.base_fields}
    form = ExtensionForm(asked if any(asked.values()) else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = answer(_facts(form.cleaned_data))
        context["is_over"] = found.valid_until < clock.today()
        context |= {"answer": found, "stated": form.cleaned_data["valid_until"], "kind": all_kinds()[form.cleaned_data["kind"]]}
    return render(request, "permits/extension.html", context)
