from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "employment.webhooks"
    verbose_name = _("Signed notices to employers")
