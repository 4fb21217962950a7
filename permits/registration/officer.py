"""The officers' pages of registrations: notices of the region, newest first, and one notice with the question to its host and the
two-person cancelling, which a second officer returns with words or who proposed takes back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.officer.forms import ReturnForm
from cases.officer.reads import works_on_cases
from cases.officer.words import colleague
from permits.registration.errors import DoubtGone
from permits.registration.models import ArrivalNotice, Doubt, HostQuestion
from permits.registration.selectors import civil_today, office_arrivals, open_questions
from permits.registration.services import ask_host, cancel_registration, propose_cancelling, return_doubt, take_back_question
from permits.registration.words import questions_shown
from portal.accounts.step_up import proving_address, recently_proved
from portal.admin_site import site
from portal.errors import DomainError
from portal.events.actor import actor_of
from portal.legal import services as legal
from portal.legal.calendar import add_term
from portal.ui.fields import CivilDateField
from portal.ui.forms import PortalForm
from portal.ui.paging import page_of
from profiles.services import record_access

SHOWN = 200


class DoubtForm(PortalForm):
    reason = forms.CharField(
        label=gettext_lazy("What shows that the registration is fictitious"),
        help_text=gettext_lazy("The second officer reads these words."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskHostForm(PortalForm):
    text = forms.CharField(
        label=gettext_lazy("What you ask the host"),
        help_text=gettext_lazy(
            "The host reads these words, the guest sees them too. Write nothing of the guest that does not stand in the notice."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what you ask the host.")},
    )
    answer_by = CivilDateField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("Day, month, year. Nothing of the registration waits for the answer."),
        error_messages={"required": gettext_lazy("Write the day by which you wait for the answer.")},
    )


def _officer_page(view: Callable[..., Any]) -> Any:
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not works_on_cases(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return site.admin_view(guarded)


@_officer_page
@require_safe
def arrivals(request: HttpRequest) -> HttpResponse:
    """Without names: whose notice it is says its own page, where the look is written down."""
    found = office_arrivals(request.user).order_by("-pk")
    shown = request.GET.get("show")
    if shown == "doubted":
        # A registration that ended of itself meanwhile leaves nothing to confirm.
        waiting_doubts = Doubt.objects.filter(confirmed_at=None, returned_at=None).values("notice")
        found = found.filter(pk__in=waiting_doubts, status=ArrivalNotice.Status.CONFIRMED)
    elif shown == "asked":
        found = found.filter(pk__in=open_questions().order_by().values("notice")).order_by("questions__answer_by", "pk")
        found = found.filter(questions__answered_at=None, questions__taken_back_at=None)
    page = page_of(request, found, size=SHOWN)
    waiting = {question.notice_id: question for question in open_questions(notice__in=[notice.pk for notice in page.items])}
    context = {
        **site.each_context(request),
        "title": _("Notices of arrival"),
        "rows": [(notice, waiting.get(notice.pk), _is_overdue(waiting.get(notice.pk))) for notice in page.items],
        "page": page,
        "shown": shown,
    }
    return TemplateResponse(request, "permits/registration/officer/arrivals.html", context)


@_officer_page
@require_safe
def show(request: HttpRequest, arrival_number: str) -> HttpResponse:
    return _render(request, _visible(request, arrival_number), DoubtForm())


@_officer_page
@require_POST
def doubt(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The first officer proposes to cancel."""
    notice, form = _visible(request, arrival_number), DoubtForm(request.POST)
    if not form.is_valid():
        return _render(request, notice, form, status=422)
    reason = form.cleaned_data["reason"]
    return _do(request, notice, form, lambda: propose_cancelling(notice_id=notice.pk, reason=reason, actor=actor_of(request.user)))


