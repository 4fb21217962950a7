"""What the holder reads of an early end: the decision of two officers, on a page and on paper."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from permits.addresses import address_of
from permits.desk.letter import decision_pdf, headline, what_now
from permits.desk.models import PermitEnding
from permits.desk.selectors import decided_ending, office_for
from permits.holder import PermitMixin
from permits.rules.ending import ground_of


class DecisionMixin(PermitMixin):
    """`self.ending` is how the holder's document was ended; any other document has no such page."""

    @cached_property
    def ending(self) -> PermitEnding:
        found = decided_ending(self.permit)
        if found is None:
            raise Http404
        return found


class DecisionView(DecisionMixin, TemplateView):
    template_name = "permits/desk/decision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        permit, ending = self.permit, self.ending
        known = ground_of(permit.kind, ending.ground)
        return super().get_context_data(
            permit=permit,
            ending=ending,
            ground=known.ground if known else None,
            article=_(ending.article),
            headline=headline(ending),
            what_now=what_now(ending),
            office=office_for(permit),
            address=address_of(permit),
            back_url=reverse("permits:permit", args=address_of(permit)),
            **kwargs,
        )


class DecisionPaperView(DecisionMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(decision_pdf(self.ending), content_type="application/pdf")
        response["Content-Disposition"] = 'attachment; filename="decision.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response
