"""The side that files: its addresses, one notice, many at once, departures. It sees what it typed, and the state."""

import uuid
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View

from permits.registration import deadlines
from permits.registration.forms import AnswerForm, ArrivalForm, DepartureForm, HostForm, ListForm
from permits.registration.models import ArrivalList, ArrivalNotice, Host, HostQuestion
from permits.registration.reading import heads
from permits.registration.selectors import civil_today, filed_notices, lists_of, open_questions, own_hosts
from permits.registration.services import add_host, answer_question, file_arrival, record_departure, upload_list
from permits.registration.words import TAGS, column_words, problem_words, questions_shown, typed_rows
from portal.edge.csv import sheet
from portal.edge.limits import Limit, count_against
from portal.errors import DomainError
from portal.events.actor import Actor, actor_of
from portal.legal.wording import term_in_words
from portal.ui.formats import countdown
from portal.ui.paging import page_of
from portal.ui.views import KeepAnswersOnLanguageSwitch

# Somebody who tries codes is stopped long before one fits.
NOTICES = Limit("arrival_notices", 60, 3600)
LISTS = Limit("arrival_lists", 30, 24 * 3600)
GUESTS_SHOWN = 50


class HostMixin(LoginRequiredMixin):
    """`self.host` belongs to the signed-in account; anybody else's is not found."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def actor(self) -> Actor:
        return actor_of(self.request.user)

    @cached_property
    def host(self) -> Host:
        found = own_hosts(self.request.user).filter(number=self.kwargs["host_number"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shared = {"host": self.host} if "host_number" in self.kwargs else {}
        return super().get_context_data(**shared, **kwargs)  # type: ignore[misc,no-any-return]


class HostsView(HostMixin, TemplateView):
    template_name = "permits/registration/hosts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(hosts=own_hosts(self.request.user).order_by("pk")[:200], **kwargs)


class AddHostView(KeepAnswersOnLanguageSwitch, HostMixin, FormView):
    template_name = "permits/registration/form.html"
    form_class = HostForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=_("Where guests stay"), back_url=reverse("registration:hosts"), **kwargs)

    def form_valid(self, form: HostForm) -> HttpResponse:
        try:
            host = add_host(data=form.host(), actor=self.actor)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect("registration:host", host.number)


class HostView(HostMixin, TemplateView):
    """The guests of one address, newest first, and the lists."""

    template_name = "permits/registration/host.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = filed_notices(self.request.user).filter(host=self.host).order_by("-pk")
        page = page_of(self.request, found, size=GUESTS_SHOWN)
        notices = [(notice, TAGS[notice.status]) for notice in page.items]
        lists = lists_of(self.request.user).filter(host=self.host).order_by("-pk")[:20]
        return super().get_context_data(notices=notices, page=page, lists=lists, **kwargs)


class FileArrivalView(KeepAnswersOnLanguageSwitch, HostMixin, FormView):
    template_name = "permits/registration/form.html"
    form_class = ArrivalForm

    def get_initial(self) -> dict[str, Any]:
        return {"submission_key": uuid.uuid4()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_hotel, today = self.host.kind == Host.Kind.HOTEL, civil_today(self.host.region)
        fee = deadlines.fee(is_hotel=is_hotel, on=today)
        back = reverse("registration:host", args=[self.host.number])
        return super().get_context_data(
            heading=_("A guest has arrived"), save_text=_("File the notice"), fee=fee, shows_fee=True, back_url=back, **kwargs
        )

    def form_valid(self, form: ArrivalForm) -> HttpResponse:
        count_against(NOTICES, self.request.user.pk)
        key = form.cleaned_data["submission_key"]
        try:
            notice = file_arrival(
                host_id=self.host.pk, data=form.notice(), submission_key=key, actor=self.actor, on=civil_today(self.host.region)
            )
        except DomainError as error:
            fields = {"guest_code_unknown": "code", "arrival_in_the_future": "arrived_on", "stay_ends_before_arrival": "stay_until"}
            form.add_error(fields.get(error.code), str(error))
            return self.form_invalid(form)
        return redirect("registration:filed", notice.number)


class FiledMixin(LoginRequiredMixin):
    """A notice of the signed-in host; anybody else's is not found."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def notice(self) -> ArrivalNotice:
        found = filed_notices(self.request.user).filter(number=self.kwargs["arrival_number"]).first()
        if found is None:
            raise Http404
        return found


