"""The page of the public check. No sign-in, no scripts, no personal data."""

from typing import Any

from django.http import HttpResponse
from django.views.generic import FormView

from patents.number_form import NumberForm
from patents.proof_of_asking import fields_for, kept_for, notices_for
from patents.public_check import ask
from portal.ui.views import KeepAnswersOnLanguageSwitch


class QuestionForm(NumberForm):
    """Series and number, and what else whoever keeps proof of having asked needs to know."""

    def __init__(self, *args: Any, besides: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(besides)


class PatentCheckView(KeepAnswersOnLanguageSwitch, FormView):
    """Series and number may come in the address from the code on the paper; the question itself is always a POST."""

    template_name = "patents/check.html"
    form_class = QuestionForm

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "")[:40] for name in ("series", "number")}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "besides": fields_for(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(notices=notices_for(self.request), **kwargs)

    def form_valid(self, form: QuestionForm) -> HttpResponse:
        asked = form.cleaned_data
        answer = ask(self.request, asked["series"], asked["number"])
        kept = kept_for(self.request, asked)
        if kept:  # the one-time number of this form is spent: the next question is a form of its own
            typed = {name: value for name, value in asked.items() if name != "submission_key"}
            form = self.form_class(initial=typed, besides=fields_for(self.request))
        return self.render_to_response(self.get_context_data(form=form, answer=answer, kept=kept))
