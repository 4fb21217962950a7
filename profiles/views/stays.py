"""Entries and exits: the list, and telling, correcting and taking back one of them."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from profiles.citizenships import WITHOUT_CARD
from profiles.forms.stay import StayForm, StayWithoutStampsForm
from profiles.models import Person, Stay
from profiles.rules.stays import Doubt, StayDays, StayQuestion, questions
from profiles.selectors import stays_of
from profiles.services import take_back_stay, tell_stay
from profiles.views.base import OwnProfileMixin, ProfileFormView, version_of


@dataclass(frozen=True)
class Line:
    """One stay as the list shows it. `doubts` are the sentences that ask what does not fit."""

    stay: StayDays
    change_url: str
    is_open: bool
    doubts: list[str]


class StampsMixin(OwnProfileMixin):
    """Whether the passport of this person is stamped at the border."""

    @property
    def has_stamps(self) -> bool:
        return self.person is None or self.person.citizenship not in WITHOUT_CARD


class StaysView(StampsMixin, TemplateView):
    """Every stay that the portal knows, the newest first."""

    template_name = "profiles/stays.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stays = stays_of(self.person) if self.person else ()
        asked = questions(stays)
        lines = [self._line(stay, asked, is_last=stay is stays[-1]) for stay in reversed(stays)]
        return super().get_context_data(
            lines=lines,
            asked=asked,
            add_url=self.page("stay-add"),
            left_url=self._left_url(lines),
            entry_url=self.page("entry"),
            has_stamps=self.has_stamps,
            **kwargs,
        )

    def _line(self, stay: StayDays, asked: tuple[StayQuestion, ...], *, is_last: bool) -> Line:
        change = self.page("stay", stay.stay_id) if stay.stay_id else self.page("entry")
        doubts = [_doubt(question, has_stamps=self.has_stamps) for question in asked if question.stay is stay]
        return Line(stay, change, is_last and stay.left_on is None, doubts)

    def _left_url(self, lines: list[Line]) -> str:
        """Where to tell the exit of the stay that goes on."""
        if not lines or not lines[0].is_open:
            return ""
        return lines[0].change_url if lines[0].stay.stay_id else self.page("stay-add")

    @property
    def back_url(self) -> str:
        return self.home_url


def _doubt(question: StayQuestion, *, has_stamps: bool) -> str:
    if question.kind == Doubt.NO_EXIT:
        return _("When did you leave after this entry? There is a later stay in the list, so this one must have ended.")
    if question.kind == Doubt.NO_ENTRY:
        return _("When did you enter before this exit?")
    if not has_stamps:
        return _("These days overlap with an earlier stay: one of the dates is wrong. Compare both with your tickets.")
    return _("These days overlap with an earlier stay. Compare both with the stamps: one of the dates is wrong.")


class StayFormView(StampsMixin, ProfileFormView):
    template_name = "profiles/stay.html"

    def get_form_class(self) -> type[StayForm]:
        return StayForm if self.has_stamps else StayWithoutStampsForm

    @property
    def lead(self) -> Any:
        if self.has_stamps:
            return _("Type the dates as they are stamped in your passport. The day of entry and the day of exit both count.")
        return _(
            "Between Belarus and Russia nobody stamps passports: type the dates by your tickets, or as you remember them. The day of entry "
            "and the day of exit both count."
        )

    def save(self, form: StayForm, person: Person) -> None:
        data = {name: form.cleaned_data[name] for name in ("entered_on", "left_on")}
        tell_stay(person_id=person.pk, corrects=self.corrects, actor=self.actor, expected_version=version_of(form), **data)

    corrects: int | None = None

    def after(self) -> str:
        return self.page("stays")

    @property
    def back_url(self) -> str:
        return self.page("stays")


class AddView(StayFormView):
    """Another stay; when the present one goes on, its entry is filled in and only the exit is asked."""

    heading = gettext_lazy("A stay in Russia")

    def known(self) -> dict[str, Any]:
        stays = stays_of(self.person) if self.person else ()
        going_on = stays and stays[-1].left_on is None and stays[-1].stay_id is None
        return {"entered_on": stays[-1].entered_on} if going_on else {}


class OwnStayMixin(OwnProfileMixin):
    """One of the person's own stays that count; 404 for any other."""

    kwargs: dict[str, Any]

    @cached_property
    def stay(self) -> Stay:
        found = Stay.objects.filter(person=self.person, retired_at=None, pk=self.kwargs["stay"]).first() if self.person else None
        if found is None:
            raise Http404
        return found


class CorrectView(OwnStayMixin, StayFormView):
    heading = gettext_lazy("Correct a stay")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _own = self.stay
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.corrects = self.stay.pk
        return super().post(request, *args, **kwargs)

    def known(self) -> dict[str, Any]:
        return {"entered_on": self.stay.entered_on, "left_on": self.stay.left_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(remove_url=self.page("stay-remove", self.kwargs["stay"]), **kwargs)


class RemoveView(OwnStayMixin, TemplateView):
    template_name = "profiles/stay_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(told=self.stay, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        take_back_stay(person_id=self.opened().pk, stay_id=self.stay.pk, actor=self.actor)
        return HttpResponseRedirect(self.page("stays"))

    @property
    def back_url(self) -> str:
        return self.page("stays")
