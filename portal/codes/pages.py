"""The one page where anybody verifies a signed code of any kind."""

from hashlib import sha256
from typing import Any, Final

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from portal.codes import questions, words
from portal.codes.checking import verify_here
from portal.codes.kinds import CodeKind, kinds
from portal.codes.telling import told
from portal.edge.limits import Limit
from portal.legal import citizenships, regions
from portal.signing.forms import CodeForm
from portal.signing.pictures import text_in_picture
from portal.ui.views import KeepAnswersOnLanguageSwitch

# As often as the public check may be asked, from one address and by one account.
PER_ADDRESS: Final = Limit("code-check", times=60, per_seconds=600)
PER_ADDRESS_AND_DAY: Final = Limit("code-check-day", times=1000, per_seconds=24 * 3600)
PER_ACCOUNT: Final = Limit("code-check-account", times=60, per_seconds=600)
PER_ACCOUNT_AND_DAY: Final = Limit("code-check-account-day", times=1000, per_seconds=24 * 3600)


@method_decorator(csp_update({"script-src": ["'wasm-unsafe-eval'"]}), name="dispatch")
class CodeCheckView(KeepAnswersOnLanguageSwitch, FormView):
    """With scripts the browser verifies and nothing is sent; without them this form does, and keeps no more than that it was asked."""

    template_name = "codes/check.html"
    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = kinds()
        return super().get_context_data(
            kinds=every, answers=words.ANSWERS, explanations=words.EXPLANATIONS, list_states=words.LISTS, names=_names(every), **kwargs
        )

    def form_valid(self, form: CodeForm) -> HttpResponse:
        picture = form.cleaned_data["picture"]
        sent: bytes = picture.read() if picture else form.cleaned_data["text"].encode(errors="surrogatepass")
        question = questions.count(
            self.request,
            door="code",
            about=(sha256(sent).hexdigest(),),
            per_address=(PER_ADDRESS, PER_ADDRESS_AND_DAY),
            per_account=(PER_ACCOUNT, PER_ACCOUNT_AND_DAY),
        )
        text = text_in_picture(sent) if picture else form.cleaned_data["text"]
        answer = None if text is None else verify_here(text)
        questions.keep(question, words.NO_CODE if answer is None else answer.result.value)
        shown = {"answer_words": words.found(words.ANSWERS, words.NO_CODE)} if answer is None else told(answer)
        return self.render_to_response(self.get_context_data(form=self.form_class(), **shown))


def _names(every: list[CodeKind]) -> dict[str, dict[str, str]]:
    """The dictionaries of all kinds, for the script. A browser knows the names of states by itself."""
    own = {style: {code: str(word) for code, word in read().items()} for kind in every for style, read in kind.names.items()}
    return {
        **own,
        "regions": {region.code: str(region.name) for region in regions.all_regions()},
        "citizenships": {citizenships.STATELESS: citizenships.label(citizenships.STATELESS)},
    }


class FormerCheckView(CodeCheckView):
    """The addresses that stand on sheets printed before there was one verifier for all."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("credential_check")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    response = render(request, "codes/sw.js", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "codes/manifest.json", {"short_name": _("Code check")}, content_type="application/manifest+json")
