from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BatchesConfig(AppConfig):
    name = "employment.batches"
    verbose_name = _("Lists of checks")