class FiledView(FiledMixin, TemplateView):
    """One notice as the host sees it: what was typed, the last day and why, the state, what an officer asked. Nothing of the guest's
    profile."""

    template_name = "permits/registration/filed.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notice = self.notice
        due = deadlines.arrival_due(
            arrived_on=notice.arrived_on, citizenship=notice.citizenship, is_hotel=notice.host.kind == Host.Kind.HOTEL
        )
        shown = {"notice": notice, "tag": TAGS[notice.status], "due": due, "form": kwargs.pop("form", DepartureForm())}
        if notice.host.kind == Host.Kind.HOTEL:
            shown["departure_term"] = term_in_words(deadlines.departure_term(on=civil_today(notice.region)))
        return super().get_context_data(**shown, asked=questions_shown(notice), typed=typed_rows(notice), **kwargs)

    def post(self, request: HttpRequest, arrival_number: str) -> HttpResponse:
        """The guest has left."""
        form = DepartureForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        day, today = form.cleaned_data["departed_on"], civil_today(self.notice.region)
        try:
            record_departure(notice_id=self.notice.pk, departed_on=day, actor=actor_of(request.user), on=today)
        except DomainError as error:
            form.add_error("departed_on", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        if self.notice.host.kind == Host.Kind.HOTEL and today > deadlines.departure_due(departed_on=day).value:
            messages.warning(request, _("The notice is taken. A hotel tells of a departure within one working day: this one came late."))
        return redirect("registration:filed", self.notice.number)


class AnswerView(KeepAnswersOnLanguageSwitch, FiledMixin, FormView):
    """What an officer asks the host, and the answer. Without an open question it leads back to the notice."""

    template_name = "permits/registration/answer.html"
    form_class = AnswerForm

    @cached_property
    def question(self) -> HostQuestion | None:
        return open_questions(notice=self.notice).first()

    @property
    def back_url(self) -> str:
        return reverse("registration:filed", args=[self.notice.number])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.question is None:
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assert self.question is not None
        left = countdown(self.question.answer_by, civil_today(self.notice.region))
        shown = {"notice": self.notice, "question": self.question, "left": left, "back_url": self.back_url}
        return super().get_context_data(**shown, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        assert self.question is not None
        answer, on = form.cleaned_data["answer"], civil_today(self.notice.region)
        try:
            answer_question(question_id=self.question.pk, answer=answer, actor=actor_of(self.request.user), on=on)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Your answer was sent to the officer."))
        return redirect(self.back_url)


class UploadView(HostMixin, FormView):
    template_name = "permits/registration/upload.html"
    form_class = ListForm

    def get_initial(self) -> dict[str, Any]:
        return {"submission_key": uuid.uuid4()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("registration:host", args=[self.host.number])
        return super().get_context_data(heading=_("Many guests at once"), back_url=back, columns=heads(get_language() or "ru"), **kwargs)

    def form_valid(self, form: ListForm) -> HttpResponse:
        count_against(LISTS, self.request.user.pk)
        file = form.cleaned_data["file"]
        try:
            found = upload_list(
                host_id=self.host.pk,
                file=file,
                shown_name=file.name,
                submission_key=form.cleaned_data["submission_key"],
                actor=self.actor,
            )
        except DomainError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("registration:list", found.number)


class _ListMixin(LoginRequiredMixin):
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def list(self) -> ArrivalList:
        found = lists_of(self.request.user).filter(number=self.kwargs["list_number"]).first()
        if found is None:
            raise Http404
        return found


class ListView(_ListMixin, TemplateView):
    """How far the list is, and the rows that could not be filed."""

    template_name = "permits/registration/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.list.rows.exclude(problem="").order_by("number")[:200]
        wrong = [(row, column_words(row.field), problem_words(row.problem)) for row in found]
        return super().get_context_data(list=self.list, wrong=wrong, **kwargs)


class ListResultView(_ListMixin, View):
    """The result of each row as a table, safe to open in a table program."""

    def get(self, request: HttpRequest, list_number: str) -> StreamingHttpResponse:
        response = StreamingHttpResponse(sheet(self._rows()), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="arrivals-{self.list.number}.csv"'
        return response

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        yield (gettext("Row"), gettext("Guest"), gettext("Notice"), gettext("State"), gettext("Column"), gettext("Problem"))
        for row in self.list.rows.select_related("notice").order_by("number").iterator(chunk_size=500):
            notice = row.notice
            guest = " ".join(filter(None, (notice.family_name, notice.given_names))) if notice else ""
            state = notice.get_status_display() if notice else ""
            problem = problem_words(row.problem) if row.problem else ""
            yield row.number, guest, notice, state, column_words(row.field), problem
