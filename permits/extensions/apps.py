from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExtensionsConfig(AppConfig):
    name = "permits.extensions"
    label = "permit_extensions"
    verbose_name = _("Extension orders")

    def ready(self) -> None:
        from permits.extensions import own_kinds  # noqa: F401 (it registers the kinds of documents of this room)
