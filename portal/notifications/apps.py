from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from portal.accounts import mail
        from portal.notifications import demo_outbox, selectors, services
        from portal.ui import header

        def unread(request: HttpRequest) -> int:
            return selectors.unread_count(request.user)

        mail.register_sender(services.queue_secret_mail)
        mail.register_demo_reader(demo_outbox.latest_code)
        header.register_unread_counter(unread)
