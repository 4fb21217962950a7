from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RuntimeConfig(AppConfig):
    name = "portal.runtime"
    verbose_name = _("Operation")

    def ready(self) -> None:
        from portal.runtime import worker_signals  # noqa: F401
