"""One's own permits: the list, and each with its dates."""

from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from permits.models import Permit
from permits.selectors import civil_today, own_permits
from portal.legal import regions
from portal.ui.components import rows
from portal.ui.formats import civil_date

_TAGS = {"in_force": "right", "replaced": "neutral", "annulled": "wrong", "ended": "neutral", "over": "wrong"}


class PermitListView(LoginRequiredMixin, TemplateView):
    template_name = "permits/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        permits = [(permit, *_state(permit)) for permit in own_permits(self.request.user).select_related("person").order_by("-pk")[:200]]
        return super().get_context_data(permits=permits, **kwargs)


class PermitView(LoginRequiredMixin, TemplateView):
    """A permit of the signed-in person; anything else answers like a permit that does not exist."""

    template_name = "permits/permit.html"
    request: HttpRequest

    @cached_property
    def permit(self) -> Permit:
        asked = {name: self.kwargs[name] for name in ("kind", "series", "number")}
        asked["series"] = "" if asked["series"] == "-" else asked["series"]  # some papers have a number alone
        found = own_permits(self.request.user).select_related("case", "successor", "person").filter(**asked).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        permit = self.permit
        word, tag = _state(permit)
        child = permit.person if permit.person.user_id != self.request.user.pk else None
        said = rows(
            (_("Series and number"), f"{permit.series} {permit.number}"),
            (_("Issued on"), civil_date(permit.issued_on)),
            (_("Last day, as the document says"), civil_date(permit.valid_until_stated) or _("none: it does not run out")),
            (_("Region"), regions.region(permit.region).name),
        )
        return super().get_context_data(
            permit=permit,
            word=word,
            tag=tag,
            rows=said,
            successor=getattr(permit, "successor", None),
            today=civil_today(permit),
            acted_for=child,
            **kwargs,
        )


def _state(permit: Permit) -> tuple[Any, str]:
    """Its state in words, and the look of the tag: what ran out says so, though nobody ended it."""
    if permit.status == Permit.Status.IN_FORCE and permit.valid_until and permit.valid_until < civil_today(permit):
        return _("its last day has passed"), _TAGS["over"]
    return permit.get_status_display(), _TAGS[permit.status]
