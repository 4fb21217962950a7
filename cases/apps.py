from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases import home as sections
        from cases.procedures import discover

        discover()
        home.register_section(home.WAITING_ON_YOU, sections.waiting_on_you)
        home.register_section(home.MY_APPLICATIONS, sections.my_applications)
