from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.ui import home


class PermitsConfig(AppConfig):
    name = "permits"
    verbose_name = _("Permits")

    def ready(self) -> None:
        from permits import home as sections
        from permits import parents_stay

        home.register_section(home.TODAY, sections.today)
        parents_stay.register(parents_stay.extensions)
