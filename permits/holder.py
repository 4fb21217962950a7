"""The holder's pages: my permits, one permit with both of its days and why, its sheet of paper."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from permits.acts import acts
from permits.addresses import address_of, number_of, series_of
from permits.extensions.selectors import standing_extension, why_this_day
from permits.models import Permit
from permits.paper import permit_pdf
from permits.selectors import by_number, civil_today, entry_of, own_permits, withdrawn_beside
from permits.standing import Standing, standing_on
from portal.legal import regions
from portal.ui.components import rows
from portal.ui.formats import civil_date
from profiles.citizenships import name_of

SHOWN = 50


class PermitMixin(LoginRequiredMixin):
    """`self.permit` belongs to the signed-in person; anything else answers like a permit that does not exist."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def permit(self) -> Permit:
        found = by_number(own_permits(self.request.user).select_related("person"), **self.wanted)
        if found is None:
            raise Http404
        return found

    @property
    def wanted(self) -> dict[str, str]:
        """Kind, series and number of the address."""
        told = self.kwargs
        return {"kind": told["permit_kind"], "series": series_of(told["series"]), "number": number_of(told["number"])}


class PermitListView(LoginRequiredMixin, TemplateView):
    template_name = "permits/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = own_permits(self.request.user).select_related("person").order_by("-pk")[:SHOWN]
        shown = [(permit, address_of(permit), standing_on(permit, civil_today(permit)), _entry(permit)) for permit in own]
        return super().get_context_data(permits=shown, **kwargs)


class PermitView(PermitMixin, TemplateView):
    template_name = "permits/permit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        permit = self.permit
        standing = standing_on(permit, civil_today(permit))
        reckoning = None if standing is Standing.MISTAKEN else why_this_day(permit)
        return super().get_context_data(
            permit=permit,
            acted_for=permit.person if permit.person.user_id != self.request.user.pk else None,
            address=address_of(permit),
            standing=standing,
            extension=None if standing is Standing.MISTAKEN else standing_extension(permit),
            answer=reckoning and reckoning.answer,
            to_ask=bool(reckoning and reckoning.to_ask),
            rows=_rows(permit),
            acts=acts(permit, on=civil_today(permit)),
            withdrawn=[(one.ended_on, entry_of(one)) for one in withdrawn_beside(own_permits(self.request.user), permit)],
            ended_by_officers=permit.status != Permit.Status.IN_FORCE and permit.endings.filter(confirmed_at__isnull=False).exists(),
            **kwargs,
        )


class PermitPaperView(PermitMixin, View):
    """A withdrawn entry has no sheet: there is no document that it would show."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.permit.status == Permit.Status.MISTAKEN:
            raise Http404
        response = HttpResponse(permit_pdf(self.permit, on=civil_today(self.permit)), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{self.permit.kind}.pdf"'
        response["Cache-Control"] = "no-store, private"
        return response


def _entry(permit: Permit) -> int:
    """Of a withdrawn entry, which one under its number it is: its own page tells why. 0 for any other document."""
    return entry_of(permit) if permit.status == Permit.Status.MISTAKEN else 0


def _rows(permit: Permit) -> list[Any]:
    return rows(
        (_("Document"), permit.get_kind_display()),
        (_("Series and number"), f"{permit.series} {permit.number}".strip()),
        (_("Citizenship"), name_of(permit.citizenship)),
        (_("Region"), regions.region(permit.region).name if regions.exists(permit.region) else permit.region),
        (_("Issued on"), civil_date(permit.issued_on)),
        (_("Valid until, as the document says"), civil_date(permit.valid_until_stated) or _("no last day")),
        (
            _("Valid until, as the law has it today"),
            civil_date(permit.valid_until) if permit.valid_until != permit.valid_until_stated else "",
        ),
    )
