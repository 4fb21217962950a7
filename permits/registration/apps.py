from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "permits.registration"
    label = "registration"
    verbose_name = _("Registration at the place of stay")

    def ready(self) -> None:
        from permits.registration import terms

        terms.register(terms.known_stay)
