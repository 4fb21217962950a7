from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CredentialConfig(AppConfig):
    name = "patents.credential"
    label = "credential"
    verbose_name = _("Electronic patents")

    def ready(self) -> None:
        from patents.credential import kind

        kind.register()
