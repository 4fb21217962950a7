"""The holder shows the code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView

from patents import professions
from patents.credential.indices import index_of
from patents.credential.issuing import content_of, signed
from patents.models import Patent
from patents.selectors import civil_today, validity
from patents.views.holder import PatentMixin
from portal import clock
from portal.codes.making import qr


class ShowView(PatentMixin, TemplateView):
    """The holder's phone: a large code, signed at this moment, with the facts that it holds."""

    template_name = "patents/credential/show.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.patent.status != Patent.Status.ISSUED:
            return redirect(self.url)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = content_of(self.patent)
        code = qr(signed(content, index=index_of(self.patent), at=clock.now()))
        drawing = mark_safe(code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass="portal-code"))
        answer = validity(self.patent, on=civil_today(self.patent)).value.value
        profession = professions.name(content.profession)
        shown = {"drawing": drawing, "content": content, "state": answer, "profession": profession, "made_at": clock.now()}
        return super().get_context_data(**shown, **kwargs)
