"""Pages of the certificate: its holder shows it."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView, View

from cases.procedures import procedure
from cases.selectors import applicant_as_sent, own_cases
from permits.interim.issuing import content_of, signed
from permits.interim.models import InterimCertificate
from permits.interim.paper import certificate_pdf
from permits.interim.places import place_of
from permits.interim.selectors import civil_today, is_over, latest_term, not_given, own_certificates
from portal import clock
from portal.codes.making import qr
from portal.legal import regions
from profiles.citizenships import WITHOUT_CARD


class CertificateMixin(LoginRequiredMixin):
    """`self.certificate` belongs to the signed-in person."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def certificate(self) -> InterimCertificate:
        own = own_certificates(self.request.user).select_related("case__office", "case__person", "person")
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
            "without_card": applicant_as_sent(found.case).citizenship in WITHOUT_CARD,
        }
        if not shown["over"]:
            content = content_of(found)
            code = qr(signed(content, place=place_of(found), at=clock.now()))
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
