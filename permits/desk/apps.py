from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "permits.desk"
    label = "permit_desk"
    verbose_name = _("Residence permits at the officers’ desk")

    def ready(self) -> None:
        from profiles.deeds import register_deeds

        register_deeds(
            {
                "permits.PermitEntered": _("An office entered a document on paper for the child"),
                "desk.EndingDecided": _("Two officers ended a document of the child"),
            }
        )
