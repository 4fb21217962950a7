from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CodesConfig(AppConfig):
    name = "portal.codes"
    label = "codes"
    verbose_name = _("Signed codes and their status lists")
