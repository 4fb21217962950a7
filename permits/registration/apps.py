from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "permits.registration"
    label = "registration"
    verbose_name = _("Registration at the place of stay")

    def ready(self) -> None:
        from permits.registration import home as sections
        from permits.registration import terms
        from portal.ui import home

        home.register_section(home.WAITING_ON_YOU, sections.waiting_on_you)
        terms.register(terms.known_stay)
