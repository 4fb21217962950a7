from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeysConfig(AppConfig):
    name = "portal.keys"
    label = "portal_keys"
    verbose_name = _("Signing keys")