@_officer_page
@require_POST
def ask(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The host is asked for words by a day; host and guest are told."""
    notice, form = _visible(request, arrival_number), AskHostForm(request.POST)
    if not form.is_valid():
        return _render(request, notice, DoubtForm(), ask_form=form, status=422)
    on, told = civil_today(notice.region), form.cleaned_data

    def act() -> Any:
        return ask_host(notice_id=notice.pk, text=told["text"], answer_by=told["answer_by"], actor=actor_of(request.user), on=on)

    return _do(request, notice, DoubtForm(), act, ask_form=form)


@_officer_page
@require_POST
def take_back(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The open question waits no more. A second press finds none and changes nothing."""
    notice = _visible(request, arrival_number)
    question = open_questions(notice=notice).first()
    if question is None:
        raise Http404
    return _do(request, notice, DoubtForm(), lambda: take_back_question(question_id=question.pk, actor=actor_of(request.user)))


@_officer_page
@require_POST
def cancel(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The second officer confirms the very proposal that the page showed."""
    notice = _visible(request, arrival_number)
    if not recently_proved(request):
        return redirect(proving_address(reverse("admin:arrival", args=[notice.number])))
    on = civil_today(notice.region)

    def act() -> Any:
        return cancel_registration(doubt_id=_shown_doubt(request, notice).pk, actor=actor_of(request.user), on=on)

    return _do(request, notice, DoubtForm(), act)


@_officer_page
@require_POST
def send_back(request: HttpRequest, arrival_number: str) -> HttpResponse:
    """The second officer returns the proposal with words, or who made it takes it back."""
    notice, form = _visible(request, arrival_number), ReturnForm(request.POST)
    if not form.is_valid():
        return _render(request, notice, DoubtForm(), return_form=form, status=422)
    reason = form.cleaned_data["reason"]

    def act() -> Any:
        return return_doubt(doubt_id=_shown_doubt(request, notice).pk, reason=reason, actor=actor_of(request.user))

    return _do(request, notice, DoubtForm(), act, return_form=form)


def _shown_doubt(request: HttpRequest, notice: ArrivalNotice) -> Doubt:
    """The proposal that the form names. Raises `DoubtGone` when it is no more the one that waits."""
    waiting = Doubt.objects.filter(notice=notice, confirmed_at=None, returned_at=None).first()
    if waiting is None or request.POST.get("doubt") != str(waiting.pk):
        raise DoubtGone()
    return waiting


def _visible(request: HttpRequest, arrival_number: str) -> ArrivalNotice:
    found: ArrivalNotice | None = office_arrivals(request.user).filter(number=arrival_number[:20]).first()
    if found is None:
        raise Http404
    return found


def _is_overdue(question: HostQuestion | None) -> bool:
    return question is not None and question.answer_by < civil_today(question.notice.region)


def _do(
    request: HttpRequest,
    notice: ArrivalNotice,
    form: DoubtForm,
    act: Callable[[], Any],
    *,
    ask_form: AskHostForm | None = None,
    return_form: ReturnForm | None = None,
) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        fresh = _visible(request, notice.number)
        return _render(request, fresh, form, ask_form=ask_form, return_form=return_form, error=str(error), status=error.status)
    messages.success(request, _("It is written down."))
    return redirect("admin:arrival", notice.number)


def _render(
    request: HttpRequest,
    notice: ArrivalNotice,
    form: DoubtForm,
    *,
    ask_form: AskHostForm | None = None,
    return_form: ReturnForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Every look at a person is written down before it happens."""
    if notice.guest_id is not None:
        record_access(person_id=notice.guest_id, reader=request.user, what="registration", reason=notice.number)
    raised = Doubt.objects.select_related("proposed_by", "confirmed_by", "returned_by").filter(notice=notice)
    doubted = raised.filter(returned_at=None).first()
    waits = doubted is not None and doubted.confirmed_at is None and notice.status == ArrivalNotice.Status.CONFIRMED
    asked = questions_shown(notice)
    may_ask = notice.status in ArrivalNotice.ASKABLE and not any(question.is_open for question, _left in asked)
    context = {
        **site.each_context(request),
        "title": notice.number,
        "asked": asked,
        "may_ask": may_ask,
        "ask_form": ask_form or AskHostForm(initial={"answer_by": _usual_answer(notice)}),
        "notice": notice,
        "doubt": doubted,
        "returned": [(row, colleague(row.returned_by)) for row in raised.filter(returned_at__isnull=False).order_by("-pk")],
        "is_mine": doubted is not None and doubted.proposed_by_id == request.user.pk,
        "may_return": waits,
        "return_form": return_form or (ReturnForm() if waits and request.GET.get("act") == "return" else None),
        "form": form,
        "error": error,
        "proved": recently_proved(request),
        "proving_url": proving_address(reverse("admin:arrival", args=[notice.number])),
        "may_doubt": doubted is None and notice.status == ArrivalNotice.Status.CONFIRMED,
        "may_cancel": waits and doubted is not None and doubted.proposed_by_id != request.user.pk,
        "doubt_over": doubted is not None and doubted.confirmed_at is None and not waits,
    }
    return TemplateResponse(request, "permits/registration/officer/arrival.html", context, status=status)


def _usual_answer(notice: ArrivalNotice) -> str:
    """As for applicants: a setting of the portal, no term of the law."""
    today = civil_today(notice.region)
    return f"{add_term(legal.term('cases.answer_term', on=today), today).value:%d.%m.%Y}"


def urls() -> list[URLPattern]:
    return [
        path("arrivals/", arrivals, name="arrivals"),
        path("arrivals/<str:arrival_number>/", show, name="arrival"),
        path("arrivals/<str:arrival_number>/doubt/", doubt, name="arrival_doubt"),
        path("arrivals/<str:arrival_number>/ask/", ask, name="arrival_ask"),
        path("arrivals/<str:arrival_number>/take-back/", take_back, name="arrival_take_back"),
        path("arrivals/<str:arrival_number>/cancel/", cancel, name="arrival_cancel"),
        path("arrivals/<str:arrival_number>/return/", send_back, name="arrival_return"),
    ]
