"""Messages that could not be delivered, for operators: when, on which channel, after how many tries. Not the words."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.admin_site import MenuItem, site
from portal.notifications.models import Message
from portal.registries import Registry


@admin.register(Message, site=site)
class FailedMessages(Registry):
    heading = _("Failed messages")
    list_display = ["id", "event_name", "channel", "language", "attempts", "created_at"]
    fields = ["event_name", "channel", "language", "status", "attempts", "created_at", "next_attempt_at"]
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        messages: QuerySet[Message] = super().get_queryset(request)
        return messages.filter(status=Message.Status.FAILED).select_related("event").defer("subject", "body")

    @admin.display(description=_("Event"))
    def event_name(self, message: Message) -> str:
        return message.event.name


def _reads(request: HttpRequest) -> bool:
    return site.holds(request, *FailedMessages.readers)


site.add_menu(MenuItem(_("Failed messages"), "unsubscribe", "notifications_message_changelist", _reads, 41, group="registries"))
