from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class EmploymentConfig(AppConfig):
    name = "employment"
    verbose_name = _("Employers")

    def ready(self) -> None:
        from employment.home import for_employer, for_worker

        home.register_section(home.TODAY + 1, for_worker)
        home.register_section(home.TODAY + 2, for_employer)
