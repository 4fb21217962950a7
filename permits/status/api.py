"""The status of the signed-in person for programs that act for them: the same answer as the page."""

from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from permits.status.asking import imagined
from permits.status.forms import FIRST_DAY, farthest
from permits.status.presentation import ShownDuty, shown_duties, shown_questions
from permits.status.reading import status_of
from permits.status.rules.stay_days import Counter
from permits.status.rules.values import Ground, Over, State, Status
from permits.status.rules.what_if import WhatIf
from portal.accounts.permissions import IsApplicant
from portal.legal.api_serializers import CivilDate, StepShape
from portal.legal.explained import Explained
from portal.legal.services import only_asking
from profiles.acting import children_of
from profiles.models import Guardianship
from profiles.selectors import person_of


class StatusQuery(serializers.Serializer[Any]):
    """Civil dates. Another day (`on`), and what would be if the person left (`leave`) and came back (`back`)."""

    on = CivilDate(required=False, help_text="From 2014-01-01 to five years ahead; today by default.")
    leave = CivilDate(required=False)
    back = CivilDate(required=False, help_text="Later than `leave`.")
    child = serializers.UUIDField(required=False, help_text="The number of the child for whom you act; yourself by default.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in ("on", "leave", "back"):
            day = attrs.get(name)
            if day and not FIRST_DAY <= day <= farthest():
                raise serializers.ValidationError({name: f"A day from {FIRST_DAY} to {farthest()}."})
        if attrs.get("leave") and attrs.get("back") and attrs["back"] <= attrs["leave"]:
            raise serializers.ValidationError({"back": "Later than `leave`."})
        return attrs


class ExplainedDate(serializers.Serializer[Any]):
    date = serializers.DateField(allow_null=True)
    steps = StepShape(many=True)


class GroundShape(serializers.Serializer[Any]):
    """Why the person may be in the country. `until.date` null: the ground has no last day."""

    code = serializers.CharField()
    title = serializers.CharField()
    headline = serializers.CharField()
    until = ExplainedDate()
    allows = serializers.ListField(child=serializers.CharField())
    ends = serializers.ListField(child=serializers.CharField())
    citation = serializers.CharField(allow_blank=True)


class OverShape(serializers.Serializer[Any]):
    """The last ground of this stay, where nothing followed it. `last` is its last day; `now` says what to do."""

    title = serializers.CharField()
    last = ExplainedDate()
    now = serializers.CharField()


class CounterShape(serializers.Serializer[Any]):
    """Days that count on the day: of the calendar year, or of the 180 days before 2025."""

    since = serializers.DateField()
    used = serializers.IntegerField()
    total = serializers.IntegerField()
    left = serializers.IntegerField()
    in_a_row = serializers.IntegerField()
    steps = StepShape(many=True)


class SentShape(serializers.Serializer[Any]):
    """An application that was sent. Civil dates of its office."""

    reference = serializers.CharField()
    sent_on = serializers.DateField()
    decide_by = serializers.DateField()


class DutyShape(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The same while it is the same duty.")
    code = serializers.CharField()
    title = serializers.CharField()
    what = serializers.CharField()
    state = serializers.ChoiceField(choices=[state.value for state in State])
    opens_on = serializers.DateField(allow_null=True)
    due = ExplainedDate()
    days_left = serializers.IntegerField(help_text="Negative once it is late.")
    asked = SentShape(allow_null=True, help_text="The application that does it, while it waits for a decision: then `state` is `waiting`.")
    url = serializers.CharField(allow_blank=True, help_text="Where the portal does it, or shows the application that waits.")
    other_urls = serializers.ListField(child=serializers.CharField(), help_text="Another way, and where a visit to an office is booked.")


class QuestionShape(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    stops = serializers.CharField(help_text="What cannot be told without the answer.")
    url = serializers.CharField(allow_blank=True)


class GapShape(serializers.Serializer[Any]):
    """A figure of the law that is missing for a day; what needed it is left out."""

    key = serializers.CharField()
    on = serializers.DateField()


class WhatIfShape(serializers.Serializer[Any]):
    leave = serializers.DateField(allow_null=True)
    back = serializers.DateField(allow_null=True)
    used = serializers.IntegerField(allow_null=True, help_text="Days used by the day of leaving.")
    may_return = ExplainedDate(allow_null=True)
    last_day = ExplainedDate(allow_null=True, help_text="Of the stay that would begin on `back`.")


class StatusShape(serializers.Serializer[Any]):
    on = serializers.DateField()
    is_outside = serializers.BooleanField(help_text="By what was told the person is not in Russia.")
    ground = GroundShape(allow_null=True)
    over = OverShape(allow_null=True)
    others = GroundShape(many=True)
    counter = CounterShape(allow_null=True)
    next_entry = ExplainedDate(allow_null=True)
    duties = DutyShape(many=True)
    questions = QuestionShape(many=True)
    gaps = GapShape(many=True)
    what_if = WhatIfShape(allow_null=True)


class StatusApi(APIView):
    permission_classes = [IsApplicant]

    @extend_schema(parameters=[StatusQuery], responses=StatusShape, summary="What am I today, until when, and what must I do")
    def get(self, request: Request) -> Response:
        query = StatusQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        told = query.validated_data
        child = _child(request, told.get("child"))
        with only_asking():
            seen = status_of(child.child if child else person_of(request.user), on=told.get("on"))
            leave, back = told.get("leave"), told.get("back")
            what_if = imagined(seen, leave=leave, back=back) if leave or back else None
        answer = Response(_status(seen.status, child) | {"what_if": _what_if(what_if) if what_if else None})
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


def _child(request: Request, number: UUID | None) -> Guardianship | None:
    """Another parent's child is not found, like one that never was."""
    if number is None:
        return None
    held = children_of(request.user).filter(number=number).first()
    if held is None:
        raise NotFound
    return held


def _status(status: Status, child: Guardianship | None) -> dict[str, Any]:
    return {
        "on": status.on,
        "is_outside": status.is_outside,
        "ground": _ground(status.ground) if status.ground else None,
        "over": _over(status.over) if status.over else None,
        "others": [_ground(ground) for ground in status.others],
        "counter": _counter(status.counter) if status.counter else None,
        "next_entry": _day(status.next_entry),
        "duties": [_duty(shown, status.on) for shown in shown_duties(status.duties, on=status.on, child=child)],
        "questions": [
            {"code": shown.question.code, "text": str(shown.question.text), "stops": str(shown.question.stops), "url": shown.url}
            for shown in shown_questions(status.questions, child=child)
        ],
        "gaps": [{"key": gap.key, "on": gap.on} for gap in status.gaps],
    }


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "code": ground.code,
        "title": str(ground.title),
        "headline": str(ground.headline),
        "until": _day(ground.until),
        "allows": [str(words) for words in ground.allows],
        "ends": [str(words) for words in ground.ends],
        "citation": str(ground.citation),
    }


def _over(over: Over) -> dict[str, Any]:
    return {"title": str(over.title), "last": _day(over.last), "now": str(over.now)}


def _counter(counter: Explained[Counter]) -> dict[str, Any]:
    value = counter.value
    days = {name: getattr(value, name) for name in ("since", "used", "total", "left", "in_a_row")}
    return {**days, "steps": counter.as_json()}


def _duty(shown: ShownDuty, on: date) -> dict[str, Any]:
    duty = shown.duty
    return {
        "key": duty.key,
        "code": duty.code,
        "title": str(duty.title),
        "what": str(shown.words),
        "state": shown.state.value,
        "opens_on": duty.opens_on,
        "due": _day(duty.due),
        "days_left": (duty.due.value - on).days,
        "asked": {name: getattr(duty.asked, name) for name in ("reference", "sent_on", "decide_by")} if duty.asked else None,
        "url": shown.action_url,
        "other_urls": [url for url in (shown.second_url, shown.visit_url) if url],
    }


def _what_if(answer: WhatIf) -> dict[str, Any]:
    return {
        "leave": answer.leave,
        "back": answer.back,
        "used": answer.used.value.used if answer.used else None,
        "may_return": _day(answer.may_return),
        "last_day": _day(answer.last_day),
    }


def _day(explained: Explained[Any] | None) -> dict[str, Any] | None:
    return {"date": explained.value, "steps": explained.as_json()} if explained else None
