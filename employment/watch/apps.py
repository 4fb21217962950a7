from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WatchConfig(AppConfig):
    name = "employment.watch"
    verbose_name = _("News for employers")
