from typing import Final

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
        from profiles.deeds import register_deeds

        register_deeds(_DEEDS)
        home.register_section(home.WAITING_ON_YOU, sections.waiting_on_you)
        terms.register(terms.known_stay)


# Either of those who act for a child reads what was done about its registration.
_DEEDS: Final = {
    "registration.ArrivalClaimed": _("Opened a host’s notice of arrival about the child"),
    "registration.ArrivalConfirmed": _("Confirmed a notice of arrival: the child is registered"),
    "registration.ArrivalEnded": _("The registration at the place of stay ended"),
}
