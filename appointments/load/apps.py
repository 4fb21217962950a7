from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoadConfig(AppConfig):
    name = "appointments.load"
    label = "load"
    verbose_name = _("Load of appointments")
