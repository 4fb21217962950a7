"""The page of the public check. No sign-in, no scripts, no personal data."""

from typing import Any

from django.http import HttpResponse
from django.views.generic import FormView

from patents.number_form import NumberForm
from patents.public_check import ask
from portal.ui.views import KeepAnswersOnLanguageSwitch


class PatentCheckView(KeepAnswersOnLanguageSwitch, FormView):
    """Series and number may come in the address from the code on the paper; the question itself is always a POST."""

    template_name = "patents/check.html"
    form_class = NumberForm

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "")[:40] for name in ("series", "number")}

    def form_valid(self, form: NumberForm) -> HttpResponse:
        answer = ask(self.request, form.cleaned_data["series"], form.cleaned_data["number"])
        return self.render_to_response(self.get_context_data(form=form, answer=answer))
