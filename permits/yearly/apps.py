from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class YearlyConfig(AppConfig):
    name = "permits.yearly"
    label = "yearly"
    verbose_name = _("Yearly notices of residence")

    def ready(self) -> None:
        from permits.yearly import sections, status_source

        home.register_section(home.WAITING_ON_YOU, sections.yearly_notice)
        status_source.register()
