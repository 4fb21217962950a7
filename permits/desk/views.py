"""What the holder reads of an early end: the decision of two officers, on a page and on paper."""

from functools import cached_property
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from permits.addresses import address_of
from permits.desk.letter import decision_pdf, headline, what_now
from permits.desk.models import PermitEnding
from permits.desk.selectors import decided_ending, office_for
from permits.holder import PermitMixin
from permits.models import Permit
from permits.rules.ending import ENTERED_IN_ERROR, ground_of
from permits.selectors import entry_of, own_permits

MOST_DIGITS: Final = 5  # entries under one number


class DecisionMixin(PermitMixin):
    """`self.ending` is how the holder's document was ended; any other document has no such page.

    Entries that were withdrawn share their address with the right one: `?entry=` says which one is meant, the last one that was
    ended by officers without it."""

    @cached_property
    def permit(self) -> Permit:
        held = own_permits(self.request.user).select_related("person").filter(**self.wanted)
        found = (
            self._meant(held) if "entry" in self.request.GET else held.filter(endings__confirmed_at__isnull=False).order_by("-pk").first()
        )
        if found is None:
            raise Http404
        return found

    def _meant(self, held: QuerySet[Permit]) -> Permit | None:
        told = self.request.GET["entry"]
        if not (told.isascii() and told.isdecimal() and 0 < len(told) < MOST_DIGITS and int(told)):
            return None
        keys = Permit.objects.filter(**self.wanted).order_by("pk").values_list("pk", flat=True)
        return held.filter(pk__in=list(keys[int(told) - 1 : int(told)])).first()

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
            paper_url=f"{reverse('permit_desk:decision-paper', args=address_of(permit))}?entry={entry_of(permit)}",
            is_error=ending.ground == ENTERED_IN_ERROR,
            back_url=reverse("permits:permit", args=address_of(permit)),
            **kwargs,
        )


class DecisionPaperView(DecisionMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = HttpResponse(decision_pdf(self.ending), content_type="application/pdf")
        response["Content-Disposition"] = 'attachment; filename="decision.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response
