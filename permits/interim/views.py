"""Pages of the certificate: its holder shows it, anybody verifies it."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.generic import FormView, TemplateView, View

from cases.procedures import procedure
from cases.selectors import own_cases
from permits.interim import words
from permits.interim.issuing import content_of, qr, signed
from permits.interim.models import InterimCertificate, Right
from permits.interim.paper import certificate_pdf
from permits.interim.selectors import civil_today, is_over, latest_term, not_given, own_certificates
from permits.interim.verifying import Answer, verify_here
from portal import clock
from portal.edge import client
from portal.edge.limits import Limit, count_against
from portal.legal import regions
from portal.signing.forms import CodeForm
from portal.signing.pictures import text_in_picture
from portal.ui.views import KeepAnswersOnLanguageSwitch

PER_ADDRESS = Limit("interim_check", 60, 600)


class CertificateMixin(LoginRequiredMixin):
    """`self.certificate` belongs to the signed-in person."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def certificate(self) -> InterimCertificate:
        own = own_certificates(self.request.user).select_related("case__office", "case__person")
        found = own.filter(number=self.kwargs["interim_number"]).first()
        if found is None:
            raise Http404
        return found


class CertificateView(CertificateMixin, TemplateView):
    """A large code, signed at this moment, and what it means; once decided, the way to the decision."""

    template_name = "permits/interim/certificate.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.certificate
        shown: dict[str, Any] = {
            "certificate": found,
            "case": found.case,
            "procedure": procedure(found.case.procedure),
            "region": regions.region(found.region),
            "term": latest_term(found),
            "today": civil_today(found),
            "over": is_over(found),
        }
        if not shown["over"]:
            content = content_of(found)
            code = qr(signed(content, at=clock.now()))
            drawing = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass="portal-code")
            shown |= {"content": content, "drawing": mark_safe(drawing), "made_at": clock.now()}
        return super().get_context_data(**shown, **kwargs)


class CertificatePaperView(CertificateMixin, View):
    def get(self, request: HttpRequest, interim_number: str) -> HttpResponse:
        if is_over(self.certificate):
            return redirect("interim:certificate", interim_number)
        response = HttpResponse(certificate_pdf(self.certificate, on=civil_today(self.certificate)), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{interim_number}.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response


class NotGivenView(LoginRequiredMixin, TemplateView):
    """Why an application got no certificate, with the day that decided it, and what one can do."""

    template_name = "permits/interim/not_given.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = own_cases(self.request.user).filter(reference=self.kwargs["reference"]).first()
        reason = not_given(case) if case else None
        if case is None or reason is None:
            raise Http404
        return super().get_context_data(case=case, reason=reason, procedure=procedure(case.procedure), **kwargs)


class CheckView(KeepAnswersOnLanguageSwitch, FormView):
    """Anybody with a picture or the text of a code. Nothing that is sent here is kept."""

    template_name = "permits/interim/check.html"
    form_class = CodeForm

    def form_valid(self, form: CodeForm) -> HttpResponse:
        count_against(PER_ADDRESS, client.network(self.request))
        picture = form.cleaned_data["picture"]
        text = text_in_picture(picture.read()) if picture else form.cleaned_data["text"]
        shown = _shown(verify_here(text)) if text is not None else {"no_code": True}
        return self.render_to_response(self.get_context_data(form=self.form_class(), **shown))


def _shown(answer: Answer) -> dict[str, Any]:
    content = answer.content
    return {
        "answer": answer,
        "answer_words": words.of_answer(answer.result),
        "content": content,
        "right": dict(Right.choices).get(content.right, content.right) if content else "",
        "region_name": content and (regions.region(content.region).name if regions.exists(content.region) else content.region),
        "checked_at": clock.now(),
    }
