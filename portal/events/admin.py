"""Deliveries that gave up, for operators: which event, which handler, what kind of error. No facts of people are shown."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.admin_site import MenuItem, site
from portal.events.models import Delivery
from portal.events.relay import deliver_again
from portal.registries import Registry


@admin.register(Delivery, site=site)
class ParkedDeliveries(Registry):
    heading = _("Parked deliveries")
    list_display = ["id", "event_name", "handler", "attempts", "last_error", "next_attempt_at"]
    fields = ["event_name", "handler", "status", "attempts", "last_error", "next_attempt_at"]
    ordering = ["-pk"]
    actions = ["try_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        deliveries: QuerySet[Delivery] = super().get_queryset(request)
        return deliveries.filter(status=Delivery.Status.PARKED).select_related("event")

    @admin.display(description=_("Event"))
    def event_name(self, delivery: Delivery) -> str:
        return delivery.event.name

    @admin.action(description=_("Deliver again"), permissions=["view"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        count = deliver_again(chosen.values_list("pk", flat=True))
        said = ngettext("%(count)d delivery is tried again.", "%(count)d deliveries are tried again.", count)
        messages.success(request, said % {"count": count})


def _reads(request: HttpRequest) -> bool:
    return site.holds(request, *ParkedDeliveries.readers)


site.add_menu(MenuItem(_("Parked deliveries"), "pause_circle", "events_delivery_changelist", _reads, 40, group="registries"))
