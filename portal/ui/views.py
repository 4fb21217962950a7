"""The pages that belong to no service, and what form pages share."""

import sys
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils import translation
from django.views.generic import TemplateView, View

from portal import clock
from portal.errors import DomainError
from portal.ui import home, public_facts


class KeepAnswersOnLanguageSwitch:
    """For a form view that shows its page at the address it posts to.

    Put it first among the bases and give the form tag `id="{{ language_form_id }}"` (the layout `layouts/form.html` does).
    The language buttons of the header then belong to that form: pressing one shows the same page in the other language
    with every typed answer in its place, unvalidated. Chosen files do not travel back: no browser allows that.

    Enter in a field presses a nameless button that the header puts first: a form with several named buttons treats a
    POST without a name as its main act.
    """

    language_form_id = "main-form"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(language_form_id=self.language_form_id, **kwargs)  # type: ignore[misc]
        return context

    def get_form(self, *args: Any, **kwargs: Any) -> BaseForm:
        form: BaseForm = super().get_form(*args, **kwargs)  # type: ignore[misc]
        typed = getattr(self.request, "typed_answers", None)  # type: ignore[attr-defined]
        if typed is not None:
            form.show_typed(typed)  # type: ignore[attr-defined]
        return form


class ButtonsView(View, ABC):
    """The buttons of one page: the act stands at the end of the address (`act`), and a method of that name does it.

    A refusal is told on the page, at `url`; an act that is not among `acts` is not found."""

    http_method_names = ["post"]
    acts: ClassVar[tuple[str, ...]] = ()

    @property
    @abstractmethod
    def url(self) -> str:
        """Where the buttons stand."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = self.kwargs["act"]
        if act not in self.acts:
            raise Http404
        try:
            done: HttpResponse = getattr(self, act)()
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.url)
        return done


class PrivacyView(TemplateView):
    template_name = "ui/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(question_retention=public_facts.question_retention(clock.today()), **kwargs)


class HomeView(TemplateView):
    def get_template_names(self) -> list[str]:
        return ["ui/home_signed_in.html" if self.request.user.is_authenticated else "ui/home.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = None if self.request.user.is_authenticated else public_facts.facts(clock.today())
        return super().get_context_data(sections=home.sections(self.request), facts=facts, **kwargs)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long or the cookies are off: nothing was stored, the answers are still in the browser's Back."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page: in the person's language, without session and database. A database that is away is a pause, not a fault."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponse(loader.render_to_string(f"{status}.html"), status=status)
    if away:
        response.headers["Retry-After"] = "300"
    return response
