from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class PatentsConfig(AppConfig):
    name = "patents"
    verbose_name = _("Work patents")

    def ready(self) -> None:
        from patents.home import today

        home.register_section(home.TODAY, today)
