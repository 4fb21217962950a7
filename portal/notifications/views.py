"""The inbox."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from django.views.generic import ListView

from portal.accounts.selectors import user_of
from portal.notifications import selectors, services
from portal.notifications.models import DemoMail, Message

PAGE = 25


class InboxView(LoginRequiredMixin, ListView):
    """Newest first, by keyset: `?before=` is the number of the last message of the page before."""

    template_name = "notifications/inbox.html"
    context_object_name = "inbox"

    def get_queryset(self) -> Any:
        rows = selectors.inbox_of(user_of(self.request))
        before = self.request.GET.get("before", "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            rows = rows.filter(pk__lt=int(before))
        return rows.defer("body")[: PAGE + 1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.object_list)
        next_url = f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
        return super().get_context_data(rows=rows[:PAGE], next_url=next_url, **kwargs)


class MessageView(LoginRequiredMixin, View):
    """Opening a message is reading it. Somebody else's message does not exist."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            message = services.mark_read(message_id=pk, user_id=user_of(request).pk)
        except Message.DoesNotExist:
            raise Http404 from None
        return render(request, "notifications/message.html", {"letter": message})


class DemoOutboxView(ListView):
    """Demo mode only: everything that would have left by e-mail, newest first."""

    template_name = "notifications/demo_outbox.html"
    queryset = DemoMail.objects.order_by("-id")[:50]
